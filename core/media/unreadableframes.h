// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace sightglass
{

/// The frames of a source that could not be read, by their indices: found as gaps between those that could. A value.
class UnreadableFrames
{
public:
    /// Frames `from` to `end` - 1; a gap that is known already counts once.
    void add(std::int64_t from, std::int64_t end)
    {
        if (from < end)
            m_ends[from] = std::max(m_ends[from], end);
    }

    void add(const UnreadableFrames &others)
    {
        for (const auto &[from, end] : others.m_ends)
            add(from, end);
    }

    bool isEmpty() const { return m_ends.empty(); }
    std::uint64_t count() const
    {
        std::int64_t sum = 0;
        for (const auto &[from, end] : m_ends)
            sum += end - from;
        return static_cast<std::uint64_t>(sum);
    }
    std::optional<std::int64_t> first() const
    {
        return isEmpty() ? std::nullopt : std::optional(m_ends.begin()->first);
    }
    /// In order, at most so many.
    std::vector<std::int64_t> indices(std::size_t most) const
    {
        std::vector<std::int64_t> found;
        for (const auto &[from, end] : m_ends)
            for (std::int64_t index = from; index < end && found.size() < most; ++index)
                found.push_back(index);
        return found;
    }

private:
    std::map<std::int64_t, std::int64_t> m_ends; ///< One past the last, by the first.
};

} // namespace sightglass
