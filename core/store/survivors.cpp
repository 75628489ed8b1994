// SPDX-License-Identifier: Apache-2.0
#include "core/store/survivors.h"

#include "core/inference/keptboxes.h"
#include "core/values/candidategrid.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int most = 65535;

int wholePixels(float pixels)
{
    return static_cast<int>(std::lround(std::clamp(pixels, 0.f, float(most))));
}

} // namespace

Survivor Survivor::of(const Candidate &candidate)
{
    const cv::Rect2f &box = candidate.box;
    const int left = wholePixels(box.x);
    const int top = wholePixels(box.y);
    Survivor survivor;
    survivor.score = scoreStep(candidate.score);
    survivor.classId = static_cast<std::uint16_t>(std::clamp(candidate.classId, 0, most));
    survivor.left = static_cast<std::uint16_t>(left);
    survivor.top = static_cast<std::uint16_t>(top);
    survivor.width = static_cast<std::uint16_t>(std::max(0, wholePixels(box.x + box.width) - left));
    survivor.height = static_cast<std::uint16_t>(std::max(0, wholePixels(box.y + box.height) - top));
    return survivor;
}

std::vector<Survivor> survivorsOf(const Candidates &candidates, const Suppression &suppression)
{
    Thresholds thresholds;
    thresholds.iou = suppression.iou;
    thresholds.classAgnostic = suppression.classAgnostic;
    const bool suppressAny = !candidates.suppressed || suppression.classAgnostic;
    KeptBoxes kept(thresholds);
    std::vector<Survivor> survivors;
    for (const Candidate &candidate : candidates.items) {
        if (suppressAny && !candidate.wholePicture) {
            if (kept.betterThan(candidate))
                continue;
            kept.add(candidate);
        }
        survivors.push_back(Survivor::of(candidate));
    }
    return survivors;
}

} // namespace sightglass
