// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/offlinerun.h"

#include <QByteArray>
#include <QMetaType>
#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// What an export did, in exact counts.
struct ExportSummary
{
    OfflineCounts counts;
    UnreadableFrames unreadable;  ///< Frames that the source announces, and that are not in what was written.
    std::uint64_t written = 0;    ///< Frames written: into the video, and where there is none, through the list.
    std::uint64_t resumed = 0;    ///< Of these, frames that an export which broke off had done.
    std::uint64_t detections = 0; ///< Detections drawn and listed.
    std::uint64_t missing = 0;    ///< Frames of the range that a stream did not give any more.
    std::optional<Error> trouble; ///< What ended the recording of a stream before its time.
    double seconds = 0.0;         ///< Wall time.
    QString videoPath;
    QString encoder;     ///< Of the video, libav's name; empty where there is none.
    QStringList targets; ///< All that was written (see ExportRequest::targets()), the video first.
    QString sourceName;
    QStringList files; ///< See SourceInfo.
    QStringList notes; ///< See SourceInfo.
    QString modelName;
    int copied = 0;     ///< Streams of sound and subtitles in the video.
    int workers = 0;    ///< Copies of the model that ran beside each other; 0 without a model.
    int threads = 0;    ///< Of each.
    QSize size;         ///< Of the frames, in pixels.
    Rational frameRate; ///< Of the source; invalid when unknown.
    QStringList swept;  ///< Files removed that exports which were killed had left in the folders written to.

    /// Whether the files hold all that was asked for.
    bool isComplete() const { return unreadable.isEmpty() && missing == 0 && !trouble; }

    /// One JSON object: source, model, workers, threads, video, encoder, targets (paths, the video among them), width,
    /// height, frame_rate ("30000/1001" or null), captured, inferred, stored, written, resumed, dropped, unreadable,
    /// first_unreadable (an index or null), missing, sound_and_subtitles (how many streams were copied), ended_by (a
    /// sentence, or null), unreadable_files (names, at most 1000; of folders of pictures only), detections, seconds,
    /// frames_per_second, notes; removed, the names of `swept`, where there are some.
    QByteArray toJson() const;
    /// Lines for a terminal: controls in names are written out.
    QString toText() const;
    /// How many frames could not be read, and which, in a sentence; empty when all could.
    QString unreadableText() const;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ExportSummary)
