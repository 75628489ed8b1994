// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sightglass
{

/// How many of something there were lately: in the last ten seconds, to a tenth of a second. A value without a clock of
/// its own, of one size however much is counted. Standard library only.
class RecentCount
{
public:
    using Clock = std::chrono::steady_clock;

    static constexpr std::chrono::seconds span{10};

    /// What is older than the span by the newest moment that it was told of is not counted.
    void add(std::uint64_t count, Clock::time_point now)
    {
        const std::int64_t tenth = tenthOf(now);
        Tenth &place = m_tenths[static_cast<std::size_t>(tenth) % places];
        if (place.number < tenth)
            place = {tenth, 0};
        if (place.number == tenth)
            place.count += count;
    }

    /// Those of the span before this moment, and of the tenth of a second that it lies in.
    std::uint64_t count(Clock::time_point now) const
    {
        const std::int64_t last = tenthOf(now);
        std::uint64_t sum = 0;
        for (const Tenth &tenth : m_tenths)
            if (tenth.number > last - places && tenth.number <= last)
                sum += tenth.count;
        return sum;
    }

    void clear() { m_tenths = {}; }

private:
    struct Tenth
    {
        std::int64_t number = -1; ///< Since the clock's zero.
        std::uint64_t count = 0;
    };

    static constexpr std::chrono::milliseconds resolution{100};
    static constexpr std::int64_t places = span / resolution;

    static std::int64_t tenthOf(Clock::time_point when) { return when.time_since_epoch() / resolution; }

    std::array<Tenth, places> m_tenths{};
};

} // namespace sightglass
