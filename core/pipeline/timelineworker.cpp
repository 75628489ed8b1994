// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/timelineworker.h"

#include "core/store/clipspans.h"
#include "core/store/cliptimes.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace sightglass
{

namespace
{

/// Between two pictures of a clip that grows.
constexpr std::chrono::milliseconds shortestRest(33);

} // namespace

void TimelineWorker::Turn::passed(std::uint64_t now, Clock::time_point begun)
{
    changes = now;
    const auto end = Clock::now();
    due = end + std::max<Clock::duration>(shortestRest, 4 * (end - begun));
}

TimelineWorker::TimelineWorker(std::shared_ptr<Mailbox> owner)
    : m_mailbox(Mailbox::attach(this, [this] { guard(); }))
    , m_owner(std::move(owner))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { guard(); });
}

void TimelineWorker::wish(const TimelineWishes &wishes)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_answer && m_answer->storeNumber != wishes.storeNumber)
            m_answer.reset();
        m_newest = wishes;
    }
    m_mailbox->request();
}

std::optional<TimelineAnswer> TimelineWorker::take()
{
    std::optional<TimelineAnswer> taken;
    {
        const std::lock_guard lock(m_mutex);
        taken.swap(m_answer);
    }
    if (taken)
        m_mailbox->request();
    return taken;
}

void TimelineWorker::abort()
{
    m_stopped = true;
}

/// The worker's edge: no exception passes.
void TimelineWorker::guard()
{
    try {
        step();
    } catch (const std::exception &exception) {
        forget();
        if (m_isWarned || answerWaits())
            return;
        m_isWarned = true;
        give({m_wishes.storeNumber,
              {},
              {},
              {},
              Error{tr("What the model saw in this clip could not be counted."), tr("Open the clip again."),
                    QString::fromUtf8(exception.what())}});
    }
}

void TimelineWorker::step()
{
    if (m_stopped)
        return;
    takeWishes();
    if (!isAsked()) {
        forget();
        return;
    }
    bool isReady = true;
    if (m_wishes.store) {
        if (!m_reader)
            m_reader = std::make_unique<ClipReader>(m_wishes.store, [mailbox = m_mailbox] { mailbox->request(); });
        const SurvivorBasis basis = SurvivorBasis::of(m_wishes.thresholds);
        const auto done = m_reader->step(basis, [this] { return isStoreUnwanted(); });
        if (!done && !std::exchange(m_isWarned, true))
            m_problem = done.error();
        if (isStoreUnwanted())
            return; // Whoever wants another has asked for a step.
        isReady = m_reader->isOf(basis);
        if (isReady)
            m_counted = m_wishes.thresholds;
        if (m_reader->hasMore())
            m_mailbox->request();
    }
    if (!answerWaits())
        tell(isReady);
}

void TimelineWorker::takeWishes()
{
    TimelineWishes newest;
    {
        const std::lock_guard lock(m_mutex);
        newest = m_newest;
    }
    if (newest.storeNumber != m_wishes.storeNumber) {
        forget();
        m_problem.reset();
        m_isWarned = false;
        m_foundNumber = 0; // What was told of the other store is not heard.
    }
    m_wishes = std::move(newest);
}

/// What was read, and all that was counted of it.
void TimelineWorker::forget()
{
    m_reader.reset();
    m_counted.reset();
    m_picture.reset();
    m_listed.reset();
}

bool TimelineWorker::isAsked() const
{
    return m_wishes.hasView() || m_wishes.find || m_wishes.list;
}

bool TimelineWorker::isStoreUnwanted()
{
    if (m_stopped)
        return true;
    const std::lock_guard lock(m_mutex);
    return m_newest.storeNumber != m_wishes.storeNumber;
}

bool TimelineWorker::answerWaits()
{
    const std::lock_guard lock(m_mutex);
    return m_answer.has_value();
}

/// What is told first, has to be taken before the next.
void TimelineWorker::tell(bool isReady)
{
    if (m_problem)
        give({m_wishes.storeNumber, {}, {}, {}, std::exchange(m_problem, std::nullopt)});
    else if (!tellPicture() && !tellFound(isReady))
        tellListed(isReady);
}

