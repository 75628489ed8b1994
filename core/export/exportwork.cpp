// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportwork.h"

#include "core/export/cropswriter.h"
#include "core/export/detectionwriter.h"
#include "core/export/framefileswriter.h"
#include "core/export/picturewriter.h"
#include "core/export/videocontainer.h"
#include "core/export/videoencoder.h"
#include "core/export/writefile.h"
#include "core/inference/selection.h"
#include "core/overlay/annotator.h"
#include "core/values/words.h"

#include <QDir>
#include <QFileInfo>

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds progressInterval{100};

Result<SafeFile> prepareFolder(const QString &path)
{
    return SafeFile::create(path, SafeFile::Kind::Folder);
}

} // namespace

Result<void> ExportWork::prepareFiles()
{
    for (const QString &path : m_request.targets())
        m_swept += SafeFile::sweep(path);
    if (auto prepared = prepareVideo(); !prepared)
        return prepared;
    for (const ResultsTarget &target : m_request.results) {
        if (auto prepared = prepareResults(target); !prepared)
            return prepared;
    }
    if (!m_request.pictures.path.isEmpty()) {
        auto folder = prepareFolder(m_request.pictures.path);
        if (!folder)
            return folder.error();
        m_results.push_back({std::move(*folder), QStringLiteral("pictures"), nullptr, {}, true});
    }
    if (!m_request.crops.path.isEmpty()) {
        auto folder = prepareFolder(m_request.crops.path);
        if (!folder)
            return folder.error();
        const QString path = folder->path();
        m_results.push_back({std::move(*folder),
                             QStringLiteral("crops"),
                             std::make_unique<CropsWriter>(path, m_request.crops),
                             {},
                             true});
    }
    return {};
}

Result<void> ExportWork::prepareVideo()
{
    if (m_request.videoPath.isEmpty())
        return {};
    auto file = SafeFile::create(m_request.videoPath);
    if (!file)
        return file.error();
    m_video.emplace(std::move(*file), nullptr);
    return {};
}

Result<void> ExportWork::prepareResults(const ResultsTarget &target)
{
    const DetectionFormatInfo &format = *detectionFormat(target.path, target.format);
    auto file = format.isFolder() ? prepareFolder(target.path) : SafeFile::create(target.path);
    if (!file)
        return file.error();
    const QString path = file->path();
    Results results{std::move(*file), format.id, nullptr, {}, format.isFolder()};
    if (format.isFolder()) {
        results.writer = std::make_unique<FrameFilesWriter>(path, target.path, format.makeFiles());
    } else {
        results.writer = std::make_unique<DetectionWriter>(path, target.path, format);
        if (m_request.provenance) {
            auto beside = SafeFile::create(Provenance::pathBeside(target.path));
            if (!beside)
                return beside.error();
            results.madeBy = std::move(*beside);
        }
    }
    m_results.push_back(std::move(results));
    return m_results.back().writer->open();
}

Result<void> ExportWork::setModel(const ModelDescriptor &model, int workers)
{
    m_modelName = model.name;
    m_modelFiles = model.files;
    if (!model.sidecar.isEmpty())
        m_modelFiles.append(model.sidecar);
    m_workers = model.name.isEmpty() ? 0 : workers;
    m_threads = model.threads;
    if (m_request.useModelConfidence)
        m_thresholds.confidence = model.defaultConfidence;
    auto choice = ClassChoice::make(m_request.shownClasses, model.classNames.get());
    if (!choice)
        return choice.error();
    m_choice = std::move(*choice);
    m_noCandidates.classNames = model.classNames;
    m_noCandidates.keypoints = model.keypoints;
    if (!m_results.empty())
        m_provenance.emplace().setModel(model, m_thresholds, m_request.shownClasses);
    return {};
}

Result<void> ExportWork::begin(const SourceInfo &info)
{
    m_source = info;
    m_names = FrameNames(info);
    if (m_request.range.last)
        m_total = *m_request.range.last - m_request.range.first + 1;
    else if (info.frameCount)
        m_total = *info.frameCount - m_request.range.first;
    for (Results &results : m_results) {
        if (results.writer)
            results.writer->setSource(info);
    }
    if (m_provenance)
        m_provenance->setSource(m_request.source, info);
    if (m_video)
        beginVideo(info);
    return replay();
}

