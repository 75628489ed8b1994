// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/lanegroup.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

bool isSameMoment(double a, double b)
{
    return std::abs(a - b) < 1e-6;
}

double shownSeconds(const SourceLane &lane)
{
    const Presentation &shown = lane.presentation();
    return shown.isNull() ? 0.0 : shown.frame.seconds();
}

bool hasEnded(const SourceLane &lane)
{
    return lane.sourceState().phase == Phase::Ended;
}

} // namespace

LaneGroup::LaneGroup(QObject *parent)
    : QObject(parent)
{}

void LaneGroup::watch(SourceLane &lane)
{
    m_members.push_back({&lane});
    lane.setLoop(m_loop);
    connect(&lane, &SourceLane::sourceOpened, this, [this, &lane] {
        Member &opened = member(lane);
        leave(opened);
        opened.offset = 0.0;
        opened.loopRange = {};
        join();
    });
    connect(&lane, &SourceLane::sourceIndexed, this, &LaneGroup::join);
    connect(&lane, &SourceLane::sourceStateChanged, this, &LaneGroup::stateChanged);
    connect(&lane, &SourceLane::presented, this, [this, &lane] { presented(lane); });
    // A seek that fails tells no more than that.
    connect(&lane, &SourceLane::warned, this, &LaneGroup::look);
    join();
}

bool LaneGroup::isFile(const SourceLane &lane)
{
    const SourceState &state = lane.sourceState();
    const SourceInfo &info = lane.sourceInfo();
    return state.isActive() && state.phase != Phase::Opening && info.seekable && info.frameCount.value_or(0) > 1;
}

bool LaneGroup::isMember(const SourceLane &lane) const
{
    const Member *found = find(lane);
    return found && found->takesPart && partCount() > 1;
}

const LaneGroup::Member *LaneGroup::find(const SourceLane &lane) const
{
    const auto found =
        std::find_if(m_members.begin(), m_members.end(), [&](const Member &member) { return member.lane == &lane; });
    return found == m_members.end() ? nullptr : &*found;
}

LaneGroup::Member &LaneGroup::member(const SourceLane &lane)
{
    return *std::find_if(m_members.begin(), m_members.end(),
                         [&](const Member &member) { return member.lane == &lane; });
}

std::size_t LaneGroup::partCount() const
{
    return static_cast<std::size_t>(
        std::count_if(m_members.begin(), m_members.end(), [](const Member &member) { return member.takesPart; }));
}

double LaneGroup::offset(const SourceLane &lane) const
{
    const Member *found = find(lane);
    return found ? found->offset : 0.0;
}

void LaneGroup::setTogether(bool together, SourceLane &lane)
{
    if (together == m_together)
        return;
    m_together = together;
    for (Member &member : m_members)
        leave(member);
    m_clock->hold();
    m_stage = Stage::There;
    m_leader = nullptr;
    if (together) {
        m_plays = !lane.isPaused();
        m_speed = lane.speed();
        m_clock->setSpeed(m_speed, Clock::now());
        m_moment = momentOf(lane);
        join();
        if (member(lane).takesPart)
            lead(lane);
    }
    Q_EMIT changed();
}

/// Those that have become files take part, those that are none any more leave.
void LaneGroup::join()
{
    bool isAnother = false;
    for (Member &member : m_members) {
        isAnother = isAnother || member.isFile != isFile(*member.lane);
        member.isFile = isFile(*member.lane);
        const bool takesPart = m_together && member.isFile;
        if (takesPart == member.takesPart)
            continue;
        isAnother = true;
        if (takesPart)
            takePart(member);
        else
            leave(member);
    }
    if (isAnother)
        Q_EMIT changed();
}

void LaneGroup::takePart(Member &member)
{
    const bool isFirst = partCount() == 0;
    member.takesPart = true;
    applyTime(member);
    if (isFirst) {
        m_plays = !member.lane->isPaused();
        lead(*member.lane);
        return;
    }
    member.lane->setSpeed(m_speed);
    if (m_plays)
        member.lane->resume();
    else
        member.lane->pause();
    holdHere();
    moveTo(member);
    if (m_stage == Stage::There)
        m_stage = Stage::AllMove;
}

void LaneGroup::leave(Member &member)
{
    if (!member.takesPart)
        return;
    member.takesPart = false;
    applyTime(member);
    if (m_leader == member.lane)
        m_leader = nullptr;
}

/// Whose clock it follows, and who repeats it.
void LaneGroup::applyTime(const Member &member)
{
    member.lane->setSceneTime(member.takesPart ? SceneTime{m_clock, member.offset} : SceneTime{});
    member.lane->setLoop(m_loop && !member.takesPart);
}

void LaneGroup::setOffset(SourceLane &lane, double seconds)
{
    Member &shifted = member(lane);
    if (shifted.offset == seconds)
        return;
    shifted.offset = seconds;
    if (shifted.takesPart) {
        applyTime(shifted);
        holdHere();
        // The moment stays what the others show.
        if (m_leader == &lane)
            m_leader = nullptr;
        moveTo(shifted);
        m_stage = Stage::AllMove;
        look();
    }
    Q_EMIT changed();
}

void LaneGroup::lineUp(SourceLane &lane)
{
    const double moment = momentOf(lane);
    for (Member &member : m_members) {
        if (member.lane == &lane || !isFile(*member.lane))
            continue;
        member.offset = moment - shownSeconds(*member.lane);
        applyTime(member);
    }
    if (!m_together) {
        setTogether(true, lane);
        return;
    }
    holdHere();
    lead(lane);
    Q_EMIT changed();
}

