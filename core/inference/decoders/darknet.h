// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOv3 and v4 as OpenCV runs Darknet's region layers: for each scale [rows, 5 + classes], cx cy w h from 0 to 1,
/// objectness, and class scores that OpenCV has multiplied with the objectness already (region_layer.cpp).
Family darknetFamily();

} // namespace sightglass
