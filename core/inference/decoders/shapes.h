// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/candidates.h"

#include <QSize>

namespace sightglass
{

/// What decoders make shapes of, in pixels of the network's input. Numbers of one thing lie `step` apart.

/// A candidate whose box is the smallest upright one around this one.
Candidate orientedCandidate(const OrientedBox &box, int classId, float score);

/// Keypoints of `values` numbers each: x, y and, where there are 3, the confidence.
std::vector<Keypoint> keypointsFrom(const float *numbers, std::size_t step, int keypoints, int values);

/// Mask prototypes [1, M, H, W] that cover the whole input; nothing is copied.
std::shared_ptr<const MaskPlanes> planesFrom(const Tensor &prototypes, QSize inputSize);

/// The mask that these many coefficients make of prototypes.
Mask maskFrom(std::shared_ptr<const MaskPlanes> planes, const float *coefficients, std::size_t step);

/// A mask of its own: the probabilities (0 to 1) of one thing over an area, inside above one half. Grids finer than
/// what networks make are thinned out.
Mask maskFromProbabilities(const float *probabilities, QSize grid, const cv::Rect2f &area);
/// The same of the probabilities for the whole input, of which the part within the box is kept.
Mask maskWithinBox(const float *probabilities, QSize input, const cv::Rect2f &box);

/// The output [1, M, H, W] that may hold mask prototypes; null where there is none or more than one.
const Tensor *prototypesOf(std::span<const Tensor> outputs);

} // namespace sightglass