bool TimelineWorker::tellPicture()
{
    if (!m_reader || !m_wishes.hasView())
        return false;
    // Until NMS has been done anew, what is there is counted as it was.
    const Thresholds thresholds = m_counted.value_or(m_wishes.thresholds);
    const auto suppressing = m_reader->progress();
    const bool isOther = !m_picture || m_viewNumber != m_wishes.viewNumber || m_picture->thresholds != thresholds ||
                         m_queryNumber != m_wishes.queryNumber ||
                         m_picture->suppressing.has_value() != suppressing.has_value();
    const bool hasGone =
        m_pictureTurn.changes != m_reader->changes() || (m_picture && m_picture->suppressing != suppressing);
    if (!isOther && !(hasGone && isDue(m_pictureTurn)))
        return false;
    const auto begun = Clock::now();
    m_picture = pictureUnder(thresholds);
    m_viewNumber = m_wishes.viewNumber;
    m_queryNumber = m_wishes.queryNumber;
    m_pictureTurn.passed(m_reader->changes(), begun);
    give({m_wishes.storeNumber, m_picture, {}, {}, {}});
    return true;
}

/// What is as it was is taken from the picture before.
TimelinePicture TimelineWorker::pictureUnder(const Thresholds &thresholds) const
{
    const ClipSurvivors &clip = m_reader->clip();
    const SurvivorFilter filter(thresholds);
    const bool isSameClip = m_picture && m_pictureTurn.changes == m_reader->changes();
    TimelinePicture picture;
    picture.view = m_wishes.view;
    picture.columns = columnsOf(clip, filter, m_wishes.view);
    picture.frameCount = m_wishes.frameCount;
    picture.known = clip.count();
    picture.thresholds = thresholds;
    picture.query = m_wishes.query.text();
    picture.suppressing = m_reader->progress();
    if (isSameClip) {
        picture.marks = m_picture->marks;
    } else {
        for (const std::int64_t frame : ClipTimes(clip).cuts())
            picture.marks.push_back({frame, ClipMark::Kind::TimeCut});
    }
    if (isSameClip && m_picture->thresholds == thresholds && m_queryNumber == m_wishes.queryNumber)
        picture.spans = m_picture->spans;
    else
        picture.spans = spansOf(clip, filter, m_wishes.query);
    return picture;
}

bool TimelineWorker::tellFound(bool isReady)
{
    const auto &find = m_wishes.find;
    if (!find || find->number == m_foundNumber || !isReady)
        return false;
    std::optional<std::int64_t> frame;
    if (m_reader)
        frame = nextEvent(m_reader->clip(), SurvivorFilter(m_wishes.thresholds), find->wish, find->from, find->forward,
                          [this] { return isEventUnwanted(); });
    if (isEventUnwanted())
        return false;
    m_foundNumber = find->number;
    give({m_wishes.storeNumber, {}, TimelineAnswer::Found{*find, frame}, {}, {}});
    return true;
}

void TimelineWorker::tellListed(bool isReady)
{
    const auto &list = m_wishes.list;
    if (!list || !isReady)
        return;
    const bool isOther =
        !m_listed || m_listed->list.number != list->number || m_listedThresholds != m_wishes.thresholds;
    const bool hasGrown = m_reader && m_listTurn.changes != m_reader->changes();
    if (!isOther && !(hasGrown && isDue(m_listTurn)))
        return;
    const auto begun = Clock::now();
    TimelineAnswer::Listed listed{*list, {}};
    if (m_reader)
        listed.spans = eventsOf(m_reader->clip(), SurvivorFilter(m_wishes.thresholds), list->wish, list->most,
                                [this] { return isEventUnwanted(); });
    if (isEventUnwanted())
        return;
    m_listTurn.passed(m_reader ? m_reader->changes() : 0, begun);
    const bool isNews = !m_listed || m_listed->list.number != list->number || m_listed->spans != listed.spans;
    m_listed = std::move(listed);
    m_listedThresholds = m_wishes.thresholds;
    if (isNews)
        give({m_wishes.storeNumber, {}, {}, m_listed, {}});
}

/// Whether an event is looked for in vain; whoever wants another has asked for a step.
bool TimelineWorker::isEventUnwanted()
{
    const auto numberOf = [](const auto &wish) { return wish ? wish->number : 0; };
    if (isStoreUnwanted())
        return true;
    const std::lock_guard lock(m_mutex);
    return m_newest.thresholds != m_wishes.thresholds || numberOf(m_newest.find) != numberOf(m_wishes.find) ||
           numberOf(m_newest.list) != numberOf(m_wishes.list);
}

/// If not, there is a step when it is.
bool TimelineWorker::isDue(const Turn &turn)
{
    const auto rest = turn.due - Clock::now();
    if (rest <= Clock::duration::zero())
        return true;
    if (!m_timer.isActive())
        m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(rest));
    return false;
}

void TimelineWorker::give(TimelineAnswer answer)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_newest.storeNumber != answer.storeNumber)
            return;
        m_answer = std::move(answer);
    }
    m_owner->request();
}

} // namespace sightglass