void ExportWork::beginVideo(const SourceInfo &info)
{
    const QString path = m_video->file.path();
    const VideoContainer *container = videoContainerFor(m_request.videoPath);
    if (!container) {
        m_video->writer = std::make_unique<PictureWriter>(path, m_request.videoPath);
        return;
    }
    auto encoder =
        std::make_unique<VideoEncoder>(path, m_request.videoPath, *container, info.frameRate, m_request.video);
    if (m_request.sound && info.spec.kind == SourceKind::VideoFile && !info.live) {
        constexpr double usualRate = 25.0;
        const double rate = info.frameRate.isValid() ? info.frameRate.toDouble() : usualRate;
        std::optional<double> length;
        if (m_request.range.last)
            length = static_cast<double>(*m_total) / rate;
        m_companions = std::make_shared<CompanionStreams>(info.spec.location, info.origin, length);
        encoder->setCompanions(m_companions);
    }
    if (m_journal)
        encoder->setStore(*m_journal);
    m_video->encoder = encoder.get();
    m_video->writer = std::move(encoder);
}

Result<void> ExportWork::take(const Frame &frame, const CandidatesPtr &candidates)
{
    static const Candidates none;
    const Candidates &found = candidates ? *candidates : none;
    m_choice.apply(m_thresholds, found);
    const Detections detections = select(found, m_thresholds);
    if (m_written == m_resumed) {
        m_firstFrame = Clock::now();
        m_size = QSize(frame.image.cols, frame.image.rows);
    }
    if (isPartOver(frame)) {
        if (auto ended = endPart(); !ended)
            return ended;
    }
    const bool pictured = wantsPicture(frame, detections);
    if (m_video || (pictured && m_request.pictures.overlay))
        draw(frame, found, detections);
    if (m_video) {
        if (auto written = m_video->writer->write(m_canvas, frame); !written)
            return written;
    }
    if (auto written = writeResults(frame, found, detections, pictured); !written)
        return written;
    if (m_journal) {
        if (auto added = m_journal->add(frame, detections); !added)
            return added;
        m_partBegin = m_partBegin.value_or(frame.seconds());
    }
    m_next = frame.id.index + 1;
    if (m_provenance)
        m_provenance->advance(m_total);
    ++m_written;
    m_detections += detections.size();
    report(false);
    return {};
}

Result<void> ExportWork::writeResults(const Frame &frame, const Candidates &found, const Detections &detections,
                                      bool pictured)
{
    for (Results &results : m_results) {
        auto written = results.writer ? results.writer->write(frame, found, detections)
                       : pictured     ? writePicture(frame, results.file.path())
                                      : Result<void>();
        if (!written)
            return written;
    }
    return {};
}

bool ExportWork::wantsPicture(const Frame &frame, const Detections &detections) const
{
    const PicturesTarget &wanted = m_request.pictures;
    return !wanted.path.isEmpty() && frame.id.index % std::max(1, wanted.every) == 0 &&
           (!wanted.onlyFound || !detections.empty());
}

void ExportWork::draw(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    cv::cvtColor(frame.image, m_canvas, cv::COLOR_BGR2BGRA);
    m_tags = Annotator::draw(m_canvas, {&detections, &candidates, {}, {}, &m_tags}, m_request.style);
}

Result<void> ExportWork::writePicture(const Frame &frame, const QString &folder) const
{
    cv::Mat drawn;
    if (m_request.pictures.overlay)
        cv::cvtColor(m_canvas, drawn, cv::COLOR_BGRA2BGR);
    return sightglass::writePicture(QDir(folder).filePath(m_names.of(frame) + QStringLiteral(".png")),
                                    drawn.empty() ? frame.image : drawn, QStringLiteral("png"),
                                    m_request.pictures.path);
}

