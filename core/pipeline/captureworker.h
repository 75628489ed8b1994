// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/playbackclock.h"
#include "core/pipeline/sourcestate.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace sightglass
{

/// Owns one source on the capture thread: opens it, reads it at its pace, seeks it, and brings a lost stream back.
///
/// One step per event. Under EveryFrame it stops reading while the inference queue is full, and is asked for its next
/// step when there is room. While paused, a file is left alone but for the one picture after an open or a seek; a live
/// source is read on and its pictures let go uncounted, so that playing on shows the present.
///
/// Thread: made and connected by Pipeline, then moved to its thread. The functions marked so may be called from any.
class CaptureWorker : public QObject
{
    Q_OBJECT

public:
    /// A source is open; again after a reconnection.
    struct Opened
    {
        std::uint64_t ticket;
        SourceInfo info;
    };
    /// The source is over; pictures of it may still be under way.
    struct Ended
    {
        std::uint64_t generation;
    };
    /// Stalled, Reconnecting, Failed, or Playing again after one of these.
    struct StateChanged
    {
        std::uint64_t ticket;
        SourceState state;
    };
    using Notice = std::variant<Opened, Ended, StateChanged, Error>; ///< An Error is a warning.

    CaptureWorker(std::shared_ptr<Flow> flow, FrameSourceFactory sources);

    /// For the queue's room callback. Outlives the worker.
    std::shared_ptr<Mailbox> mailbox() const { return m_mailbox; }
    /// The owner's thread, on noticed().
    std::vector<Notice> takeNotices() { return m_notices.take(); }

    /// Any thread: closes what is open, a blocking call included, and opens another source. Returns the ticket that
    /// this opening's signals carry.
    std::uint64_t open(const SourceSpec &spec, std::uint64_t generation);
    /// Any thread.
    void close();
    /// Any thread; the newest request wins.
    void seek(std::int64_t index, std::uint64_t generation);
    /// Any thread: sends a picture of this source through once more, as the first of a new generation: for sources
    /// that cannot be sought.
    void submitAgain(Frame frame, std::uint64_t generation);
    /// Any thread: makes a blocking call return, and what is open or being opened of no account.
    std::uint64_t abort();

    /// Any thread: Flow::paused has changed.
    void wake() { m_mailbox->request(); }
    /// Any thread.
    void setSpeed(double factor);
    /// Any thread.
    void setLoop(bool loop);

Q_SIGNALS:
    /// takeNotices() has something.
    void noticed();

private:
    struct SeekRequest
    {
        std::int64_t index;
        std::uint64_t generation;
    };

    void guard(void (CaptureWorker::*action)());
    void step();
    void openNow(const SourceSpec &spec, std::uint64_t generation, std::uint64_t ticket);
    void connectSource();
    void closeNow();
    void seekNow(const SeekRequest &request);
    void readOn();
    void releaseWhenDue();
    std::optional<Frame> readFrame();
    void handleEnd();
    void handleLoss(const Error &error);
    void watchForStall();
    void report(SourceState::Phase phase, const Error &error = {});
    void notify(Notice notice);

    const std::shared_ptr<Flow> m_flow;
    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    Notices<Notice> m_notices;

    // Asked for from other threads.
    std::mutex m_mutex;
    std::shared_ptr<FrameSource> m_source; ///< Written on the capture thread alone; abort() reads it elsewhere.
    std::optional<SeekRequest> m_seekRequest;
    std::uint64_t m_ticket = 0; ///< Of the newest open() or close(); older ones are not carried out.

    // The capture thread's own.
    SourceInfo m_info;
    std::uint64_t m_openTicket = 0;
    std::uint64_t m_generation = 0;
    PlaybackClock m_clock;
    QTimer m_timer;
    std::optional<Frame> m_pending; ///< Read, but not due yet, or without room.
    bool m_wantsPicture = false;    ///< One picture is shown after an open or a seek, paused or not.
    bool m_ended = false;
    bool m_loop = false;
    bool m_wasPaused = false;
    std::int64_t m_framesSinceStart = 0;
    SourceState::Phase m_reported = SourceState::Phase::Empty;
    Clock::time_point m_lastData;
    int m_attempt = 0;
    bool m_reconnecting = false;
};

} // namespace sightglass
