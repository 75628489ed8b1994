// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lanegeometry.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sightglass
{

LaneGeometry::LaneGeometry(std::int64_t frameCount, double width)
    : m_count(std::max<std::int64_t>(0, frameCount))
    , m_width(std::max(0.0, width))
    , m_visible(static_cast<double>(m_count))
{}

double LaneGeometry::frameWidth() const
{
    return m_visible > 0.0 ? m_width / m_visible : 0.0;
}

double LaneGeometry::xOf(double frame) const
{
    return (frame - m_first) * frameWidth();
}

std::int64_t LaneGeometry::frameAt(double x) const
{
    if (isEmpty())
        return 0;
    const double frame = std::floor(m_first + x / frameWidth());
    return static_cast<std::int64_t>(std::clamp(frame, 0.0, static_cast<double>(m_count - 1)));
}

std::int64_t LaneGeometry::first() const
{
    return frameAt(0.0);
}

std::int64_t LaneGeometry::last() const
{
    // What begins at the right edge is not in sight.
    const auto end = static_cast<std::int64_t>(std::ceil(m_first + m_visible - 1e-6));
    return std::clamp<std::int64_t>(end - 1, 0, std::max<std::int64_t>(0, m_count - 1));
}

LaneGeometry LaneGeometry::placed(double first, double visible) const
{
    LaneGeometry moved = *this;
    const auto all = static_cast<double>(m_count);
    const double least = std::min(all, m_width / widestFrame);
    moved.m_visible = std::clamp(visible, least, all);
    moved.m_first = std::clamp(first, 0.0, all - moved.m_visible);
    return moved;
}

LaneGeometry LaneGeometry::resized(double width) const
{
    if (isEmpty())
        return {m_count, width};
    LaneGeometry wide = *this;
    wide.m_width = std::max(0.0, width);
    return wide.isEmpty() ? LaneGeometry(m_count, width) : wide.placed(m_first, m_visible);
}

LaneGeometry LaneGeometry::zoomed(double factor, double x) const
{
    if (isEmpty() || !(factor > 0.0))
        return *this;
    const double pinned = m_first + x / frameWidth();
    const LaneGeometry sized = placed(m_first, m_visible / factor);
    return placed(pinned - x / sized.frameWidth(), sized.m_visible);
}

LaneGeometry LaneGeometry::panned(double pixels) const
{
    return isEmpty() ? *this : placed(m_first - pixels / frameWidth(), m_visible);
}

LaneGeometry LaneGeometry::turnedTo(std::int64_t frame) const
{
    constexpr double margin = 0.1; // Of the lane, to the left of the frame.
    return isEmpty() || shows(frame) ? *this : placed(static_cast<double>(frame) - margin * m_visible, m_visible);
}

ClipView LaneGeometry::view(double devicePixelRatio) const
{
    if (isEmpty())
        return {};
    const double pixels = std::max(1.0, std::round(m_width * devicePixelRatio));
    const auto frames = static_cast<double>(last() - first() + 1);
    return {first(), last(), static_cast<int>(std::min(pixels, frames))};
}

std::vector<LaneTick> laneTicks(const LaneGeometry &geometry, double clipSeconds, double spacing)
{
    constexpr double steps[] = {0.1,  0.2,  0.5,  1.0,  2.0,   5.0,   10.0,  15.0,   30.0,  60.,
                                120., 300., 600., 900., 1800., 3600., 7200., 14400., 43200.};
    if (geometry.isEmpty() || !(clipSeconds > 0.0) || !std::isfinite(clipSeconds))
        return {};
    const double frameSeconds = clipSeconds / static_cast<double>(geometry.frameCount());
    const double secondWidth = geometry.frameWidth() / frameSeconds;
    const auto *found =
        std::find_if(std::begin(steps), std::end(steps), [&](double step) { return step * secondWidth >= spacing; });
    const double step = found != std::end(steps) ? *found
                                                 : steps[std::size(steps) - 1] *
                                                       std::ceil(spacing / (steps[std::size(steps) - 1] * secondWidth));
    const double begin = -geometry.xOf(0.0) / secondWidth;
    const double end = std::min(clipSeconds, begin + geometry.width() / secondWidth);
    std::vector<LaneTick> ticks;
    for (double number = std::ceil(begin / step - 1e-9); number * step <= end + 1e-9; ++number)
        ticks.push_back({geometry.xOf(number * step / frameSeconds), number * step});
    return ticks;
}

} // namespace sightglass
