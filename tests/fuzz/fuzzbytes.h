// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace sightglass::test
{

/// What libFuzzer gives, taken piece by piece; zeros when there is no more.
class FuzzBytes
{
public:
    FuzzBytes(const std::uint8_t *data, std::size_t size)
        : m_left(data, size)
    {}

    template <typename T>
    T take()
    {
        T value{};
        const std::size_t count = std::min(sizeof(T), m_left.size());
        std::memcpy(&value, m_left.data(), count);
        m_left = m_left.subspan(count);
        return value;
    }
    /// From 0 to `most`.
    int upTo(int most) { return static_cast<int>(take<std::uint16_t>() % (static_cast<unsigned>(most) + 1u)); }
    bool flag() { return (take<std::uint8_t>() & 1) != 0; }
    bool isEmpty() const { return m_left.empty(); }
    std::span<const std::uint8_t> rest() const { return m_left; }

private:
    std::span<const std::uint8_t> m_left;
};

} // namespace sightglass::test