void ExportWork::report(bool atOnce)
{
    const auto now = Clock::now();
    if (!m_progress || (!atOnce && now - m_reported < progressInterval))
        return;
    m_reported = now;
    ExportProgress progress;
    progress.written = m_written;
    // Before that, most of it is in the encoder yet.
    constexpr std::uint64_t framesToJudge = 100;
    if (m_video && m_total && m_written >= framesToJudge) {
        const qint64 size = m_journal ? m_journal->size() : QFileInfo(m_video->file.path()).size();
        progress.videoBytes = static_cast<std::int64_t>(static_cast<double>(size) * static_cast<double>(*m_total) /
                                                        static_cast<double>(m_written));
    }
    progress.total = m_total;
    const double elapsed = std::chrono::duration<double>(now - m_firstFrame).count();
    if (m_written > m_resumed + 1 && elapsed > 0.0) {
        progress.perSecond = static_cast<double>(m_written - m_resumed - 1) / elapsed;
        if (m_total)
            progress.secondsLeft =
                std::max(0.0, static_cast<double>(*m_total) - static_cast<double>(m_written)) / progress.perSecond;
    }
    m_progress(progress);
}

Result<void> ExportWork::finishFiles()
{
    if (m_written == 0)
        return Error{Words::tr("%1 gave no frame to export.").arg(m_source.name),
                     Words::tr("Try a range nearer to its beginning, or look whether it plays."),
                     {}};
    if (m_video) {
        if (auto finished = m_video->writer->finish(); !finished)
            return finished;
        if (auto synced = m_video->file.sync(); !synced)
            return synced;
    }
    for (Results &results : m_results) {
        if (auto finished = results.writer ? results.writer->finish() : Result<void>(); !finished)
            return finished;
    }
    return {};
}

Result<void> ExportWork::describe(const ExportSummary &summary)
{
    for (Results &results : m_results) {
        const QString name = QFileInfo(results.file.target()).fileName();
        if (results.isFolder || results.madeBy) {
            const QString path =
                results.madeBy ? results.madeBy->path() : QDir(results.file.path()).filePath(Provenance::nameWithin());
            const QByteArray text = m_provenance->text(name, results.format, m_request.range, summary);
            if (auto written = writeFile(path, text, results.file.target()); !written)
                return written;
        }
        if (results.madeBy) {
            if (auto synced = results.madeBy->sync(); !synced)
                return synced;
        }
        if (auto synced = results.file.sync(); !synced)
            return synced;
    }
    return {};
}

Result<void> ExportWork::commit()
{
    // What came while the export ran; before either has its name, so that there are both or none.
    if (auto checked = checkRequest(m_request); !checked)
        return checked;
    const auto existing = m_request.overwrite ? SafeFile::Existing::Replace : SafeFile::Existing::Keep;
    if (m_video) {
        if (auto committed = m_video->file.commit(existing); !committed)
            return committed;
    }
    for (Results &results : m_results) {
        if (auto committed = results.file.commit(existing); !committed)
            return committed;
        if (auto committed = results.madeBy ? results.madeBy->commit(existing) : Result<void>(); !committed)
            return committed;
    }
    discardJournal();
    report(true);
    return {};
}

ExportSummary ExportWork::summary(const OfflineCounts &counts, const UnreadableFrames &unreadable) const
{
    ExportSummary summary;
    summary.counts = counts;
    summary.counts.captured += m_resumed;
    summary.counts.delivered += m_resumed;
    if (!m_modelName.isEmpty())
        summary.counts.inferred += m_resumed;
    summary.resumed = m_resumed;
    summary.unreadable = unreadable;
    summary.unreadable.add(m_unreadable);
    summary.files = m_source.files;
    summary.notes = m_source.notes;
    if (m_companions) {
        summary.copied = m_companions->count();
        summary.notes += m_companions->notes();
    }
    summary.written = m_written;
    summary.detections = m_detections;
    summary.seconds = std::chrono::duration<double>(Clock::now() - m_begun).count();
    summary.videoPath = m_request.videoPath;
    if (m_video && m_video->writer)
        summary.encoder = m_video->writer->encoderName();
    summary.targets = m_request.targets();
    summary.sourceName = m_source.name;
    summary.modelName = m_modelName;
    summary.workers = m_workers;
    summary.threads = m_threads;
    summary.size = m_size;
    summary.frameRate = m_source.frameRate;
    summary.swept = m_swept;
    return summary;
}

} // namespace sightglass
