// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/captureworker.h"

#include <algorithm>
#include <exception>

namespace sightglass
{

namespace
{

/// A live source that sends nothing for so long is called stalled.
constexpr std::chrono::seconds stallTime{2};
constexpr std::chrono::seconds firstRetry{1};
constexpr std::chrono::seconds slowestRetry{30};

std::chrono::seconds retryDelay(int attempt)
{
    return std::min(slowestRetry, firstRetry * (1 << std::clamp(attempt - 1, 0, 5)));
}

} // namespace

CaptureWorker::CaptureWorker(std::shared_ptr<Flow> flow, FrameSourceFactory sources)
    : m_flow(std::move(flow))
    , m_sources(std::move(sources))
    , m_mailbox(Mailbox::attach(this, [this] { guard(&CaptureWorker::step); }))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { guard(&CaptureWorker::step); });
}

std::uint64_t CaptureWorker::open(const SourceSpec &spec, std::uint64_t generation)
{
    const std::uint64_t ticket = abort();
    m_mailbox->post([this, spec, generation, ticket] { openNow(spec, generation, ticket); });
    return ticket;
}

void CaptureWorker::close()
{
    abort();
    m_mailbox->post([this] { closeNow(); });
}

void CaptureWorker::seek(std::int64_t index, std::uint64_t generation)
{
    {
        const std::lock_guard lock(m_mutex);
        m_seekRequest = SeekRequest{index, generation};
    }
    wake();
}

void CaptureWorker::submitAgain(Frame frame, std::uint64_t generation)
{
    frame.id.generation = generation;
    frame.captured = Clock::now();
    m_mailbox->post([this, frame = std::move(frame)] {
        m_generation = frame.id.generation;
        if (m_pending)
            m_pending->id.generation = m_generation;
        m_flow->submit(frame);
    });
}

std::uint64_t CaptureWorker::abort()
{
    const std::lock_guard lock(m_mutex);
    m_seekRequest.reset();
    if (m_source)
        m_source->abort();
    return ++m_ticket;
}

void CaptureWorker::setSpeed(double factor)
{
    m_mailbox->post([this, factor] { m_clock.setSpeed(factor); });
}

