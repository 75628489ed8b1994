// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace sightglass
{

/// Puts results of several workers back in the order in which the work was handed out: by sequence numbers, from 0,
/// without a gap. Standard library only; not thread-safe.
template <typename T>
class ReorderBuffer
{
public:
    /// Each number once, in any order. False, and the item is not taken, where a later one has left already.
    [[nodiscard]] bool put(std::uint64_t sequence, T &&item)
    {
        return sequence >= m_next && m_waiting.emplace(sequence, std::move(item)).second;
    }

    /// The next in order, if it is there.
    std::optional<T> take()
    {
        const auto first = m_waiting.begin();
        if (first == m_waiting.end() || first->first != m_next)
            return std::nullopt;
        ++m_next;
        return std::move(m_waiting.extract(first).mapped());
    }

    /// The first of those that are there. It overtakes what is missing before it, and what overtook cannot be undone:
    /// put() refuses those from then on.
    std::optional<T> takeAny()
    {
        if (m_waiting.empty())
            return std::nullopt;
        m_next = m_waiting.begin()->first;
        return take();
    }

    /// How many wait for an earlier one.
    std::size_t size() const { return m_waiting.size(); }

private:
    std::map<std::uint64_t, T> m_waiting;
    std::uint64_t m_next = 0;
};

} // namespace sightglass
