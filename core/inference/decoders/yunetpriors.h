// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/candidates.h"

#include <QSize>

#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// The outputs of YuNet's first form, of 2021 and 2022 (opencv/modules/objdetect/src/face_detect.cpp of OpenCV 4.6):
/// for each of N prior boxes loc [N, 14] (box, then five landmarks), conf [N, 2] (none, face) and iou [N, 1], with or
/// without a batch of 1 before.
struct YuNetPriorOutputs
{
    const Tensor *boxes;
    const Tensor *scores;
    const Tensor *overlaps;
};

/// Nothing where they are not as many as there are priors for this size of input.
std::optional<YuNetPriorOutputs> yuNetPriorOutputs(std::span<const Tensor> outputs, QSize inputSize);

/// Faces at or above this score, sqrt(conf * iou), each with its landmarks, in pixels of the input.
std::vector<Candidate> decodeYuNetPriors(const YuNetPriorOutputs &outputs, QSize inputSize, float leastScore);

} // namespace sightglass
