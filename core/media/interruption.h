// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sightglass
{

/// Ends blocking calls: once and for all by abort(), until resume() by suspend(), or when a deadline passes.
///
/// Thread: abort(), suspend() and the questions from any; the deadline is set by the thread that makes the blocking
/// calls.
class Interruption
{
public:
    Interruption() = default;
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    void abort() noexcept;
    bool isAborted() const noexcept { return m_aborted.load(std::memory_order_relaxed); }

    /// Ends the calls under way on another thread, and those to come until resume().
    void suspend() noexcept;
    void resume() noexcept { m_suspended = false; }

    /// Calls that last longer than this from now on are to end; also forgets an earlier time-out.
    void setTimeout(std::chrono::milliseconds timeout);
    void clearTimeout();
    /// Whether a call has been told to end because of the deadline, since it was set.
    bool hasTimedOut() const noexcept { return m_timedOut.load(std::memory_order_relaxed); }

    bool shouldStop() noexcept;
    /// Waits; abort() and suspend() end the wait at once. Returns whether one of them did.
    bool waitFor(std::chrono::milliseconds time);

    /// AVIOInterruptCB::callback; `interruption` is a pointer to an Interruption.
    static int libavCallback(void *interruption);

private:
    static constexpr Clock::rep noDeadline = 0;

    std::atomic<bool> m_aborted{false};
    std::atomic<bool> m_suspended{false};
    std::atomic<bool> m_timedOut{false};
    std::atomic<Clock::rep> m_deadline{noDeadline};
    std::mutex m_mutex;
    std::condition_variable m_wake;
};

} // namespace sightglass
