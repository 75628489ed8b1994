// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/result.h"

#include <torch/csrc/jit/api/module.h>

#include <chrono>
#include <functional>
#include <span>
#include <vector>

namespace sightglass
{

/// Runs a program on a certain input; throws what LibTorch throws.
using RunProgram = std::function<std::vector<Tensor>(torch::jit::Module &)>;

/// The program frozen and optimised for inference, if it gives the same results then: `expected`, within
/// tolerance * (1 + |value|). Not every program survives the optimiser; the Error says what went wrong.
Result<torch::jit::Module> optimised(const torch::jit::Module &module, const RunProgram &run,
                                     std::span<const Tensor> expected, float tolerance);

/// The same on a thread of its own, with a bound: LibTorch's compilers cannot be interrupted, and some programs keep
/// them busy for minutes. After that time the Error says so, and the thread is left behind; what it was given belongs
/// to it.
Result<torch::jit::Module> optimisedWithin(std::chrono::milliseconds patience, const torch::jit::Module &module,
                                           RunProgram run, std::vector<Tensor> expected, float tolerance);

/// Whether a thread that was left behind still runs. The process must not destroy LibTorch's globals then. Any thread.
bool isOptimising();

} // namespace sightglass
