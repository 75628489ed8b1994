// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace sightglass
{

class ClipSurvivors;
class SurvivorFilter;

/// What one may want to go to in a clip. Frames that are not known are none of it, and break what goes over several: a
/// frame after one that is not known is compared with none.
enum class ClipEvent
{
    Detection,   ///< A frame with a detection, after one without; the clip's first frame comes after one without.
    CountChange, ///< A frame that has more or fewer than the one before. Of any class: of any of them.
    /// A frame with a candidate whose score is less than 0.05 below its threshold, of those that NMS leaves and of
    /// classes that are shown.
    NearMiss,
    /// The first of 1 to 3 frames that miss a thing which is there before and after them: a detection of a class that
    /// none of that class overlaps by an IoU of 0.3 in those, and one does in the frame that follows.
    Gap,
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

/// Whether it is to be given up.
using EventsUnwanted = std::function<bool()>;

/// The next event after this frame, or the last one before it; nothing where there is none, or it is given up.
std::optional<std::int64_t> nextEvent(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish,
                                      std::int64_t from, bool forward, const EventsUnwanted &unwanted = {});

/// The first events of a clip, at most so many, each with the frames that belong to it: those that follow a Detection
/// and have one, too; the near misses in a row; the frames that miss the thing of a Gap; of a CountChange its own
/// alone.
std::vector<ClipSpan> eventsOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish, int most,
                               const EventsUnwanted &unwanted = {});

} // namespace sightglass
