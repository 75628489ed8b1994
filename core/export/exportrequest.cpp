// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportrequest.h"

#include "core/export/detectionformat.h"
#include "core/export/picturewriter.h"
#include "core/export/safefile.h"
#include "core/export/videocontainer.h"

#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

namespace sightglass
{

namespace
{

bool isSameFile(const QString &a, const QString &b)
{
    struct stat first = {};
    struct stat second = {};
    return ::stat(QFile::encodeName(a).constData(), &first) == 0 &&
           ::stat(QFile::encodeName(b).constData(), &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

bool isReadFrom(const SourceSpec &source, const QString &target)
{
    switch (source.kind) {
    case SourceKind::VideoFile:
    case SourceKind::Image:
        return isSameFile(source.location, target);
    case SourceKind::ImageSequence: {
        // Any picture beside those of the sequence may be one of them.
        const QFileInfo sequence(source.location);
        const QString folder = sequence.isDir() ? sequence.filePath() : sequence.path();
        const QFileInfo written(target);
        return written.exists() && isSameFile(folder, written.path()) &&
               PictureWriter::endings().contains(written.suffix().toLower());
    }
    default:
        return false;
    }
}

Error unknownFormat(const QString &list, const QString &id)
{
    QStringList ids;
    for (const DetectionFormatInfo &format : detectionFormats())
        ids.append(format.id);
    if (!id.isEmpty())
        return {QStringLiteral("There is no format %1 for lists of detections.").arg(id),
                QStringLiteral("There are: %1.").arg(ids.join(QLatin1String(", "))),
                {}};
    return {
        QStringLiteral("%1 has no ending of a list of detections that can be written.").arg(QFileInfo(list).fileName()),
        QStringLiteral("Give it the ending .csv for a table, or .ndjson for lines of JSON with all that is known: "
                       "keypoints, masks and turned boxes; or name a format (--format): %1.")
            .arg(ids.join(QLatin1String(", "))),
        {}};
}

Result<void> checkTarget(const SourceSpec &source, const QString &target, bool overwrite)
{
    const QFileInfo file(target);
    if (file.isDir())
        return Error{QStringLiteral("%1 is a folder.").arg(target), QStringLiteral("Choose the name of a file."), {}};
    const QFileInfo folder(file.absolutePath());
    if (!folder.isDir())
        return Error{QStringLiteral("There is no folder %1.").arg(folder.filePath()),
                     QStringLiteral("Create it first, or choose another."),
                     {}};
    if (isReadFrom(source, target))
        return Error{QStringLiteral("%1 is what is being read; it would be overwritten.").arg(target),
                     QStringLiteral("Choose another name for the export."),
                     {}};
    if (!overwrite && file.isFile())
        return existsError(target);
    return {};
}

} // namespace

Result<void> checkRequest(const ExportRequest &request)
{
    const QString &video = request.videoPath;
    const QString &list = request.detectionsPath;
    if (video.isEmpty() && list.isEmpty())
        return Error{QStringLiteral("There is nothing to export to."),
                     QStringLiteral("Name a video, a list of detections (CSV or NDJSON), or both."),
                     {}};
    if (!video.isEmpty() && !videoContainerFor(video) &&
        !PictureWriter::endings().contains(QFileInfo(video).suffix().toLower()))
        return Error{
            QStringLiteral("%1 has no ending of a video or picture that can be written.")
                .arg(QFileInfo(video).fileName()),
            QStringLiteral("Videos: %1. Pictures: %2.")
                .arg(videoEndings().join(QLatin1String(", ")), PictureWriter::endings().join(QLatin1String(", "))),
            {}};
    if (!list.isEmpty() && !detectionFormat(list, request.detectionsFormat))
        return unknownFormat(list, request.detectionsFormat);
    if (request.range.first < 0 || (request.range.last && *request.range.last < request.range.first))
        return Error{QStringLiteral("The range holds no frame."),
                     QStringLiteral("It goes from its first to its last frame, both included, counted from 0."),
                     {}};
    for (const QString &target : {video, list}) {
        if (target.isEmpty())
            continue;
        if (auto checked = checkTarget(request.source, target, request.overwrite); !checked)
            return checked;
    }
    return {};
}

} // namespace sightglass
