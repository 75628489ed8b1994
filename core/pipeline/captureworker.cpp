// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/captureworker.h"

#include "core/media/cameraaddress.h"

#include <QFileInfo>

#include <algorithm>
#include <exception>
#include <utility>

namespace sightglass
{

namespace
{

/// A source that sends no picture for so long is called stalled, and so is one that lets three of its pictures be
/// missed.
constexpr std::chrono::seconds leastStallTime{2};
constexpr double missedPictures = 3.0;

} // namespace

CaptureWorker::CaptureWorker(std::shared_ptr<Flow> flow, FrameSourceFactory sources, std::shared_ptr<Mailbox> owner,
                             Events events)
    : m_flow(std::move(flow))
    , m_sources(std::move(sources))
    , m_mailbox(Mailbox::attach(this, [this] { guard(&CaptureWorker::step); }))
    , m_owner(std::move(owner))
    , m_events(std::move(events))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { guard(&CaptureWorker::step); });
}

CaptureWorker::~CaptureWorker()
{
    closeNow();
}

void CaptureWorker::open(const SourceSpec &spec, std::uint64_t generation)
{
    abort(generation);
    m_mailbox->post([this, spec, generation] { openNow(spec, generation); });
}

void CaptureWorker::adopt(OpenedSource opened, std::uint64_t generation)
{
    abort(generation);
    m_mailbox->post(
        [this, opened = std::move(opened), generation]() mutable { adoptNow(std::exchange(opened, {}), generation); });
}

void CaptureWorker::close(std::uint64_t generation)
{
    abort(generation);
    m_mailbox->post([this] { closeNow(); });
}

void CaptureWorker::seek(std::int64_t index, std::uint64_t generation)
{
    request({index, {}, generation});
}

void CaptureWorker::seekTime(double seconds, std::int64_t near, std::uint64_t generation)
{
    request({near, seconds, generation});
}

void CaptureWorker::request(const SeekRequest &seek)
{
    {
        const std::lock_guard lock(m_mutex);
        m_seekRequest = seek;
    }
    wake();
}

void CaptureWorker::goOn(std::uint64_t generation, Frame again)
{
    m_mailbox->post([this, generation, again = std::move(again)]() mutable {
        m_generation = generation;
        if (m_pending)
            m_pending->id.generation = generation;
        if (again.isNull())
            return;
        again.id.generation = generation;
        again.captured = Clock::now();
        m_flow->submit(again);
    });
}

void CaptureWorker::abort(std::uint64_t generation)
{
    const std::lock_guard lock(m_mutex);
    m_seekRequest.reset();
    if (m_source)
        m_source->abort();
    m_wanted = generation;
}

void CaptureWorker::setSpeed(double factor)
{
    m_mailbox->post([this, factor] {
        m_speed = factor;
        applySpeed();
    });
}

void CaptureWorker::applySpeed()
{
    const double speed = m_info.live ? 1.0 : m_speed;
    m_clock.setSpeed(speed);
    m_flow->hurried = speed > 1.0;
}

void CaptureWorker::setSceneTime(const SceneTime &time)
{
    m_mailbox->post([this, time] {
        m_sceneTime = time;
        m_clock.restart();
    });
}

void CaptureWorker::setLoop(bool loop)
{
    m_mailbox->post([this, loop] { m_loop = loop; });
}

void CaptureWorker::setLoopRange(const FrameRange &range)
{
    m_mailbox->post([this, range] { m_loopRange = range; });
}

/// The worker's edge: no exception passes.
void CaptureWorker::guard(void (CaptureWorker::*action)())
{
    try {
        (this->*action)();
    } catch (const std::exception &exception) {
        handleLoss({tr("Reading %1 failed unexpectedly.").arg(m_info.spec.displayName()), tr("Open the source again."),
                    QString::fromUtf8(exception.what())});
    }
}

