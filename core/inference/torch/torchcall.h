// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <torch/csrc/jit/api/module.h>

namespace sightglass
{

/// How a program is called: a value, so that it can be called on another thread than its network's.
struct TorchCall
{
    CallStyle style = CallStyle::Batch;
    c10::Device device{c10::kCPU};
    c10::ScalarType type = c10::kFloat;

    /// One run of forward(), without gradients. Throws what LibTorch throws.
    std::vector<Tensor> operator()(torch::jit::Module &module, std::span<const Tensor> inputs) const;
};

} // namespace sightglass
