// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOv10 and 26 as Ultralytics exports them: [1, N, 6], rows of x1 y1 x2 y2 in input pixels, score and class; the
/// network itself gives one box a thing, so that no NMS is needed.
Family yoloEndToEndFamily();

/// YOLO models exported with NMS inside (Ultralytics' nms=True, which its metadata tells): the same rows, zero where
/// there are no more. Its thresholds are baked in; ours can only tighten.
///
/// Both may carry more behind the class: coefficients of mask prototypes in a second output, keypoints, or an angle,
/// and then the box is cx cy w h (ultralytics/engine/exporter.py, NMSModel).
Family yoloWithNmsFamily();

} // namespace sightglass
