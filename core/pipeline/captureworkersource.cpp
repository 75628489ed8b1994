// SPDX-License-Identifier: Apache-2.0
// How sources come to a capture worker, are lost, come back, and go.
#include "core/pipeline/captureworker.h"

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

/// Between two looks at whether a lost source is back.
constexpr std::chrono::milliseconds lookInterval{250};

} // namespace

void CaptureWorker::openNow(const SourceSpec &spec, std::uint64_t generation)
{
    closeNow();
    m_info = {};
    m_info.spec = spec;
    m_generation = generation;
    m_opening = generation;
    m_opensWhole = false;
    m_reconnection.recovered();
    guard(&CaptureWorker::connectSource);
}

/// Opens the source of m_info, for the first time or again; a file whose beginning has misled in the whole.
void CaptureWorker::connectSource()
{
    const SourceSpec spec = m_info.spec;
    std::shared_ptr<FrameSource> lost; // Destroyed outside the lock: closing a source may take its time.
    {
        const std::lock_guard lock(m_mutex);
        if (m_opening != m_wanted)
            return;
        lost = std::exchange(m_source, m_sources(spec));
    }
    lost.reset();
    if (m_state == State::Lost && m_info.live)
        m_source->expectLive();
    if (!m_opensWhole)
        m_source->beginEarly();
    Result<SourceInfo> info = m_source->open();
    if (!info) {
        if (!isWanted())
            return;
        if (m_state == State::Lost || m_source->mayComeUp()) {
            tryAgainLater(info.error(), m_source->isRefused());
        } else {
            closeNow();
            report(SourceState::Phase::Failed, info.error());
        }
        return;
    }
    m_info = std::move(*info);
    if (m_info.spec.location.isEmpty())
        m_info.spec = spec;
    beginAnew();
    m_owner->post([opened = m_events.opened, opening = m_opening, source = m_info] { opened(opening, source); });
    wake();
}

void CaptureWorker::adoptNow(OpenedSource opened, std::uint64_t generation)
{
    closeNow();
    {
        const std::lock_guard lock(m_mutex);
        if (generation != m_wanted)
            return;
        m_source = std::move(opened.source);
    }
    m_info = std::move(opened.info);
    m_generation = generation;
    m_opening = generation;
    // Here and not where it was asked for, so that nothing of the source before is counted with this one's.
    m_flow->restartStatistics();
    beginAnew();
    welcome(opened.first, opened.readTime);
    m_pending = std::move(opened.first);
    wake();
}

std::optional<double> CaptureWorker::openingProgress()
{
    const std::lock_guard lock(m_mutex);
    return m_source ? m_source->openingProgress() : std::nullopt;
}

/// Whatever source it was, the next picture is its first.
void CaptureWorker::beginAnew()
{
    applySpeed();
    m_waitingSince.reset();
    m_framesSinceStart = 0;
    m_expected = 0;
    m_place = 0;
    m_unreadable = {};
    m_flow->unreadable.set({});
    m_probe.reset();
    m_state = State::Fresh;
}

void CaptureWorker::closeNow()
{
    m_timer.stop();
    m_pending.reset();
    m_state = State::Closed;
    m_probe.reset();
    m_loopRange = {};
    m_trouble = SourceState::Phase::Empty;
    std::shared_ptr<FrameSource> closing; // Destroyed outside the lock: closing a source may take its time.
    const std::lock_guard lock(m_mutex);
    closing.swap(m_source);
}

void CaptureWorker::handleLoss(const Error &error)
{
    if (!isWanted())
        return;
    if (m_info.live) {
        tryAgainLater(error);
    } else if (!m_info.indexed) {
        openWhole(error);
    } else {
        closeNow();
        report(SourceState::Phase::Failed, error);
    }
}

/// Has the source work ahead, while nothing else is to be done.
void CaptureWorker::workAhead()
{
    constexpr std::chrono::milliseconds slice{5}; // That a person's wish waits at most.
    constexpr std::chrono::milliseconds notWorth{2};
    const bool rests = m_pending.has_value() || m_state == State::Paused;
    if (m_info.indexed || !rests)
        return;
    std::chrono::milliseconds time = slice;
    if (m_timer.isActive())
        time = std::min(time, m_timer.remainingTimeAsDuration());
    if (m_timer.isActive() && time < notWorth)
        return;
    if (lookAhead(Clock::now() + time) && !m_info.indexed)
        wake();
}

/// Whether it goes on; if not, the trouble has been dealt with.
bool CaptureWorker::lookAhead(Clock::time_point until)
{
    if (m_info.indexed)
        return true;
    Result<std::optional<SourceInfo>> found = m_source->workAhead(until);
    if (!found) {
        handleLoss(found.error());
        return false;
    }
    if (*found) {
        const SourceSpec spec = m_info.spec;
        m_info = std::move(**found);
        m_info.spec = spec;
        m_owner->post([indexed = m_events.indexed, opening = m_opening, source = m_info] { indexed(opening, source); });
    }
    return true;
}

/// Goes on near the picture on display, which may have another number then: the owner seeks it.
void CaptureWorker::openWhole(const Error &reason)
{
    const bool isShown = m_state != State::Fresh && m_pending;
    const std::int64_t place = isShown ? m_place - 1 : m_place;
    m_timer.stop();
    m_pending.reset();
    m_loopRange = {};
    m_opensWhole = true;
    m_info.indexed = true; // A failure from now on is one.
    m_owner->post([warned = m_events.warned, opening = m_opening, reason] { warned(opening, reason); });
    connectSource();
    if (m_state == State::Fresh && m_source->seek(place).ok())
        m_expected.reset();
}

/// Not where it was aborted, which is no trouble of the source's: the next open() or close() is on its way.
bool CaptureWorker::isWanted()
{
    const std::lock_guard lock(m_mutex);
    return !m_flow->stopping && m_opening == m_wanted;
}

void CaptureWorker::tryAgainLater(const Error &reason, bool refused)
{
    m_reconnection.lost(Clock::now(), refused);
    if (m_state != State::Lost)
        m_probe.emplace(m_info.spec);
    m_state = State::Lost;
    report(SourceState::Phase::Reconnecting, reason);
    m_timer.start(SourceProbe::listens(m_info.spec) ? Reconnection::first : lookInterval);
}

/// A step of the time in which a source is lost.
void CaptureWorker::awaitReturn()
{
    const bool isBack = m_probe && m_probe->cameBack();
    if (isBack || SourceProbe::listens(m_info.spec) || Clock::now() >= m_reconnection.nextTry())
        connectSource();
    else
        m_timer.start(std::min(lookInterval,
                               std::chrono::ceil<std::chrono::milliseconds>(m_reconnection.nextTry() - Clock::now())));
}

} // namespace sightglass
