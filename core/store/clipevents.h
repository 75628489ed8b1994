// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// What one may want to go to in a clip.
enum class ClipEvent
{
    Detection,   ///< A frame with a detection, after one without.
    CountChange, ///< A frame that has more or fewer than the one before.
    NearMiss,    ///< A frame with a candidate whose score is less than 0.05 below its threshold.
    Gap,         ///< The first of 1 to 3 frames that miss a thing which is there before and after them.
};

/// What of a clip is asked for.
struct EventWish
{
    ClipEvent event = ClipEvent::Detection;
    std::optional<int> classId; ///< None: of any class.

    bool operator==(const EventWish &) const = default;
};

/// Some frames in a row, first and last inclusive.
struct ClipSpan
{
    std::int64_t first = 0;
    std::int64_t last = 0;
    double begin = 0.0; ///< Seconds from the clip's first frame.
    double end = 0.0;   ///< When the frame after the last one is shown, or would be.

    bool operator==(const ClipSpan &) const = default;
};

} // namespace sightglass
