// SPDX-License-Identifier: Apache-2.0
#include "ui/filekinds.h"

#include "core/media/imagefiles.h"
#include "core/media/videofiles.h"
#include "core/values/words.h"
#include "ui/session.h"

#include <QFile>
#include <QFileInfo>

namespace sightglass
{

namespace
{

const QStringList &modelEndings()
{
    static const QStringList endings{
        QStringLiteral("pt"),       QStringLiteral("pth"),        QStringLiteral("ptl"), QStringLiteral("torchscript"),
        QStringLiteral("jit"),      QStringLiteral("onnx"),       QStringLiteral("pb"),  QStringLiteral("caffemodel"),
        QStringLiteral("prototxt"), QStringLiteral("weights"),    QStringLiteral("cfg"), QStringLiteral("tflite"),
        QStringLiteral("bin"),      QStringLiteral("torchmodel"), QStringLiteral("xml")};
    return endings;
}

QString filter(const QString &name, const QStringList &endings)
{
    QStringList patterns;
    for (const QString &ending : endings)
        patterns.append(QStringLiteral("*.") + ending);
    return QStringLiteral("%1 (%2)").arg(name, patterns.join(QLatin1Char(' ')));
}

} // namespace

bool looksLikeModel(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return false;
    if (modelEndings().contains(info.suffix().toLower()))
        return true;
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArray("PK\x03\x04", 4);
}

QStringList openFilters()
{
    return {filter(Words::tr("Videos, pictures, models and sessions"),
                   videoSuffixes() + imageSuffixes() + modelEndings() + QStringList{sessionSuffix().mid(1)}),
            filter(Words::tr("Videos"), videoSuffixes()), filter(Words::tr("Pictures"), imageSuffixes()),
            filter(Words::tr("Models"), modelEndings()), Words::tr("All files (*)")};
}

QStringList modelFilters()
{
    return {filter(Words::tr("Models"), modelEndings()), Words::tr("All files (*)")};
}

} // namespace sightglass
