// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/recentcount.h"

#include <cstddef>
#include <cstdint>

namespace sightglass
{

/// What a queue does when its consumer is slower than its producer.
enum class FlowPolicy
{
    Latest,     ///< The newest item wins: older ones are dropped and counted. For live sources.
    EveryFrame, ///< The producer waits for room. Nothing is dropped.
};

/// What it means that an item gave way to a newer one.
enum class GivingWay
{
    Loss,  ///< It was wanted: the consumer is too slow.
    Skip,  ///< That is what was asked for.
    Stale, ///< Nobody waits for it any more.
};

/// Exact counts of one queue, taken together under its lock: captured == processed + dropped + waiting(), always.
struct FlowCounters
{
    std::uint64_t captured = 0;  ///< Items ever pushed.
    std::uint64_t processed = 0; ///< Items whose lease was finished.
    std::uint64_t dropped = 0;   ///< Items that gave way to newer ones, were cleared, or not finished by the consumer.
    std::size_t queued = 0;      ///< Items not taken yet.
    std::size_t inFlight = 0;    ///< Items taken whose lease has not ended.
    std::size_t capacity = 0;    ///< Most items that may wait.

    // Of the dropped, since the counts or the policy began:
    std::uint64_t overtaken = 0;       ///< Gave way to newer ones, as GivingWay::Loss.
    std::uint64_t overtakenLately = 0; ///< The same, within RecentCount::span.
    std::uint64_t skipped = 0;         ///< Gave way to newer ones, as GivingWay::Skip.

    std::size_t waiting() const { return queued + inFlight; }
    double dropRatio() const { return captured == 0 ? 0.0 : double(dropped) / double(captured); }
};

/// Counts items of a queue that gave way to newer ones. A value without a clock of its own. Standard library only.
class GivenWay
{
public:
    void add(GivingWay how, RecentCount::Clock::time_point now)
    {
        if (how == GivingWay::Loss) {
            ++m_overtaken;
            m_lately.add(1, now);
        } else if (how == GivingWay::Skip) {
            ++m_skipped;
        }
    }

    void addTo(FlowCounters &counters, RecentCount::Clock::time_point now) const
    {
        counters.overtaken = m_overtaken;
        counters.overtakenLately = m_overtaken > 0 ? m_lately.count(now) : 0;
        counters.skipped = m_skipped;
    }

private:
    std::uint64_t m_overtaken = 0;
    std::uint64_t m_skipped = 0;
    RecentCount m_lately;
};

} // namespace sightglass
