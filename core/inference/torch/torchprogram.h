// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <torch/csrc/jit/api/module.h>

namespace sightglass
{

/// Reads what a program says about itself (how it is called, its parts, heads and numbers) into info.
void describeProgram(const torch::jit::Module &module, NetworkInfo &info);

/// Whether it computes with quantised numbers.
bool isQuantised(const torch::jit::Module &module);

} // namespace sightglass
