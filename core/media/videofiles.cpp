// SPDX-License-Identifier: Apache-2.0
#include "core/media/videofiles.h"

#include "core/media/imagefiles.h"

#include <QFileInfo>

namespace sightglass
{

QStringList videoSuffixes()
{
    return {QStringLiteral("mp4"),  QStringLiteral("m4v"),  QStringLiteral("mov"),  QStringLiteral("mkv"),
            QStringLiteral("avi"),  QStringLiteral("mpg"),  QStringLiteral("webm"), QStringLiteral("mpeg"),
            QStringLiteral("ts"),   QStringLiteral("mts"),  QStringLiteral("m2ts"), QStringLiteral("wmv"),
            QStringLiteral("flv"),  QStringLiteral("3gp"),  QStringLiteral("ogv"),  QStringLiteral("gif"),
            QStringLiteral("mjpg"), QStringLiteral("h264"), QStringLiteral("hevc"), QStringLiteral("y4m")};
}

QStringList videoFiles(const QString &folderOrGlob)
{
    const bool inFolder = QFileInfo(folderOrGlob).isDir();
    const QStringList endings = videoSuffixes();
    QStringList files = filesNamedBy(folderOrGlob);
    files.removeIf([&](const QString &file) {
        return inFolder ? !endings.contains(QFileInfo(file).suffix().toLower()) : hasImageSuffix(file);
    });
    return files;
}

} // namespace sightglass
