// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"

#include <span>
#include <vector>

namespace sightglass
{

/// What a model found in some frames, for each in order, and how long one of them took.
struct Inference
{
    std::vector<CandidatesPtr> candidates;
    DetectTimes times;
};

/// Runs a model on frames, at least one, and ties what it finds to each, on the grid that it can be kept on (see
/// ongrid.h), so that it is the same now and later. `model` is the number that Candidates carry
/// for it. Exceptions become Errors.
Result<Inference> inferCandidates(Detector &detector, std::span<const Frame> frames, std::uint64_t model);

} // namespace sightglass
