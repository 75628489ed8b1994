// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iterator>
#include <map>

namespace sightglass
{

/// Which of a clip's frames there are, by their indices: as runs, so that a clip that is whole takes no room. Standard
/// library only; not thread-safe.
class FrameSet
{
public:
    /// Whether it was not there.
    bool add(std::int64_t index)
    {
        if (contains(index))
            return false;
        ++m_count;
        std::int64_t last = index;
        if (const auto next = m_runs.find(index + 1); next != m_runs.end()) {
            last = next->second;
            m_runs.erase(next);
        }
        const auto after = m_runs.upper_bound(index);
        if (after != m_runs.begin() && std::prev(after)->second == index - 1)
            std::prev(after)->second = last;
        else
            m_runs.emplace(index, last);
        return true;
    }

    void remove(std::int64_t index)
    {
        if (!contains(index))
            return;
        --m_count;
        const auto run = std::prev(m_runs.upper_bound(index));
        const auto [first, last] = *run;
        m_runs.erase(run);
        if (first < index)
            m_runs.emplace(first, index - 1);
        if (index < last)
            m_runs.emplace(index + 1, last);
    }

    bool contains(std::int64_t index) const { return firstMissing(index) != index; }

    /// The first one from this one on that is not there.
    std::int64_t firstMissing(std::int64_t from) const
    {
        const auto after = m_runs.upper_bound(from);
        if (after == m_runs.begin() || std::prev(after)->second < from)
            return from;
        return std::prev(after)->second + 1;
    }

    std::int64_t count() const { return m_count; }

    void clear()
    {
        m_runs.clear();
        m_count = 0;
    }

private:
    std::map<std::int64_t, std::int64_t> m_runs; ///< The last one of each, by its first; runs do not touch.
    std::int64_t m_count = 0;
};

} // namespace sightglass
