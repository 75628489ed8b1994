// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportwork.h"

#include "core/export/picturewriter.h"
#include "core/export/videocontainer.h"
#include "core/export/videoencoder.h"
#include "core/inference/selection.h"
#include "core/overlay/annotator.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds progressInterval{100};

} // namespace

Result<void> ExportWork::prepareFiles()
{
    for (const QString &path : {m_request.videoPath, m_request.detectionsPath}) {
        if (!path.isEmpty())
            m_swept += SafeFile::sweep(path);
    }
    if (!m_request.videoPath.isEmpty()) {
        auto file = SafeFile::create(m_request.videoPath);
        if (!file)
            return file.error();
        m_video.emplace(std::move(*file), nullptr);
    }
    if (!m_request.detectionsPath.isEmpty()) {
        auto file = SafeFile::create(m_request.detectionsPath);
        if (!file)
            return file.error();
        const QString path = file->path();
        const DetectionFormatInfo *format = detectionFormat(m_request.detectionsPath, m_request.detectionsFormat);
        m_list.emplace(std::move(*file), std::make_unique<DetectionWriter>(path, m_request.detectionsPath, *format));
        return m_list->writer->open();
    }
    return {};
}

Result<void> ExportWork::setModel(const ModelDescriptor &model, int workers)
{
    m_modelName = model.name;
    m_workers = model.name.isEmpty() ? 0 : workers;
    m_threads = model.threads;
    if (m_request.useModelConfidence)
        m_thresholds.confidence = model.defaultConfidence;
    auto choice = ClassChoice::make(m_request.shownClasses, model.classNames.get());
    if (!choice)
        return choice.error();
    m_choice = std::move(*choice);
    return {};
}

void ExportWork::begin(const SourceInfo &info)
{
    m_source = info;
    if (m_request.range.last)
        m_total = *m_request.range.last - m_request.range.first + 1;
    else if (info.frameCount)
        m_total = *info.frameCount - m_request.range.first;
    if (m_list)
        m_list->writer->setSource(info);
    if (m_video) {
        const QString path = m_video->file.path();
        if (const VideoContainer *container = videoContainerFor(m_request.videoPath)) {
            auto encoder = std::make_unique<VideoEncoder>(path, m_request.videoPath, *container, info.frameRate);
            if (m_request.sound && info.spec.kind == SourceKind::VideoFile && !info.live) {
                constexpr double usualRate = 25.0;
                const double rate = info.frameRate.isValid() ? info.frameRate.toDouble() : usualRate;
                std::optional<double> length;
                if (m_request.range.last)
                    length = static_cast<double>(*m_total) / rate;
                m_companions = std::make_shared<CompanionStreams>(info.spec.location, info.origin, length);
                encoder->setCompanions(m_companions);
            }
            m_video->writer = std::move(encoder);
        } else {
            m_video->writer = std::make_unique<PictureWriter>(path, m_request.videoPath);
        }
    }
}

Result<void> ExportWork::take(const Frame &frame, const CandidatesPtr &candidates)
{
    static const Candidates none;
    const Candidates &found = candidates ? *candidates : none;
    m_choice.apply(m_thresholds, found);
    const Detections detections = select(found, m_thresholds);
    if (m_written == 0) {
        m_firstFrame = Clock::now();
        m_size = QSize(frame.image.cols, frame.image.rows);
    }
    if (m_video) {
        if (auto drawn = draw(frame, found, detections); !drawn)
            return drawn;
    }
    if (m_list) {
        if (auto listed = m_list->writer->write(frame, found, detections); !listed)
            return listed;
    }
    ++m_written;
    m_detections += detections.size();
    report(false);
    return {};
}

Result<void> ExportWork::draw(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    cv::cvtColor(frame.image, m_canvas, cv::COLOR_BGR2BGRA);
    m_tags = Annotator::draw(m_canvas, {&detections, &candidates, {}, {}, &m_tags}, m_request.style);
    return m_video->writer->write(m_canvas, frame);
}

void ExportWork::report(bool atOnce)
{
    const auto now = Clock::now();
    if (!m_progress || (!atOnce && now - m_reported < progressInterval))
        return;
    m_reported = now;
    ExportProgress progress;
    progress.written = m_written;
    progress.total = m_total;
    const double elapsed = std::chrono::duration<double>(now - m_firstFrame).count();
    if (m_written > 1 && elapsed > 0.0) {
        progress.perSecond = static_cast<double>(m_written - 1) / elapsed;
        if (m_total)
            progress.secondsLeft =
                std::max(0.0, static_cast<double>(*m_total) - static_cast<double>(m_written)) / progress.perSecond;
    }
    m_progress(progress);
}

Result<void> ExportWork::finishFiles()
{
    if (m_written == 0)
        return Error{QStringLiteral("%1 gave no frame to export.").arg(m_source.name),
                     QStringLiteral("Try a range nearer to its beginning, or look whether it plays."),
                     {}};
    if (m_video) {
        if (auto finished = m_video->writer->finish(); !finished)
            return finished;
        if (auto synced = m_video->file.sync(); !synced)
            return synced;
    }
    if (m_list) {
        if (auto finished = m_list->writer->finish(); !finished)
            return finished;
        if (auto synced = m_list->file.sync(); !synced)
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
    if (m_list) {
        if (auto committed = m_list->file.commit(existing); !committed)
            return committed;
    }
    report(true);
    return {};
}

ExportSummary ExportWork::summary(const OfflineCounts &counts, const UnreadableFrames &unreadable) const
{
    ExportSummary summary;
    summary.counts = counts;
    summary.unreadable = unreadable;
    summary.files = m_source.files;
    summary.notes = m_source.notes;
    if (m_companions) {
        summary.copied = m_companions->copied();
        summary.notes += m_companions->notes();
    }
    summary.written = m_written;
    summary.detections = m_detections;
    summary.seconds = std::chrono::duration<double>(Clock::now() - m_begun).count();
    summary.videoPath = m_request.videoPath;
    summary.detectionsPath = m_request.detectionsPath;
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
