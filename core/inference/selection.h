// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/thresholds.h"

namespace sightglass
{

/// The detections among candidates: score at or above the class's threshold, class shown, greedy NMS (Girshick's: best
/// score first, drop what overlaps a kept box by IoU > thresholds.iou, within the class or across), at most
/// maxDetections. Boxes that are turned are compared by their probabilistic IoU (see BoxDistribution). Pure; about a
/// millisecond for the most candidates that are kept.
///
/// Where the model has applied NMS itself (Candidates::suppressed), none is applied again, unless across classes. What
/// is said of the whole picture is never suppressed.
Detections select(const Candidates &candidates, const Thresholds &thresholds);

/// Intersection over union of two boxes, 0 to 1; 0 for empty boxes.
float intersectionOverUnion(const cv::Rect2f &a, const cv::Rect2f &b);

} // namespace sightglass
