// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <algorithm>
#include <chrono>

namespace sightglass
{

/// When a lost source is tried again: after half a second, then after twice as long each time, half a minute at most;
/// where a server answers that it has no such stream now, after half a second each time, since nothing but a request
/// sees that change. A value without a clock of its own.
class Reconnection
{
public:
    static constexpr std::chrono::milliseconds first{500};
    static constexpr std::chrono::milliseconds slowest{30000};

    /// Lost, or tried in vain.
    void lost(Clock::time_point now, bool refused = false)
    {
        ++m_attempt;
        m_longest = refused ? first : slowest;
        m_nextTry = now + delay();
    }
    /// It delivers again: the next loss begins anew.
    void recovered() { m_attempt = 0; }

    int attempt() const { return m_attempt; } ///< Which one comes next, from 1; 0: none is needed.
    Clock::time_point nextTry() const { return m_nextTry; }
    std::chrono::milliseconds delay() const
    {
        return std::min(m_longest, first * (1 << std::clamp(m_attempt - 1, 0, 6)));
    }

private:
    int m_attempt = 0;
    std::chrono::milliseconds m_longest = slowest;
    Clock::time_point m_nextTry;
};

} // namespace sightglass
