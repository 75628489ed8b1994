// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// NanoDet (github.com/RangiLyu/nanodet, nanodet_head.py): for each stride 8, 16, 32, and in NanoDet-Plus 64, class
/// scores [1, n, classes] after the sigmoid and [1, n, 4 * bins]: for each side a distribution whose expectation
/// (softmax), times the stride, is the distance from the cell's centre to that side. The 1 may be left out.
Family nanoDetFamily();

} // namespace sightglass
