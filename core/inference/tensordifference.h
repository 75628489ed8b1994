// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"
#include "core/inference/tensor.h"

namespace sightglass
{

/// Whether another device computes what the processor does: shapes the same, and no number further off than a share of
/// the tensor's largest one, 0.01 in float32 and 0.05 in half precision.
bool agree(std::span<const Tensor> expected, std::span<const Tensor> found, Precision precision);

} // namespace sightglass
