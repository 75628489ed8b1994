// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// RT-DETR as Ultralytics exports it: [1, 300, 4 + classes], rows of cx cy w h from 0 to 1 and class scores; pictures
/// are stretched and no NMS is needed (ultralytics/models/rtdetr/predict.py).
Family rtDetrFamily();

} // namespace sightglass
