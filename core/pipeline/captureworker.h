// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/sourceprobe.h"
#include "core/media/unreadableframes.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/openedsource.h"
#include "core/pipeline/playbackclock.h"
#include "core/pipeline/reconnection.h"
#include "core/pipeline/sceneclock.h"
#include "core/pipeline/sourcestate.h"
#include "core/values/framerange.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace sightglass
{

/// Owns one source on the capture thread: opens it or is given one that is open, reads it at its pace, seeks it, and
/// brings a lost stream back.
///
/// One step per event. Under EveryFrame it stops reading while the first model's queue is full, and is asked for its
/// next step when there is room. While paused, a file is left alone but for the one picture after an open or a seek; a
/// live source is read on and its pictures let go uncounted, so that playing on shows the present. A source that has
/// no picture for two seconds, or three times as long as usual, while one is asked for is reported as stalled, whatever
/// it is. A lost one is tried again after growing pauses, and at once when its server or device is seen to be back.
///
///     Closed --open, adopt--> Fresh --its picture is submitted--> Playing <--Flow::paused--> Paused
///     Fresh, Playing --end of a file--> Ended (with a loop: from the start again)
///     Fresh, Playing, Paused, Ended --seek--> Fresh
///     Closed --open of a stream that is down--> Lost
///     Fresh, Playing, Paused --loss of a stream--> Lost --connected again--> Fresh
///     Fresh, Playing, Paused --a file whose beginning misled--> Fresh, opened in the whole
///     any --close, failure of a file--> Closed
///
/// A file is read from before all of it is known; the rest is found out in the time that is left until the next
/// picture, and while there is no other use for it.
///
/// What it tells carries the generation of the opening it belongs to, so that the owner can tell old from new.
///
/// Thread: made and connected by SourceLane, then moved to its thread. The functions marked so may be called from any.
class CaptureWorker : public QObject
{
    Q_OBJECT

public:
    /// What the owner is told; run on its thread.
    struct Events
    {
        /// A source is open; again after a reconnection.
        std::function<void(std::uint64_t opening, const SourceInfo &)> opened;
        /// All is known now of this source, which was not indexed before.
        std::function<void(std::uint64_t opening, const SourceInfo &)> indexed;
        /// What does not end it.
        std::function<void(std::uint64_t opening, const Error &)> warned;
        /// What is known of the open source is another, see FrameSource::changedInfo(); its pictures go on.
        std::function<void(std::uint64_t opening, const SourceInfo &)> changed;
        /// Stalled, Reconnecting, Failed, or Playing again after one of these.
        std::function<void(std::uint64_t opening, const SourceState &)> stateChanged;
        /// The source is over; pictures of this generation may still be under way.
        std::function<void(std::uint64_t generation)> ended;
        /// The seek of this generation failed; no picture of it comes.
        std::function<void(std::uint64_t generation, const Error &)> seekFailed;
    };

    CaptureWorker(std::shared_ptr<Flow> flow, FrameSourceFactory sources, std::shared_ptr<Mailbox> owner,
                  Events events);
    /// On the worker's thread. Lets the source go in order with abort(), which may have been called elsewhere.
    ~CaptureWorker() override;

    /// For the queue's room callback. Outlives the worker.
    std::shared_ptr<Mailbox> mailbox() const { return m_mailbox; }

    /// Any thread: closes what is open, a blocking call included, and opens another source under this generation.
    void open(const SourceSpec &spec, std::uint64_t generation);
    /// Any thread: closes what is open, as open() does, and reads on from this source, whose first picture has been
    /// read, under this generation. opened() is not told of it.
    void adopt(OpenedSource opened, std::uint64_t generation);
    /// Any thread.
    void close(std::uint64_t generation);
    /// Any thread; the newest request wins.
    void seek(std::int64_t index, std::uint64_t generation);
    /// Any thread: to the picture that is shown at this time of the file; `near` is where it is, by the rate.
    void seekTime(double seconds, std::int64_t near, std::uint64_t generation);
    /// Any thread: what is read from now on belongs to this generation; first of it comes `again`, a picture of this
    /// source, where it is not null: for sources that cannot be sought.
    void goOn(std::uint64_t generation, Frame again);
    /// Any thread: see FrameSource.
    std::optional<double> openingProgress();
    /// Any thread: makes a blocking call return, and what is open or being opened of no account.
    void abort(std::uint64_t generation);

    /// Any thread: Flow::paused has changed.
    void wake() { m_mailbox->request(); }
    /// Any thread.
    void setSpeed(double factor);
    /// Any thread: whose clock tells when pictures of files are due, from now on. Who starts it wakes the worker.
    void setSceneTime(const SceneTime &time);
    /// Any thread.
    void setLoop(bool loop);
    /// Any thread: what a loop repeats, from now on and until the source closes.
    void setLoopRange(const FrameRange &range);

private:
    enum class State
    {
        Closed,  ///< No source.
        Fresh,   ///< Opened or sought: one picture is shown at once, paused or not.
        Playing, ///< Pictures come at their pace.
        Paused,  ///< A file rests; the pictures of a live source are let go.
        Ended,   ///< The file is over.
        Lost,    ///< The next attempt to connect is scheduled.
    };

    struct SeekRequest
    {
        std::int64_t index;
        std::optional<double> seconds; ///< Goes before the index, where the source knows its times.
        std::uint64_t generation;
    };

    void request(const SeekRequest &seek);
    bool isWanted();
    void guard(void (CaptureWorker::*action)());
    void step();
    void openNow(const SourceSpec &spec, std::uint64_t generation);
    void connectSource();
    void adoptNow(OpenedSource opened, std::uint64_t generation);
    void beginAnew();
    void applySpeed();
    void closeNow();
    void seekNow(const SeekRequest &request);
    void followPause();
    void readOn();
    void letGo();
    void releaseWhenDue();
    std::optional<std::chrono::nanoseconds> untilDue(const Frame &frame);
    bool isDue(const Frame &frame);
    std::optional<Frame> readFrame();
    void followSource();
    void welcome(Frame &frame, std::chrono::nanoseconds readTime);
    void handleEnd();
    bool leavesLoop(const Frame &next) const;
    bool goRound();
    void handleLoss(const Error &error);
    void workAhead();
    bool lookAhead(Clock::time_point until);
    void openWhole(const Error &reason);
    void noteGap(std::int64_t next);
    void tryAgainLater(const Error &reason, bool refused = false);
    void awaitReturn();
    std::chrono::nanoseconds stallTime() const;
    void watchForStall(Clock::time_point asked);
    void report(SourceState::Phase phase, const Error &error = {});

    const std::shared_ptr<Flow> m_flow;
    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;

    // Asked for from other threads.
    std::mutex m_mutex;
    std::shared_ptr<FrameSource> m_source; ///< Written on the capture thread alone; abort() reads it elsewhere.
    std::optional<SeekRequest> m_seekRequest;
    std::uint64_t m_wanted =
        0; ///< Generation of the newest open(), adopt() or close(); older ones are not carried out.

    // The capture thread's own.
    State m_state = State::Closed;
    SourceInfo m_info;
    std::uint64_t m_opening = 0;    ///< The generation that the source was opened under.
    std::uint64_t m_generation = 0; ///< Of what is read now.
    PlaybackClock m_clock;
    SceneTime m_sceneTime;
    QTimer m_timer;
    std::optional<Frame> m_pending; ///< Read, but not due yet, or without room.
    double m_speed = 1.0;
    bool m_loop = false;
    FrameRange m_loopRange;
    std::int64_t m_framesSinceStart = 0;    ///< Or since the loop's last round began.
    std::int64_t m_place = 0;               ///< Index of the picture that was read or sought last.
    bool m_opensWhole = false;              ///< The file's beginning has misled.
    std::optional<std::int64_t> m_expected; ///< Index of the next picture, where none is missing.
    UnreadableFrames m_unreadable;
    SourceState::Phase m_trouble = SourceState::Phase::Empty; ///< That was told of and is not over; Empty: none.
    std::optional<Clock::time_point> m_waitingSince; ///< The source has had no picture since it was asked then.
    Reconnection m_reconnection;
    std::optional<SourceProbe> m_probe; ///< Of a source that is lost.
};

} // namespace sightglass
