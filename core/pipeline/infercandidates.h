// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"

namespace sightglass
{

/// What a model found in one frame, and how long it took.
struct Inference
{
    CandidatesPtr candidates;
    DetectTimes times;
};

/// Runs a model on a frame and ties what it finds to that frame. `model` is the number that Candidates carry for it.
/// Exceptions become Errors.
Result<Inference> inferCandidates(Detector &detector, const Frame &frame, std::uint64_t model = 0);

} // namespace sightglass
