// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// Ultra-Light-Fast-Generic-Face-Detector-1MB (github.com/Linzaer): boxes [1, N, 4], x1 y1 x2 y2 from 0 to 1, and
/// scores [1, N, 2], background and face; RGB, (value - 127) / 128, stretched. Its Caffe form gives the boxes as
/// offsets from priors instead, which shows by corners in the wrong order (vision/utils/box_utils.py there: variances
/// 0.1 and 0.2).
Family ultraLightFaceFamily();

} // namespace sightglass
