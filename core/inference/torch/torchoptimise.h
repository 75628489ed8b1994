// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/result.h"

#include <torch/csrc/jit/api/module.h>

#include <functional>
#include <span>

namespace sightglass
{

/// Runs a program on a certain input; throws what LibTorch throws.
using RunProgram = std::function<std::vector<Tensor>(torch::jit::Module &)>;

/// The program frozen and optimised for inference, if it gives the same results then: `expected`, within
/// tolerance * (1 + |value|). Not every program survives the optimiser; the Error says what went wrong.
Result<torch::jit::Module> optimised(const torch::jit::Module &module, const RunProgram &run,
                                     std::span<const Tensor> expected, float tolerance);

} // namespace sightglass
