// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"

#include <ATen/core/ivalue.h>

#include <vector>

namespace sightglass
{

/// The same numbers for LibTorch, not copied: the tensor given must outlive the one returned.
at::Tensor toTorch(const Tensor &tensor);

/// LibTorch's numbers as float32 on the processor, copied only where they are not that already. Quantised values are
/// dequantised; labels become floats, exact up to 2^24.
Tensor fromTorch(const at::Tensor &tensor, std::string name);

/// All tensors and numbers in a nest of tuples, lists and dictionaries, in order, named by their path: "1.0.boxes". One
/// that stands alone is "output".
std::vector<Tensor> flatten(const c10::IValue &value);

} // namespace sightglass
