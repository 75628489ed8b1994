// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOX: [1, cells, 5 + classes]; objectness and class scores after the sigmoid, score = objectness * class score.
/// Boxes are raw, centre = (offset + cell) * stride and size = exp(value) * stride (YOLOX, demo_postprocess in
/// yolox/utils/demo_utils.py), unless the export has decoded them, which shows by centres all over the input.
Family yoloXFamily();

} // namespace sightglass
