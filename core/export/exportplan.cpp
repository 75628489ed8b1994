// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportplan.h"

#include "core/export/detectionformat.h"
#include "core/export/framenames.h"
#include "core/export/provenance.h"
#include "core/export/videocontainer.h"
#include "core/media/imagefiles.h"
#include "core/media/videofiles.h"
#include "core/values/words.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace sightglass
{

namespace
{

const QString framesId = QStringLiteral("frames");
const QString cropsId = QStringLiteral("crops");

std::vector<SourceSpec> sourcesOf(const QString &input)
{
    const SourceSpec spec = SourceSpec::fromCommandLine(input);
    if (spec.kind != SourceKind::ImageSequence)
        return {spec};
    std::vector<SourceSpec> sources;
    for (const QString &file : videoFiles(spec.location))
        sources.push_back(SourceSpec::fromPath(file));
    // Where there is neither, opening it says so.
    if (sources.empty() || !imageFiles(spec.location).isEmpty())
        sources.push_back(spec);
    return sources;
}

/// The name of an input without its ending: what its targets are called after.
QString stemOf(const SourceSpec &source)
{
    const QFileInfo file(source.location);
    switch (source.kind) {
    case SourceKind::VideoFile:
    case SourceKind::Image:
        if (const QString stem = file.completeBaseName(); !stem.isEmpty())
            return stem;
        return file.fileName();
    case SourceKind::ImageSequence:
        if (file.isDir())
            return QFileInfo(file.canonicalFilePath()).fileName();
        return fileStem(file.fileName());
    default:
        return fileNameFor(source.displayName(), QStringLiteral("sightglass"));
    }
}

Result<void> checkFormats(const ExportBatch &batch)
{
    for (const QString &id : batch.formats) {
        if (id != framesId && id != cropsId && !detectionFormat({}, id)) {
            QStringList ids;
            for (const DetectionFormatInfo &format : detectionFormats())
                ids.append(format.id);
            ids << framesId << cropsId;
            return Error{Words::tr("There is no format %1.").arg(id),
                         Words::tr("There are: %1.").arg(ids.join(QLatin1String(", "))),
                         {}};
        }
        if (batch.formats.count(id) > 1)
            return Error{Words::tr("The format %1 is named twice.").arg(id), {}, {}};
    }
    if (!batch.container.isEmpty() && !videoEndings().contains(batch.container))
        return Error{Words::tr("There is no kind of video file %1.").arg(batch.container),
                     Words::tr("There are: %1.").arg(videoEndings().join(QLatin1String(", "))),
                     {}};
    if (batch.container.isEmpty() && batch.formats.isEmpty())
        return Error{
            Words::tr("There is nothing to export to."), Words::tr("Name a format, or leave the video in."), {}};
    return {};
}

ExportRequest requestFor(const ExportBatch &batch, const SourceSpec &source, const QString &stem)
{
    ExportRequest request = batch.common;
    const QString base = QDir(batch.folder).filePath(stem);
    request.source = source;
    if (!batch.container.isEmpty())
        request.videoPath =
            base + QLatin1Char('.') + (source.kind == SourceKind::Image ? QStringLiteral("png") : batch.container);
    for (const QString &id : batch.formats) {
        if (id == framesId)
            request.pictures.path = base + QStringLiteral(".frames");
        else if (id == cropsId)
            request.crops.path = base + QStringLiteral(".crops");
        else
            request.results.push_back({base + detectionFormat({}, id)->nameEnding(), id});
    }
    return request;
}

} // namespace

Result<std::vector<ExportRequest>> planExports(const ExportBatch &batch)
{
    if (auto checked = checkFormats(batch); !checked)
        return checked.error();
    std::vector<SourceSpec> sources;
    for (const QString &input : batch.inputs) {
        for (SourceSpec &source : sourcesOf(input))
            sources.push_back(std::move(source));
    }
    QSet<QString> read;
    for (const SourceSpec &source : sources)
        read.insert(QFileInfo(source.location).canonicalFilePath());
    QSet<QString> stems;
    std::vector<ExportRequest> requests;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const QString own = stemOf(sources[i]);
        QString stem = own;
        // Some disks do not tell capitals from small letters.
        for (int number = 2; stems.contains(stem.toLower()); ++number)
            stem = QStringLiteral("%1-%2").arg(own, QString::number(number));
        stems.insert(stem.toLower());
        const bool isOurs = static_cast<int>(i) % batch.shard.count == batch.shard.number - 1;
        if (isOurs)
            requests.push_back(requestFor(batch, sources[i], stem));
        for (const QString &target : isOurs ? requests.back().targets() : QStringList()) {
            const QString there = QFileInfo(target).canonicalFilePath();
            if (!there.isEmpty() && read.contains(there))
                return Error{Words::tr("%1 is one of the inputs; it would be overwritten.").arg(target),
                             Words::tr("Choose another folder for what is written."),
                             {}};
        }
    }
    return requests;
}

bool isDone(const ExportRequest &request)
{
    const QStringList targets = request.targets();
    return std::all_of(targets.begin(), targets.end(), [](const QString &target) {
        const QFileInfo file(target);
        return file.isDir() ? QDir(target).exists(Provenance::nameWithin()) : file.exists();
    });
}

} // namespace sightglass
