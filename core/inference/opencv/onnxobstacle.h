// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/opencv/onnxheader.h"

namespace sightglass
{

/// The likeliest reason why OpenCV cannot read or run a model with this header, the most telling first: operators of
/// other makers, quantised or half-precision numbers, an input that is no picture, a batch of several, sizes that are
/// left open, a newer opset. Nothing where the header has none of these.
std::optional<Obstacle> onnxObstacle(const OnnxHeader &header);

} // namespace sightglass
