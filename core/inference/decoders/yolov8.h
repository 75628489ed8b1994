// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOv8, 9, 11 and 12 as Ultralytics exports them: [1, 4 + classes, N], columns of cx cy w h in input pixels and
/// class scores after the sigmoid, no objectness (see bestColumns()). N is one box a cell.
Family yoloV8Family();

} // namespace sightglass