void CaptureWorker::step()
{
    if (m_flow->stopping || m_state == State::Closed)
        return;
    if (m_state == State::Lost) {
        if (!m_timer.isActive())
            awaitReturn();
        return;
    }

    std::optional<SeekRequest> seekRequest;
    {
        const std::lock_guard lock(m_mutex);
        seekRequest.swap(m_seekRequest);
    }
    if (seekRequest)
        seekNow(*seekRequest);
    followPause();
    if (m_state == State::Fresh || m_state == State::Playing)
        readOn();
    else if (m_state == State::Paused && m_info.live)
        letGo();
    workAhead();
}

void CaptureWorker::followPause()
{
    const bool paused = m_flow->paused;
    if (m_state == State::Playing && paused) {
        m_state = State::Paused;
    } else if (m_state == State::Paused && !paused) {
        m_state = State::Playing;
        m_clock.restart();
        m_waitingSince.reset();
    }
}

void CaptureWorker::seekNow(const SeekRequest &request)
{
    m_timer.stop();
    m_pending.reset();
    m_generation = request.generation;
    m_clock.restart();
    if (!m_info.seekable)
        return;
    std::int64_t index = request.index;
    if (request.seconds)
        index = m_source->indexAt(*request.seconds).value_or(index);
    m_place = index;
    const Result<void> result = m_source->seek(index);
    if (!result && !m_info.indexed) {
        openWhole(result.error());
        return;
    }
    if (!result) {
        m_owner->post([failed = m_events.seekFailed, generation = m_generation, error = result.error()] {
            failed(generation, error);
        });
        return;
    }
    m_expected.reset();
    m_state = State::Fresh;
}

void CaptureWorker::readOn()
{
    if (!m_pending)
        m_pending = readFrame();
    if (m_pending)
        releaseWhenDue();
    else if (m_state == State::Fresh || m_state == State::Playing)
        wake();
}

void CaptureWorker::letGo()
{
    if (!m_pending)
        m_pending = readFrame();
    if (m_pending && !isDue(*m_pending))
        return;
    m_pending.reset();
    if (m_state == State::Paused)
        wake();
}

void CaptureWorker::releaseWhenDue()
{
    // The first one does not wait, but those after it count from it: else the second would come at once, too.
    if (m_state == State::Fresh)
        (void)untilDue(*m_pending);
    else if (!isDue(*m_pending))
        return;
    if (!m_flow->hasRoomForCapture())
        return; // The queue's room callback asks for the next step.

    Frame frame = std::move(*m_pending);
    m_pending.reset();
    m_state = m_flow->paused ? State::Paused : State::Playing;
    if (m_info.isPaced())
        frame.captured = Clock::now();
    m_flow->submit(frame);
    wake();
}

/// Nothing while a clock that is not this worker's own is held.
std::optional<std::chrono::nanoseconds> CaptureWorker::untilDue(const Frame &frame)
{
    const auto now = Clock::now();
    if (m_sceneTime.clock && !m_info.live)
        return m_sceneTime.clock->untilDue(frame.seconds() + m_sceneTime.offset, now);
    return m_clock.untilDue(frame.seconds(), now);
}

/// Whether a picture's time has come; if not, the next step is asked for then.
bool CaptureWorker::isDue(const Frame &frame)
{
    constexpr std::chrono::microseconds timerSlack{500};
    if (!m_info.isPaced())
        return true;
    const auto wait = untilDue(frame);
    if (wait && *wait <= timerSlack)
        return true;
    if (wait)
        m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(*wait - timerSlack));
    return false;
}

/// The next picture; nothing when there is none now, for whatever reason, which has been dealt with.
std::optional<Frame> CaptureWorker::readFrame()
{
    const auto begin = Clock::now();
    Frame frame;
    const Result<FrameSource::ReadStatus> status = m_source->read(frame);
    if (m_flow->stopping)
        return std::nullopt;
    if (!status) {
        handleLoss(status.error());
        return std::nullopt;
    }
    switch (*status) {
    case FrameSource::ReadStatus::NoData:
        watchForStall(begin);
        return std::nullopt;
    case FrameSource::ReadStatus::End:
        handleEnd();
        return std::nullopt;
    case FrameSource::ReadStatus::Frame:
        if (!leavesLoop(frame))
            break;
        noteGap(*m_loopRange.last + 1);
        if (!goRound())
            break;
        return std::nullopt;
    }
    followSource();
    welcome(frame, Clock::now() - begin);
    return frame;
}

