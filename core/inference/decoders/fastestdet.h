// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// FastestDet (github.com/dog-qiuqiu/FastestDet, test.py): [1, 5 + classes, H, W]. For each cell objectness and classes
/// (sigmoid and softmax applied), score = objectness^0.6 * class^0.4; centre = (cell + tanh) / grid, size = sigmoid of
/// the whole input. BGR 0 to 1, stretched.
Family fastestDetFamily();

} // namespace sightglass
