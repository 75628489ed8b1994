// SPDX-License-Identifier: Apache-2.0
#include "core/media/interruption.h"

namespace sightglass
{

void Interruption::abort() noexcept
{
    {
        const std::lock_guard lock(m_mutex);
        m_aborted = true;
    }
    m_wake.notify_all();
}

void Interruption::suspend() noexcept
{
    {
        const std::lock_guard lock(m_mutex);
        m_suspended = true;
    }
    m_wake.notify_all();
}

void Interruption::setTimeout(std::chrono::milliseconds timeout)
{
    m_timedOut = false;
    m_deadline = (Clock::now() + timeout).time_since_epoch().count();
}

void Interruption::clearTimeout()
{
    m_timedOut = false;
    m_deadline = noDeadline;
}

bool Interruption::shouldStop() noexcept
{
    if (m_aborted || m_suspended)
        return true;
    const Clock::rep deadline = m_deadline.load(std::memory_order_relaxed);
    if (deadline == noDeadline || Clock::now().time_since_epoch().count() < deadline)
        return false;
    m_timedOut = true;
    return true;
}

bool Interruption::waitFor(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_for(lock, time, [this] { return m_aborted || m_suspended; });
}

int Interruption::libavCallback(void *interruption)
{
    return static_cast<Interruption *>(interruption)->shouldStop() ? 1 : 0;
}

} // namespace sightglass
