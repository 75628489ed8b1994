// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace sightglass
{

/// Rate and duration of one stage, over a recent window.
struct StageSnapshot
{
    std::uint64_t count = 0; ///< Items since the start.
    double perSecond = 0.0;  ///< Rate over the last two seconds.
    double p50 = 0.0;        ///< Percentiles of the duration, milliseconds; nearest rank over the window.
    double p95 = 0.0;
    double p99 = 0.0;
    double last = 0.0; ///< The newest duration, milliseconds.
};

/// Collects durations of one stage: the newest 512 of them. Standard library only; any thread.
class StageStatistics
{
public:
    using Clock = std::chrono::steady_clock;

    /// One item done at this moment, after this long.
    void add(std::chrono::nanoseconds duration, Clock::time_point now = Clock::now());
    /// Forgets everything.
    void reset();
    /// What the window holds at this moment; a stage that stopped goes to rate 0.
    StageSnapshot snapshot(Clock::time_point now = Clock::now()) const;

private:
    struct Sample
    {
        Clock::time_point when;
        float milliseconds = 0.f;
    };
    static constexpr std::size_t window = 512;
    static constexpr std::chrono::seconds rateWindow{2};

    mutable std::mutex m_mutex;
    std::array<Sample, window> m_samples{};
    std::uint64_t m_count = 0;
    Clock::time_point m_since{};
};

} // namespace sightglass
