// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/playbackclock.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace sightglass
{

/// The one clock of several files that saw the same scene. It stands until it is started; a picture that comes late
/// holds all of them up, as a PlaybackClock tells. Every function may be called from any thread.
class SceneClock
{
public:
    /// From now on nothing is due.
    void hold()
    {
        const std::lock_guard lock(m_mutex);
        m_clock.restart();
    }

    /// This moment of the scene, in seconds, is now.
    void startAt(double seconds, Clock::time_point now)
    {
        const std::lock_guard lock(m_mutex);
        m_clock.startAt(seconds, now);
    }

    /// Scene seconds for each second; goes on from the moment that it is.
    void setSpeed(double factor, Clock::time_point now)
    {
        const std::lock_guard lock(m_mutex);
        const auto seconds = m_clock.secondsAt(now);
        m_clock.setSpeed(factor);
        if (seconds)
            m_clock.startAt(*seconds, now);
    }

    /// The moment of the scene; nothing while it is held.
    std::optional<double> secondsAt(Clock::time_point now) const
    {
        const std::lock_guard lock(m_mutex);
        return m_clock.secondsAt(now);
    }

    /// How long until a picture of this moment is due; nothing while it is held.
    std::optional<std::chrono::nanoseconds> untilDue(double seconds, Clock::time_point now)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_clock.secondsAt(now))
            return {};
        return m_clock.untilDue(seconds, now);
    }

private:
    mutable std::mutex m_mutex;
    PlaybackClock m_clock;
};

/// How the time of one file is the scene's: a picture of the file's second t is the scene's at t + offset.
struct SceneTime
{
    std::shared_ptr<SceneClock> clock; ///< Null: the file has a time of its own.
    double offset = 0.0;               ///< Seconds by which the file began after the scene's zero; may be negative.
};

} // namespace sightglass
