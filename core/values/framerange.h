// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace sightglass
{

/// A range of frames, first and last inclusive, from 0. All of them by default.
struct FrameRange
{
    std::int64_t first = 0;
    std::optional<std::int64_t> last; ///< None: to the end.

    bool operator==(const FrameRange &) const = default;
};

} // namespace sightglass
