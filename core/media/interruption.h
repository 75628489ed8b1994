// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace sightglass
{

/// Ends blocking calls: once and for all by abort(), or when a deadline passes.
///
/// Thread: abort() from any; all else from the thread that makes the blocking calls, save that libav may ask
/// shouldStop() on threads of its own.
class Interruption
{
public:
    Interruption() = default;
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    void abort() noexcept;
    bool isAborted() const noexcept { return m_aborted.load(std::memory_order_relaxed); }

    /// Calls that last longer than this from now on are to end; also forgets an earlier time-out.
    void setTimeout(std::chrono::milliseconds timeout);
    void clearTimeout();
    /// Whether a call has been told to end because of the deadline, since it was set.
    bool hasTimedOut() const noexcept { return m_timedOut.load(std::memory_order_relaxed); }

    bool shouldStop() noexcept;
    /// Waits; abort() ends the wait at once. Returns whether it was aborted.
    bool waitFor(std::chrono::milliseconds time);

    /// AVIOInterruptCB::callback; `interruption` is a pointer to an Interruption.
    static int libavCallback(void *interruption);

private:
    static constexpr Clock::rep noDeadline = 0;

    std::atomic<bool> m_aborted{false};
    std::atomic<bool> m_timedOut{false};
    std::atomic<Clock::rep> m_deadline{noDeadline};
    std::mutex m_mutex;
    std::condition_variable m_wake;
};

} // namespace sightglass
