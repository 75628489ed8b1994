// SPDX-License-Identifier: Apache-2.0
#include "core/store/cliptimes.h"

#include "core/store/clipsurvivors.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

ClipTimes::ClipTimes(const ClipSurvivors &clip)
    : m_clip(clip)
{
    std::vector<double> steps;
    steps.reserve(static_cast<std::size_t>(clip.count()));
    for (std::int64_t index = 1; index < clip.end(); ++index) {
        if (!clip.known(index - 1) || !clip.known(index))
            continue;
        const double step = clip.seconds(index) - clip.seconds(index - 1);
        if (std::isfinite(step) && step > 0.0)
            steps.push_back(step);
    }
    if (steps.empty())
        return;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    m_usual = *middle;
}

ClipSpan ClipTimes::span(std::int64_t first, std::int64_t last) const
{
    const double begin = m_clip.seconds(first);
    const double end = m_clip.known(last + 1) ? m_clip.seconds(last + 1) : m_clip.seconds(last) + m_usual;
    return {first, last, begin, std::max(begin, end)};
}

std::vector<std::int64_t> ClipTimes::cuts() const
{
    std::vector<std::int64_t> found;
    for (std::int64_t index = 1; m_usual > 0.0 && index < m_clip.end(); ++index) {
        if (m_clip.known(index - 1) && m_clip.known(index) &&
            m_clip.seconds(index) - m_clip.seconds(index - 1) > 3.0 * m_usual)
            found.push_back(index);
    }
    return found;
}

} // namespace sightglass
