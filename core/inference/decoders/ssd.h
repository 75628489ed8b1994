// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// SSD as OpenCV's and Caffe's DetectionOutput gives it: [1, 1, N, 7], rows of image, class (0 is the background),
/// score, x1 y1 x2 y2 from 0 to 1. NMS is applied inside.
///
/// What the input's values are cannot be seen from outputs: BGR less Caffe SSD's means is assumed, or grey 0 to 1.
Family ssdFamily();

} // namespace sightglass
