// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace sightglass
{

/// Makes the timestamps of a stream into Frame::pts: from 0 at the first picture, strictly increasing whatever the
/// stream says. All in one time base.
class SteadyTime
{
public:
    /// `usual`: duration of a picture where nothing better is known, at least 1.
    explicit SteadyTime(std::int64_t usual = 1)
        : m_usual(usual)
    {}

    std::int64_t next(std::optional<std::int64_t> timestamp, std::int64_t duration)
    {
        const std::int64_t expected = m_last ? *m_last + (m_duration > 0 ? m_duration : m_usual) : 0;
        if (timestamp && (!m_last || *timestamp - m_offset <= *m_last)) {
            // The first, or time jumped back (a sender began anew): it goes on from here.
            m_offset = *timestamp - expected;
        }
        m_last = timestamp ? *timestamp - m_offset : expected;
        m_duration = duration;
        return *m_last;
    }

private:
    std::int64_t m_usual;
    std::int64_t m_offset = 0;
    std::int64_t m_duration = 0;
    std::optional<std::int64_t> m_last;
};

} // namespace sightglass
