// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/stagestatistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sightglass
{

namespace
{

/// Nearest-rank percentile of sorted values: the smallest one with at least that share of values at or below it.
double percentile(const std::vector<float> &sorted, double share)
{
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

} // namespace

void StageStatistics::add(std::chrono::nanoseconds duration, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    if (m_count == 0)
        m_since = now;
    m_samples[m_count % window] = {now, std::chrono::duration<float, std::milli>(duration).count()};
    ++m_count;
}

void StageStatistics::reset()
{
    const std::lock_guard lock(m_mutex);
    m_count = 0;
}

StageSnapshot StageStatistics::snapshot(Clock::time_point now) const
{
    StageSnapshot result;
    std::vector<float> durations;
    {
        const std::lock_guard lock(m_mutex);
        if (m_count == 0)
            return result;
        const std::size_t held = std::min<std::uint64_t>(m_count, window);
        durations.reserve(held);
        std::size_t recent = 0;
        Clock::time_point oldest = now;
        for (std::size_t i = 0; i < held; ++i) {
            durations.push_back(m_samples[i].milliseconds);
            if (m_samples[i].when > now - rateWindow) {
                ++recent;
                oldest = std::min(oldest, m_samples[i].when);
            }
        }
        result.count = m_count;
        result.last = m_samples[(m_count - 1) % window].milliseconds;

        // A full window counts against its length. One that began to fill only lately, or that overflowed the ring,
        // counts the intervals between its samples instead.
        const bool began = m_since > now - rateWindow;
        const bool overflowed = recent == window;
        if (!began && !overflowed) {
            result.perSecond = static_cast<double>(recent) / std::chrono::duration<double>(rateWindow).count();
        } else if (recent > 1) {
            const double span = std::chrono::duration<double>(now - oldest).count();
            result.perSecond = span > 0.0 ? static_cast<double>(recent - 1) / span : 0.0;
        }
    }
    std::sort(durations.begin(), durations.end());
    result.p50 = percentile(durations, 0.50);
    result.p95 = percentile(durations, 0.95);
    result.p99 = percentile(durations, 0.99);
    return result;
}

} // namespace sightglass
