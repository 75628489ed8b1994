// SPDX-License-Identifier: Apache-2.0
#include "core/inference/sidecar.h"

#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace sightglass
{

namespace
{

constexpr qint64 largestFile = 16 << 20;

Error ofFile(Error error, const QString &path)
{
    error.message = QStringLiteral("%1: %2").arg(QFileInfo(path).fileName(), error.message);
    return error;
}

} // namespace

QString sidecarPath(const QString &modelPath)
{
    return modelPath + QLatin1String(".sightglass.json");
}

Result<std::optional<ModelOverrides>> readSidecar(const QString &modelPath)
{
    const QString path = sidecarPath(modelPath);
    const QFileInfo info(path);
    if (!info.exists())
        return std::optional<ModelOverrides>();
    QFile file(path);
    if (!info.isFile() || info.size() > largestFile || !file.open(QIODevice::ReadOnly))
        return ofFile({Words::tr("The file cannot be read."),
                       Words::tr("It has to be a readable file of at most %1 MiB.").arg(largestFile >> 20),
                       file.errorString()},
                      path);
    auto overrides = parseSidecar(file.readAll());
    if (!overrides)
        return ofFile(overrides.error(), path);
    return std::optional(*std::move(overrides));
}

Result<void> writeSidecar(const QString &modelPath, const ModelOverrides &overrides)
{
    const QString path = sidecarPath(modelPath);
    const QByteArray json = sidecarJson(overrides);
    if (const auto again = parseSidecar(json); !again)
        return ofFile(again.error(), path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
        return Error{
            Words::tr("%1 could not be written.").arg(QFileInfo(path).fileName()),
            Words::tr("Its folder, %1, has to be writable and have space left.").arg(QFileInfo(path).absolutePath()),
            file.errorString()};
    return {};
}

} // namespace sightglass