void CaptureWorker::followSource()
{
    auto changed = m_source->changedInfo();
    if (!changed)
        return;
    changed->spec = m_info.spec;
    m_info = *std::move(changed);
    m_owner->post([tell = m_events.changed, opening = m_opening, info = m_info] { tell(opening, info); });
}

/// A picture that has been read begins its way.
void CaptureWorker::welcome(Frame &frame, std::chrono::nanoseconds readTime)
{
    m_flow->capture.add(readTime, Clock::now());
    m_waitingSince.reset();
    m_reconnection.recovered();
    ++m_framesSinceStart;
    noteGap(frame.id.index);
    m_expected = frame.id.index + 1;
    m_place = frame.id.index;
    if (m_trouble != SourceState::Phase::Empty)
        report(SourceState::Phase::Playing);
    frame.id.source = m_flow->lane;
    frame.id.generation = m_generation;
    if (m_info.live)
        m_flow->toRecorder->put(frame, m_opening);
}

void CaptureWorker::handleEnd()
{
    if (!lookAhead(Clock::now()))
        return;
    if (m_info.frameCount)
        noteGap(*m_info.frameCount + m_info.missingAtEnd);
    if (goRound())
        return;
    m_state = State::Ended;
    m_owner->post([ended = m_events.ended, generation = m_generation] { ended(generation); });
}

/// Whether playing goes over the end of the loop with this picture. One that was sought beyond it plays on.
bool CaptureWorker::leavesLoop(const Frame &next) const
{
    return m_loopRange.last && next.id.index > *m_loopRange.last && m_expected && *m_expected <= *m_loopRange.last + 1;
}

/// Another round of the loop, where there is one.
bool CaptureWorker::goRound()
{
    // Without a single picture since the last one began, another would be no better; with one alone, it shows nothing
    // new.
    const bool isStill = m_info.frameCount == 1;
    if (!m_loop || isStill || !m_info.seekable || m_framesSinceStart == 0 || !m_source->seek(m_loopRange.first).ok())
        return false;
    m_framesSinceStart = 0;
    m_expected = m_loopRange.first;
    m_clock.restart();
    return true;
}

/// The pictures of a file before this one were expected.
void CaptureWorker::noteGap(std::int64_t next)
{
    if (m_info.live || !m_expected || next <= *m_expected)
        return;
    m_unreadable.add(*m_expected, next);
    m_flow->unreadable.set(m_unreadable);
}

std::chrono::nanoseconds CaptureWorker::stallTime() const
{
    std::chrono::nanoseconds time = leastStallTime;
    if (m_info.frameRate.isValid())
        time = std::max(time, std::chrono::duration_cast<std::chrono::nanoseconds>(
                                  std::chrono::duration<double>(missedPictures / m_info.frameRate.toDouble())));
    return time;
}

void CaptureWorker::watchForStall(Clock::time_point asked)
{
    m_waitingSince = m_waitingSince.value_or(asked);
    if (m_trouble != SourceState::Phase::Stalled && Clock::now() - *m_waitingSince > stallTime())
        report(SourceState::Phase::Stalled);
}

void CaptureWorker::report(SourceState::Phase phase, const Error &error)
{
    SourceState state;
    state.phase = phase;
    state.error = error;
    state.since = phase == SourceState::Phase::Stalled ? *m_waitingSince : Clock::now();
    if (phase == SourceState::Phase::Reconnecting) {
        state.attempt = m_reconnection.attempt();
        state.nextTry = m_reconnection.nextTry();
        state.unplugged =
            m_info.spec.kind == SourceKind::Camera && !QFileInfo::exists(CameraAddress::deviceIn(m_info.spec.location));
    }
    m_trouble = phase == SourceState::Phase::Playing ? SourceState::Phase::Empty : phase;
    m_owner->post([changed = m_events.stateChanged, opening = m_opening, state] { changed(opening, state); });
}

} // namespace sightglass