void CaptureWorker::setLoop(bool loop)
{
    m_mailbox->post([this, loop] { m_loop = loop; });
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

void CaptureWorker::openNow(const SourceSpec &spec, std::uint64_t generation, std::uint64_t ticket)
{
    closeNow();
    m_info = {};
    m_info.spec = spec;
    m_generation = generation;
    m_openTicket = ticket;
    m_attempt = 0;
    guard(&CaptureWorker::connectSource);
}

/// Opens the source of m_info, for the first time or again.
void CaptureWorker::connectSource()
{
    const SourceSpec spec = m_info.spec;
    {
        const std::lock_guard lock(m_mutex);
        if (m_openTicket != m_ticket)
            return;
        m_source = m_sources(spec);
    }
    Result<SourceInfo> info = m_source->open();
    if (!info && m_reconnecting) {
        handleLoss(info.error());
        return;
    }
    if (!info) {
        closeNow();
        report(SourceState::Phase::Failed, info.error());
        return;
    }
    m_info = std::move(*info);
    m_info.spec = spec;
    m_clock.restart();
    m_lastData = Clock::now();
    m_framesSinceStart = 0;
    m_reconnecting = false;
    m_wantsPicture = true;
    notify(Opened{m_openTicket, m_info});
    wake();
}

void CaptureWorker::closeNow()
{
    m_timer.stop();
    m_pending.reset();
    m_reconnecting = false;
    m_wantsPicture = false;
    m_ended = false;
    m_reported = SourceState::Phase::Empty;
    std::shared_ptr<FrameSource> closing; // Destroyed outside the lock: closing a source may take its time.
    const std::lock_guard lock(m_mutex);
    closing.swap(m_source);
}

void CaptureWorker::step()
{
    if (m_flow->stopping || !m_source)
        return;
    if (m_reconnecting) {
        if (!m_timer.isActive())
            connectSource();
        return;
    }

    std::optional<SeekRequest> seekRequest;
    {
        const std::lock_guard lock(m_mutex);
        seekRequest.swap(m_seekRequest);
    }
    if (seekRequest)
        seekNow(*seekRequest);

    const bool paused = m_flow->paused;
    if (m_wasPaused && !paused)
        m_clock.restart();
    m_wasPaused = paused;

    if (paused && !m_wantsPicture) {
        if (m_info.live) {
            (void)readFrame();
            m_pending.reset();
            if (m_source && !m_reconnecting)
                wake();
        }
        return;
    }
    readOn();
}

void CaptureWorker::seekNow(const SeekRequest &request)
{
    m_timer.stop();
    m_pending.reset();
    m_generation = request.generation;
    m_clock.restart();
    if (!m_info.seekable)
        return;
    const Result<void> result = m_source->seek(request.index);
    if (!result) {
        notify(result.error());
        return;
    }
    m_ended = false;
    m_wantsPicture = true;
}

void CaptureWorker::readOn()
{
    if (m_ended)
        return;
    if (!m_pending)
        m_pending = readFrame();
    if (m_pending)
        releaseWhenDue();
    else if (m_source && !m_ended && !m_reconnecting)
        wake();
}

void CaptureWorker::releaseWhenDue()
{
    if (!m_info.live && !m_wantsPicture) {
        const auto wait = m_clock.untilDue(*m_pending, Clock::now());
        if (wait > std::chrono::microseconds(500)) {
            m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(wait - std::chrono::microseconds(500)));
            return;
        }
    }
    if (!m_flow->hasRoomForCapture())
        return; // The queue's room callback asks for the next step.

    Frame frame = std::move(*m_pending);
    m_pending.reset();
    m_wantsPicture = false;
    if (!m_info.live)
        frame.captured = Clock::now();
    m_flow->submit(frame);
    wake();
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
        watchForStall();
        return std::nullopt;
    case FrameSource::ReadStatus::End:
        handleEnd();
        return std::nullopt;
    case FrameSource::ReadStatus::Frame:
        break;
    }
    const auto now = Clock::now();
    m_flow->capture.add(now - begin, now);
    m_lastData = now;
    m_attempt = 0;
    ++m_framesSinceStart;
    if (m_reported != SourceState::Phase::Empty)
        report(SourceState::Phase::Playing);
    frame.id.generation = m_generation;
    return frame;
}

void CaptureWorker::handleEnd()
{
    if (m_info.live) {
        handleLoss({tr("The stream %1 has ended.").arg(m_info.name), {}, {}});
        return;
    }
    // Without a single picture since the start, another round would be no better; with one alone, it shows nothing new.
    const bool isStill = m_info.frameCount == 1;
    if (m_loop && !isStill && m_info.seekable && m_framesSinceStart > 0 && m_source->seek(0).ok()) {
        m_framesSinceStart = 0;
        m_clock.restart();
        return;
    }
    m_ended = true;
    notify(Ended{m_generation});
}

void CaptureWorker::handleLoss(const Error &error)
{
    {
        // An aborted source is not a lost one: the next open() or close() is on its way.
        const std::lock_guard lock(m_mutex);
        if (m_flow->stopping || m_openTicket != m_ticket)
            return;
    }
    if (!m_info.live) {
        closeNow();
        report(SourceState::Phase::Failed, error);
        return;
    }
    ++m_attempt;
    m_reconnecting = true;
    report(SourceState::Phase::Reconnecting, error);
    m_timer.start(retryDelay(m_attempt));
}

void CaptureWorker::watchForStall()
{
    if (m_info.live && m_reported != SourceState::Phase::Stalled && Clock::now() - m_lastData > stallTime)
        report(SourceState::Phase::Stalled);
}

void CaptureWorker::report(SourceState::Phase phase, const Error &error)
{
    SourceState state;
    state.phase = phase;
    state.error = error;
    state.since = phase == SourceState::Phase::Stalled ? m_lastData : Clock::now();
    if (phase == SourceState::Phase::Reconnecting) {
        state.attempt = m_attempt;
        state.nextTry = state.since + retryDelay(m_attempt);
    }
    m_reported = phase == SourceState::Phase::Playing ? SourceState::Phase::Empty : phase;
    notify(StateChanged{m_openTicket, state});
}

void CaptureWorker::notify(Notice notice)
{
    if (m_notices.add(std::move(notice)))
        Q_EMIT noticed();
}

} // namespace sightglass
