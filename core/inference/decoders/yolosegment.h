// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLO's segmentation: a second output [1, M, H, W] holds mask prototypes over the whole input, and each box carries M
/// coefficients behind its class scores; mask = sigmoid(coefficients x prototypes) > 0.5, which is a sum above 0, cut
/// to the box (ultralytics/utils/ops.py, process_mask).
///
/// Boxes are YOLOv8's columns [1, 4 + classes + M, N] or YOLOv5's rows [1, N, 5 + classes + M].
Family yoloSegmentFamily();

} // namespace sightglass
