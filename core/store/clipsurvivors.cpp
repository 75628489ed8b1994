// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipsurvivors.h"

#include <algorithm>

namespace sightglass
{

void ClipSurvivors::set(std::int64_t index, double seconds, std::span<const Survivor> items)
{
    if (index < 0 || index >= mostFrames || items.size() >= unknown - m_pool.size())
        return;
    if (index >= end())
        m_frames.resize(static_cast<std::size_t>(index) + 1);
    Place &place = m_frames[static_cast<std::size_t>(index)];
    const std::size_t before = place.count == unknown ? 0 : place.count;
    m_count += place.count == unknown ? 1 : 0;
    m_unused += before;
    if (items.size() > before) {
        place.offset = static_cast<std::uint32_t>(m_pool.size());
        m_pool.insert(m_pool.end(), items.begin(), items.end());
    } else {
        std::copy(items.begin(), items.end(), m_pool.begin() + place.offset);
        m_unused -= items.size();
    }
    place.count = static_cast<std::uint32_t>(items.size());
    place.seconds = seconds;
    for (const Survivor &survivor : items)
        m_classCount = std::max(m_classCount, std::size_t(survivor.classId) + 1);
    // Seldom enough that what is moved costs no more than what was put in.
    if (m_unused > 1024 && m_unused > m_pool.size() / 2)
        tidy();
}

std::span<const Survivor> ClipSurvivors::at(std::int64_t index) const
{
    if (!known(index))
        return {};
    const Place &place = frame(index);
    return {m_pool.data() + place.offset, place.count};
}

void ClipSurvivors::tidy()
{
    std::vector<Survivor> pool;
    pool.reserve(m_pool.size() - m_unused);
    for (Place &place : m_frames) {
        if (place.count == unknown)
            continue;
        const auto begin = m_pool.begin() + place.offset;
        place.offset = static_cast<std::uint32_t>(pool.size());
        pool.insert(pool.end(), begin, begin + place.count);
    }
    m_pool.swap(pool);
    m_unused = 0;
}

} // namespace sightglass
