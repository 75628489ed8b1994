// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/result.h"

#include <span>
#include <vector>

namespace sightglass
{

/// How many pictures one run of a network takes together, and how its outputs are those of each picture. A value.
struct Batches
{
    int size = 1;           ///< Pictures of one run; 1: each is run alone.
    std::vector<int> ranks; ///< How many dimensions each output of a run on one picture has.

    bool operator==(const Batches &) const = default;
};

/// What a run on one picture would have given, for each picture of a run on `batches.size` of them: the outputs' rows,
/// which share their numbers and keep them alive. A row has a leading dimension of 1 where the network gives one for a
/// single picture; some (Darknet's in OpenCV) add the batch's dimension for several alone.
///
/// An Error, whose message ends a sentence ("its output ..."), where an output has not one row for each picture.
Result<std::vector<std::vector<Tensor>>> partOutputs(std::span<const Tensor> outputs, const Batches &batches);

} // namespace sightglass
