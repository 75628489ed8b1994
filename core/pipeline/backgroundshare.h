// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>

namespace sightglass
{

/// An amount that fades: of what was added a second ago, some third is left. A value without a clock of its own.
class FadingSum
{
public:
    using Clock = std::chrono::steady_clock;

    explicit FadingSum(std::chrono::duration<double> span = std::chrono::seconds(1))
        : m_span(span)
    {}

    void add(double amount, Clock::time_point now)
    {
        m_sum = at(now) + amount;
        m_at = now;
    }
    double at(Clock::time_point now) const
    {
        return m_sum * std::exp(-(std::chrono::duration<double>(now - m_at) / m_span));
    }

private:
    std::chrono::duration<double> m_span;
    double m_sum = 0.0;
    Clock::time_point m_at;
};

/// How much of an engine's time is left for frames that nobody watches, beside those that somebody does: so little that
/// what is watched keeps its rate. A value without a clock of its own, for one engine; standard library only.
///
/// Runs cannot be interrupted, so that one in the background delays what comes in the meantime. It costs no frame as
/// long as there is time to catch up: both together are to take at most three quarters of what all workers have; and
/// where there is one worker alone, a run is to be over in half the time between two frames.
class BackgroundShare
{
public:
    using Clock = std::chrono::steady_clock;

    /// Somebody watches as long as a frame was taken for them within this time.
    static constexpr std::chrono::seconds watching{1};
    static constexpr double most = 0.75; ///< Of the time of all workers.

    void takenInForeground(Clock::time_point now)
    {
        m_taken = now;
        m_rate.add(1.0, now);
    }
    void ranInForeground(std::chrono::duration<double> time, Clock::time_point now) { m_busy.add(time.count(), now); }
    void ranInBackground(std::chrono::duration<double> time, std::size_t frames, Clock::time_point now)
    {
        m_busy.add(time.count(), now);
        m_run = FadingSum(forgetting);
        m_run.add(time.count() / static_cast<double>(frames), now);
    }

    bool isWatched(Clock::time_point now) const { return m_rate.at(now) > 0.0 && now - m_taken < watching; }

    /// While somebody watches: whether a frame in the background may be begun.
    bool hasTime(std::size_t workers, Clock::time_point now) const
    {
        if (workers == 1 && 2.0 * m_run.at(now) * m_rate.at(now) > 1.0)
            return false;
        return m_busy.at(now) <= most * static_cast<double>(workers);
    }

private:
    /// One slow run must not be the last.
    static constexpr std::chrono::seconds forgetting{10};

    Clock::time_point m_taken;
    FadingSum m_rate; ///< Frames a second that are watched.
    FadingSum m_busy; ///< Workers at work, on average.
    FadingSum m_run{forgetting};
};

} // namespace sightglass
