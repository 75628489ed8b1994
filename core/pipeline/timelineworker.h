// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/clipreader.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/timeline.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace sightglass
{

/// All that is asked of a clip's timeline at a moment. Numbers rise with each that is asked, so that old answers can be
/// told from new ones.
struct TimelineWishes
{
    struct Find
    {
        EventWish wish;
        std::int64_t from;
        bool forward;
        std::uint64_t number;
    };
    struct List
    {
        EventWish wish;
        int most;
        std::uint64_t number;
    };

    std::shared_ptr<ClipStore> store = nullptr;
    std::uint64_t storeNumber = 0;
    std::int64_t frameCount = 0;
    Thresholds thresholds = {};
    ClipView view = {};
    std::uint64_t viewNumber = 0;
    ClipQuery query = {};
    std::uint64_t queryNumber = 0;
    std::optional<Find> find = std::nullopt;
    std::optional<List> list = std::nullopt;

    bool hasView() const { return view.last >= view.first && view.columns > 0; }
};

/// What the timeline is told: one of these.
struct TimelineAnswer
{
    struct Found
    {
        TimelineWishes::Find find;
        std::optional<std::int64_t> frame;
    };
    struct Listed
    {
        TimelineWishes::List list;
        std::vector<ClipSpan> spans;
    };

    std::uint64_t storeNumber = 0;
    std::optional<TimelinePicture> picture = std::nullopt;
    std::optional<Found> found = std::nullopt;
    std::optional<Listed> listed = std::nullopt;
    std::optional<Error> problem = std::nullopt;
};

/// Reads and counts what a timeline asks for, on the timeline's thread: a piece per event, for the newest wishes.
///
/// One answer waits for the owner at a time; the next one is worked out when that has been taken, so that a window that
/// is busy is not behind, and nothing piles up. While a store grows, counting takes a fifth of this thread's time at
/// most.
///
/// Thread: made and connected by Timeline, then moved to its thread. The functions marked so may be called from any.
class TimelineWorker : public QObject
{
    Q_OBJECT

public:
    /// The owner is asked for a step when there is an answer.
    explicit TimelineWorker(std::shared_ptr<Mailbox> owner);

    /// Any thread: these take the place of all before.
    void wish(const TimelineWishes &wishes);
    /// Any thread: the answer that waits, now the taker's.
    std::optional<TimelineAnswer> take();
    /// Any thread: the end is near; nothing further is begun.
    void abort();

private:
    /// When something that follows the clip is worked out again.
    struct Turn
    {
        std::uint64_t changes = 0; ///< Of the reader, when it was last.
        Clock::time_point due;     ///< At the earliest.

        void passed(std::uint64_t changes, Clock::time_point begun);
    };

    void guard();
    void step();
    void takeWishes();
    void forget();
    bool isAsked() const;
    bool isStoreUnwanted();
    bool isEventUnwanted();
    bool answerWaits();
    void tell(bool isReady);
    bool tellPicture();
    bool tellFound(bool isReady);
    void tellListed(bool isReady);
    TimelinePicture pictureUnder(const Thresholds &thresholds) const;
    bool isDue(const Turn &turn);
    void give(TimelineAnswer answer);

    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;

    // Asked for from other threads.
    std::atomic<bool> m_stopped{false};
    std::mutex m_mutex;
    TimelineWishes m_newest;
    std::optional<TimelineAnswer> m_answer;

    // The worker's thread's own.
    TimelineWishes m_wishes;
    std::unique_ptr<ClipReader> m_reader; ///< As long as anything is asked for.
    std::optional<Thresholds> m_counted;  ///< The newest that what was read is of.
    std::optional<Error> m_problem;       ///< To be told.
    bool m_isWarned = false;
    std::optional<TimelinePicture> m_picture; ///< As it was told, under these numbers of wishes.
    std::uint64_t m_viewNumber = 0;
    std::uint64_t m_queryNumber = 0;
    Turn m_pictureTurn;
    std::uint64_t m_foundNumber = 0; ///< Of what was told last.
    std::optional<TimelineAnswer::Listed> m_listed;
    Thresholds m_listedThresholds;
    Turn m_listTurn;
    QTimer m_timer;
};

} // namespace sightglass
