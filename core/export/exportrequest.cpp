// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportrequest.h"

#include "core/export/detectionformat.h"
#include "core/export/picturewriter.h"
#include "core/export/provenance.h"
#include "core/export/safefile.h"
#include "core/export/videocodecs.h"
#include "core/export/videocontainer.h"
#include "core/values/words.h"

#include <QDir>
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
        return {Words::tr("There is no format %1 for lists of detections.").arg(id),
                Words::tr("There are: %1.").arg(ids.join(QLatin1String(", "))),
                {}};
    return {Words::tr("%1 has no ending of a list of detections that can be written.").arg(QFileInfo(list).fileName()),
            Words::tr("Give it the ending .csv for a table, or .ndjson for lines of JSON with all that is known: "
                      "keypoints, masks and turned boxes; or name a format (--detections FORMAT=FILE): %1.")
                .arg(ids.join(QLatin1String(", "))),
            {}};
}

Error isRead(const QString &target)
{
    return {Words::tr("%1 is what is being read; it would be overwritten.").arg(target),
            Words::tr("Choose another name for the export."),
            {}};
}

Result<void> checkPlace(const QFileInfo &target)
{
    const QFileInfo folder(target.absolutePath());
    if (folder.isDir())
        return {};
    return Error{Words::tr("There is no folder %1.").arg(folder.filePath()),
                 Words::tr("Create it first, or choose another."),
                 {}};
}

Result<void> checkFile(const SourceSpec &source, const QString &target, bool overwrite)
{
    const QFileInfo file(target);
    if (file.isDir())
        return Error{Words::tr("%1 is a folder.").arg(target), Words::tr("Choose the name of a file."), {}};
    if (auto checked = checkPlace(file); !checked)
        return checked;
    if (isReadFrom(source, target))
        return isRead(target);
    if (!overwrite && file.isFile())
        return existsError(target);
    return {};
}

/// Nothing that is read may lie in a folder that is replaced.
bool isReadFromWithin(const SourceSpec &source, const QString &folder)
{
    const QString place = QFileInfo(folder).canonicalFilePath();
    QString read = QFileInfo(source.location).canonicalFilePath();
    if (read.isEmpty()) // A pattern.
        read = QFileInfo(QFileInfo(source.location).path()).canonicalFilePath();
    return !place.isEmpty() && !read.isEmpty() && (read + QLatin1Char('/')).startsWith(place + QLatin1Char('/'));
}

Result<void> checkFolder(const SourceSpec &source, const QString &target, bool overwrite)
{
    const QFileInfo folder(target);
    if (folder.exists() && !folder.isDir())
        return Error{
            Words::tr("%1 is a file, and a folder is to be made.").arg(target), Words::tr("Choose another name."), {}};
    if (auto checked = checkPlace(folder); !checked)
        return checked;
    const QDir within(target);
    if (!within.exists() || within.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        return {};
    if (isReadFromWithin(source, target))
        return isRead(target);
    if (!overwrite)
        return existsError(target);
    if (!within.exists(Provenance::nameWithin()))
        return Error{Words::tr("%1 holds files that no export has made.").arg(target),
                     Words::tr("Choose another name, or an empty folder."),
                     {}};
    return {};
}

/// No two targets may be one, or lie in one another.
Result<void> checkApart(const QStringList &targets)
{
    QStringList paths;
    for (const QString &target : targets)
        paths.append(QDir::cleanPath(QFileInfo(target).absoluteFilePath()) + QLatin1Char('/'));
    for (qsizetype i = 0; i < paths.size(); ++i) {
        for (qsizetype j = 0; j < paths.size(); ++j) {
            if (i != j && paths[i].startsWith(paths[j]))
                return Error{Words::tr("%1 is named twice, or lies in another of the targets.").arg(targets[i]),
                             Words::tr("Give each a name of its own."),
                             {}};
        }
    }
    return {};
}

/// The kind of file, by its ending, and what is to be in it.
Result<void> checkVideoForm(const QString &path, const VideoSettings &settings)
{
    if (const VideoContainer *container = videoContainerFor(path)) {
        const auto encoders = encodersFor(*container, settings);
        return encoders ? Result<void>() : encoders.error();
    }
    if (PictureWriter::endings().contains(QFileInfo(path).suffix().toLower()))
        return {};
    return Error{
        Words::tr("%1 has no ending of a video or picture that can be written.").arg(QFileInfo(path).fileName()),
        Words::tr("Videos: %1. Pictures: %2.")
            .arg(videoEndings().join(QLatin1String(", ")), PictureWriter::endings().join(QLatin1String(", "))),
        {}};
}

Result<void> checkResults(const ExportRequest &request, const ResultsTarget &target)
{
    const DetectionFormatInfo *format = detectionFormat(target.path, target.format);
    if (!format)
        return unknownFormat(target.path, target.format);
    if (format->isFolder())
        return checkFolder(request.source, target.path, request.overwrite);
    if (auto checked = checkFile(request.source, target.path, request.overwrite); !checked)
        return checked;
    return request.provenance ? checkFile(request.source, Provenance::pathBeside(target.path), request.overwrite)
                              : Result<void>();
}

} // namespace

QStringList ExportRequest::targets() const
{
    QStringList all{videoPath};
    for (const ResultsTarget &target : results)
        all.append(target.path);
    all << pictures.path << crops.path;
    all.removeAll(QString());
    return all;
}

Result<void> checkRequest(const ExportRequest &request)
{
    const QString &video = request.videoPath;
    const QStringList targets = request.targets();
    if (targets.isEmpty())
        return Error{Words::tr("There is nothing to export to."),
                     Words::tr("Name a video, a list of detections (CSV or NDJSON), or both."),
                     {}};
    if (auto checked = video.isEmpty() ? Result<void>() : checkVideoForm(video, request.video); !checked)
        return checked;
    if (request.range.first < 0 || (request.range.last && *request.range.last < request.range.first))
        return Error{Words::tr("The range holds no frame."),
                     Words::tr("It goes from its first to its last frame, both included, counted from 0."),
                     {}};
    if (auto apart = checkApart(targets); !apart)
        return apart;
    if (!video.isEmpty()) {
        if (auto checked = checkFile(request.source, video, request.overwrite); !checked)
            return checked;
    }
    for (const ResultsTarget &target : request.results) {
        if (auto checked = checkResults(request, target); !checked)
            return checked;
    }
    for (const QString &folder : {request.pictures.path, request.crops.path}) {
        if (folder.isEmpty())
            continue;
        if (auto checked = checkFolder(request.source, folder, request.overwrite); !checked)
            return checked;
    }
    return {};
}

} // namespace sightglass
