// SPDX-License-Identifier: Apache-2.0
#include "ui/dropzone.h"

#include "core/media/bytename.h"

#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QSet>
#include <QUrl>
#include <QWidget>

namespace sightglass
{

namespace
{

const QSet<QString> &modelEndings()
{
    static const QSet<QString> endings{
        QStringLiteral("pt"),         QStringLiteral("pth"),     QStringLiteral("ptl"), QStringLiteral("torchscript"),
        QStringLiteral("jit"),        QStringLiteral("onnx"),    QStringLiteral("pb"),  QStringLiteral("caffemodel"),
        QStringLiteral("prototxt"),   QStringLiteral("weights"), QStringLiteral("cfg"), QStringLiteral("tflite"),
        QStringLiteral("torchmodel"), QStringLiteral("xml"),     QStringLiteral("bin")};
    return endings;
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

DroppedFiles droppedFiles(const QMimeData &data)
{
    DroppedFiles dropped;
    const auto take = [&dropped](const QString &place, const Result<SourceSpec> &source) {
        if (looksLikeModel(place)) {
            if (!dropped.model)
                dropped.model = place;
        } else if (source && !dropped.source) {
            dropped.source = *source;
        } else if (!source && !dropped.refused) {
            dropped.refused = source.error();
        }
    };
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        const QByteArray name = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toUtf8());
        if (!url.isLocalFile())
            take({}, SourceSpec::fromOutside(url.toString(QUrl::FullyEncoded)));
        else if (const auto path = name.isValidUtf8() ? url.toLocalFile() : pathOfName(name))
            take(*path, SourceSpec::fromPath(*path));
        else
            take({}, path.error());
    }
    if (urls.isEmpty()) {
        for (const QString &line : data.text().split(QLatin1Char('\n'))) {
            if (const QString text = line.trimmed(); !text.isEmpty())
                take(text, SourceSpec::fromOutside(text));
        }
    }
    if (dropped.source || dropped.model)
        dropped.refused.reset();
    return dropped;
}

DropZone::DropZone(QWidget *window)
    : QObject(window)
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

bool DropZone::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::DragEnter) {
        auto *drag = static_cast<QDragEnterEvent *>(event);
        const QMimeData *data = drag->mimeData();
        if (!data->hasUrls() && !data->hasText())
            return false;
        drag->acceptProposedAction();
        return true;
    }
    if (event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        const DroppedFiles dropped = droppedFiles(*drop->mimeData());
        if (dropped.isEmpty())
            return false;
        drop->acceptProposedAction();
        if (dropped.model)
            Q_EMIT modelDropped(*dropped.model);
        if (dropped.source)
            Q_EMIT sourceDropped(*dropped.source);
        if (dropped.refused)
            Q_EMIT refused(*dropped.refused);
        return true;
    }
    return false;
}

} // namespace sightglass
