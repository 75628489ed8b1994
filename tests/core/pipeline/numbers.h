// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace sightglass::test
{

/// From the first to the last, both included.
inline std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last)
{
    std::vector<std::int64_t> all;
    for (std::int64_t i = first; i <= last; ++i)
        all.push_back(i);
    return all;
}

} // namespace sightglass::test
