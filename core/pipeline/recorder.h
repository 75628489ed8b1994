// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/mailbox.h"
#include "core/pipeline/picturecompressor.h"
#include "core/pipeline/recorderinbox.h"
#include "core/pipeline/recordingstatus.h"
#include "core/recording/keptpictures.h"
#include "core/recording/picturefile.h"
#include "core/values/error.h"

#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace sightglass
{

/// Keeps the last seconds of a live source, compressed, and writes them, or what comes from now on, to files.
///
/// Goes on while the view is paused and while a stream is lost; what comes after a loss follows in the same file, at
/// its time. Another source, and the end of the program, complete the file. Pictures of another size begin another
/// file.
///
/// Keeping gives way to all other threads (see PictureCompressor): on a machine at its limits, pictures are lost here
/// rather than boxes there. Recording does not.
///
/// Thread: made and connected by SourceLane, then moved to its thread. The functions marked so may be called from any.
class Recorder : public QObject
{
    Q_OBJECT

public:
    /// What the owner is told; run on its thread.
    struct Events
    {
        std::function<void(const RecordedFile &)> recorded;
        /// What was begun does not go on.
        std::function<void(const Error &)> failed;
        /// A recording has begun or ended.
        std::function<void()> changed;
    };

    Recorder(std::shared_ptr<RecorderInbox> inbox, std::shared_ptr<Mailbox> owner, Events events);
    /// On the worker's thread: completes what is being written.
    ~Recorder() override;

    /// Any thread.
    void keep(const KeepOptions &options);
    /// Any thread: writes what is kept at that moment.
    void saveKept(const RecordingTarget &target);
    /// Any thread: writes what comes from now on; what is being recorded is completed.
    void record(const RecordingTarget &target);
    /// Any thread: completes the recording.
    void finish();
    /// Any thread: the source is closed; completes the recording, and forgets what is kept.
    void forget();
    /// Any thread: the end is near, and takes no more pictures.
    void abort();
    /// Any thread.
    RecordingStatus status() const;

private:
    /// A file in the making.
    struct Writing
    {
        RecordingTarget target;
        std::unique_ptr<PictureFile> file; ///< None before its first picture.
        QSize size;
        std::int64_t begun = 0;            ///< Time of the file's first picture.
        std::optional<std::int64_t> first; ///< Time of the first picture of all.
        std::uint64_t lost = 0;
        std::uint64_t lostBefore = 0; ///< Of the files before.
    };
    /// What is kept, on its way to a file.
    struct Saving
    {
        Writing writing;
        std::deque<CompressedPicture> pictures;
    };

    void step();
    void take(const RecorderInbox::Item &item);
    void goOnSaving();
    void begin(const RecordingTarget &target);
    bool write(Writing &writing, const CompressedPicture &picture, bool wasKept);
    bool complete(Writing &writing, bool wasKept);
    void endRecording();
    void tellChanged();
    void report();

    const std::shared_ptr<RecorderInbox> m_inbox;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;

    KeptPictures m_kept;
    std::optional<Writing> m_recording;
    std::deque<Saving> m_saving;
    PictureCompressor m_compressor;
    bool m_keeps = KeepOptions().seconds > 0.0;

    std::uint64_t m_opening = 0;
    std::int64_t m_time = 0; ///< Of the last picture, in milliseconds.
    std::int64_t m_pts = 0;  ///< Of the last picture, as its source tells it, in milliseconds.
    Clock::time_point m_captured;

    mutable std::mutex m_mutex;
    RecordingStatus m_status;
};

} // namespace sightglass
