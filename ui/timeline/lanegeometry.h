// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipcolumns.h"

#include <cstdint>
#include <vector>

namespace sightglass
{

/// Which part of a clip lies on a lane, and where: a value. Frames stand side by side, each as wide as the others, the
/// first of those that are shown at 0. Positions are in logical pixels.
class LaneGeometry
{
public:
    /// A frame is never wider.
    static constexpr double widestFrame = 48.0;

    LaneGeometry() = default;
    /// All of a clip. Without frames it is empty.
    LaneGeometry(std::int64_t frameCount, double width);

    std::int64_t frameCount() const { return m_count; }
    double width() const { return m_width; }
    bool isEmpty() const { return m_count <= 0 || m_width <= 0.0; }
    bool isWhole() const { return m_visible >= static_cast<double>(m_count); }
    /// How wide one is.
    double frameWidth() const;

    /// Where a frame begins; may lie beyond the lane.
    double xOf(double frame) const;
    /// The one at this place, of those that there are.
    std::int64_t frameAt(double x) const;
    /// Those that are in sight, if only in part; inclusive.
    std::int64_t first() const;
    std::int64_t last() const;
    bool shows(std::int64_t frame) const { return frame >= first() && frame <= last(); }

    /// The same part on a lane of another width.
    LaneGeometry resized(double width) const;
    /// Everything so many times as wide; what lies at x stays there, as far as the clip's ends allow.
    LaneGeometry zoomed(double factor, double x) const;
    /// Everything moved to the right by so much, as far as the clip's ends allow.
    LaneGeometry panned(double pixels) const;
    LaneGeometry whole() const { return {m_count, m_width}; }
    /// Turned over so that this frame is near the left edge; the same where it is in sight.
    LaneGeometry turnedTo(std::int64_t frame) const;

    /// With as many columns as there are device pixels, or frames where those are fewer.
    ClipView view(double devicePixelRatio) const;

    bool operator==(const LaneGeometry &) const = default;

private:
    LaneGeometry placed(double first, double visible) const;

    std::int64_t m_count = 0;
    double m_width = 0.0;
    double m_first = 0.0;   ///< Frames to the left of the lane.
    double m_visible = 0.0; ///< Frames on the lane.
};

/// A place on the axis below a lane.
struct LaneTick
{
    double x = 0.0;       ///< Logical pixels.
    double seconds = 0.0; ///< From the clip's first frame.
};

/// Ticks at times that are round, at least `spacing` pixels apart. A clip's frames are taken to last equally long.
std::vector<LaneTick> laneTicks(const LaneGeometry &geometry, double clipSeconds, double spacing);

} // namespace sightglass
