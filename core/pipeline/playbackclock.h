// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <chrono>
#include <optional>

namespace sightglass
{

/// When the pictures of a file are due, by their timestamps and the speed. A value without a clock of its own.
///
/// Its zero is the first picture asked about after restart(). A picture that comes later than `tolerance` moves the
/// zero, so that playback goes on at its rate instead of rushing to catch up.
class PlaybackClock
{
public:
    static constexpr std::chrono::milliseconds tolerance{100};

    void restart() { m_anchor.reset(); }
    /// These seconds are now.
    void startAt(double seconds, Clock::time_point now) { m_anchor = Anchor{now, seconds}; }

    void setSpeed(double factor)
    {
        m_speed = factor;
        restart();
    }

    /// How long from `now` until a picture with this timestamp, in seconds, is due; zero when it is due or late.
    std::chrono::nanoseconds untilDue(double seconds, Clock::time_point now)
    {
        if (!m_anchor)
            startAt(seconds, now);
        const auto offset = std::chrono::duration<double>((seconds - m_anchor->seconds) / m_speed);
        const auto due = m_anchor->when + std::chrono::duration_cast<std::chrono::nanoseconds>(offset);
        if (now - due > tolerance)
            startAt(seconds, now);
        return due > now ? due - now : std::chrono::nanoseconds{0};
    }

    std::chrono::nanoseconds untilDue(const Frame &frame, Clock::time_point now)
    {
        return untilDue(frame.seconds(), now);
    }

    /// Which timestamp is due now; nothing after restart().
    std::optional<double> secondsAt(Clock::time_point now) const
    {
        if (!m_anchor)
            return {};
        return m_anchor->seconds + m_speed * std::chrono::duration<double>(now - m_anchor->when).count();
    }

private:
    struct Anchor
    {
        Clock::time_point when;
        double seconds;
    };

    std::optional<Anchor> m_anchor;
    double m_speed = 1.0;
};

} // namespace sightglass
