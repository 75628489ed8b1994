// SPDX-License-Identifier: Apache-2.0
#include "core/store/survivors.h"

#include "core/inference/keptboxes.h"
#include "core/values/candidategrid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sightglass
{

namespace
{

std::uint16_t within16Bits(float value)
{
    return static_cast<std::uint16_t>(
        std::clamp<long>(std::lround(value), 0, std::numeric_limits<std::uint16_t>::max()));
}

Survivor survivorOf(const Candidate &candidate)
{
    const cv::Rect2f &box = candidate.box;
    return {scoreStep(candidate.score), static_cast<std::uint16_t>(std::clamp(candidate.classId, 0, 65535)),
            within16Bits(box.x),        within16Bits(box.y),
            within16Bits(box.width),    within16Bits(box.height)};
}

} // namespace

std::vector<Survivor> survivorsOf(const Candidates &candidates, const Suppression &suppression)
{
    Thresholds thresholds;
    thresholds.iou = suppression.iou;
    thresholds.classAgnostic = suppression.classAgnostic;
    const bool suppressAny = !candidates.suppressed || suppression.classAgnostic;
    std::vector<Survivor> survivors;
    KeptBoxes kept(thresholds);
    for (const Candidate &candidate : candidates.items) {
        if (suppressAny && !candidate.wholePicture) {
            if (kept.betterThan(candidate))
                continue;
            kept.add(candidate);
        }
        survivors.push_back(survivorOf(candidate));
    }
    return survivors;
}

} // namespace sightglass
