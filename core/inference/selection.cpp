// SPDX-License-Identifier: Apache-2.0
#include "core/inference/selection.h"

#include "core/inference/keptboxes.h"

#include <algorithm>

namespace sightglass
{

float intersectionOverUnion(const cv::Rect2f &a, const cv::Rect2f &b)
{
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0.f) || !(height > 0.f))
        return 0.f;
    const float shared = width * height;
    return shared / (a.width * a.height + b.width * b.height - shared);
}

Detections select(const Candidates &candidates, const Thresholds &thresholds)
{
    const auto most = static_cast<std::size_t>(std::max(thresholds.maxDetections, 1));
    const bool suppressAny = !candidates.suppressed || thresholds.classAgnostic;
    Detections detections;
    KeptBoxes kept(thresholds);
    for (const Candidate &candidate : candidates.items) {
        const ClassRule &rule = thresholds.rule(candidate.classId);
        if (!rule.shown || !(candidate.score >= rule.confidence.value_or(thresholds.confidence)))
            continue;
        if (suppressAny && !candidate.wholePicture) {
            if (kept.betterThan(candidate))
                continue;
            kept.add(candidate);
        }
        detections.push_back(candidate);
        // Candidates come best first, so whatever follows could only rank behind these.
        if (detections.size() == most)
            break;
    }
    return detections;
}

} // namespace sightglass
