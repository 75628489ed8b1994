// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLO's oriented boxes as Ultralytics exports them: [1, 4 + classes + 1, N], YOLOv8's columns with an angle behind
/// the class scores, radians as OrientedBox has them (ultralytics/utils/ops.py, xywhr2xyxyxyxy).
Family yoloOrientedFamily();

} // namespace sightglass