void LaneGroup::play(SourceLane &lane)
{
    if (!isMember(lane)) {
        lane.play();
        return;
    }
    m_plays = true;
    const bool isOver = hasEnded(lane);
    forAll([](SourceLane &each) { each.resume(); });
    if (isOver)
        seek(lane, 0);
    else if (m_stage == Stage::There)
        goOn();
}

void LaneGroup::pause(SourceLane &lane)
{
    if (!isMember(lane)) {
        lane.pause();
        return;
    }
    rest();
    if (m_stage != Stage::There)
        return;
    m_leader = &lane;
    moveAll(restingMoment());
}

void LaneGroup::seek(SourceLane &lane, std::int64_t frame)
{
    if (isMember(lane))
        holdHere();
    lane.seek(frame);
    if (isMember(lane))
        lead(lane);
}

void LaneGroup::step(SourceLane &lane, int frames)
{
    if (isMember(lane))
        rest();
    lane.step(frames);
    if (isMember(lane))
        lead(lane);
}

void LaneGroup::setSpeed(SourceLane &lane, double factor)
{
    lane.setSpeed(factor);
    if (!isMember(lane))
        return;
    m_speed = lane.speed();
    m_clock->setSpeed(m_speed, Clock::now());
    forAll([this](SourceLane &each) { each.setSpeed(m_speed); });
}

void LaneGroup::setLoopRange(SourceLane &lane, const FrameRange &range)
{
    Member &marked = member(lane);
    marked.loopRange = range;
    if (marked.takesPart)
        m_leader = &lane;
    lane.setLoopRange(range);
}

void LaneGroup::setLoop(bool loop)
{
    m_loop = loop;
    for (const Member &member : m_members)
        member.lane->setLoop(m_loop && !member.takesPart);
}

/// Time stands, at the moment that it is.
void LaneGroup::holdHere()
{
    if (const auto moment = m_clock->secondsAt(Clock::now()))
        m_moment = *moment;
    m_clock->hold();
}

void LaneGroup::rest()
{
    holdHere();
    m_plays = false;
    forAll([](SourceLane &lane) { lane.pause(); });
}

/// All come to the moment of this lane, as soon as its picture is there.
void LaneGroup::lead(SourceLane &lane)
{
    m_leader = &lane;
    m_stage = Stage::LeaderMoves;
    look();
}

void LaneGroup::moveAll(double moment)
{
    m_stage = Stage::There;
    m_moment = moment;
    for (const Member &member : m_members) {
        if (member.takesPart && member.lane != m_leader)
            moveTo(member);
    }
    m_stage = Stage::AllMove;
    look();
}

void LaneGroup::moveTo(const Member &member)
{
    const double seconds = m_moment - member.offset;
    if (!hasEnded(*member.lane) || seconds < member.lane->sourceInfo().duration)
        member.lane->seekTime(seconds);
}

/// A step on the way to the moment.
void LaneGroup::look()
{
    if (m_stage == Stage::LeaderMoves && (!m_leader || !m_leader->isSeeking()))
        moveAll(m_leader ? momentOf(*m_leader) : m_moment);
    const auto moves = [](const Member &member) { return member.takesPart && member.lane->isSeeking(); };
    if (m_stage != Stage::AllMove || std::any_of(m_members.begin(), m_members.end(), moves))
        return;
    m_stage = Stage::There;
    if (m_plays)
        goOn();
    else
        followLeader();
}

/// At rest a picture of the leader's may come that was on its way before.
void LaneGroup::followLeader()
{
    if (m_leader && !isSameMoment(restingMoment(), m_moment))
        moveAll(restingMoment());
}

void LaneGroup::goOn()
{
    m_clock->startAt(m_moment, Clock::now());
    forAll([](SourceLane &lane) { lane.resume(); });
}

void LaneGroup::presented(SourceLane &lane)
{
    if (m_stage != Stage::There) {
        look();
    } else if (!m_plays) {
        followLeader();
    } else if (m_leader == &lane && m_loop) {
        const FrameRange &range = member(lane).loopRange;
        if (range.last && lane.presentation().frame.id.index >= *range.last)
            seek(lane, range.first);
    }
}

void LaneGroup::stateChanged()
{
    join();
    look();
    if (m_stage != Stage::There || !m_plays || !m_loop || partCount() == 0)
        return;
    const auto plays = [](const Member &member) { return member.takesPart && !hasEnded(*member.lane); };
    if (std::any_of(m_members.begin(), m_members.end(), plays))
        return;
    m_leader = nullptr;
    m_clock->hold();
    moveAll(sceneBegin());
}

double LaneGroup::momentOf(const SourceLane &lane) const
{
    return shownSeconds(lane) + offset(lane);
}

/// What the leader shows; where that is its first or its last picture, outside of its own time, what it was.
double LaneGroup::restingMoment() const
{
    const double shown = momentOf(*m_leader);
    const bool isBefore = m_moment < shown && m_leader->presentation().frame.id.index == 0;
    const bool isAfter = m_moment > shown && hasEnded(*m_leader);
    return isBefore || isAfter ? m_moment : shown;
}

double LaneGroup::sceneBegin() const
{
    std::optional<double> begin;
    for (const Member &member : m_members) {
        if (member.takesPart)
            begin = std::min(begin.value_or(member.offset), member.offset);
    }
    return begin.value_or(0.0);
}

void LaneGroup::forAll(const std::function<void(SourceLane &)> &action) const
{
    for (const Member &member : m_members) {
        if (member.takesPart)
            action(*member.lane);
    }
}

} // namespace sightglass
