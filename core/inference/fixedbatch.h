// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/tensor.h"
#include "core/values/result.h"

namespace sightglass
{

/// For networks that take just so many pictures in a run, more than one.

/// Rows `first` to `first + size - 1` of tensors [N, ...], the last row again where there are no more.
std::vector<Tensor> rowsFrom(std::span<const Tensor> inputs, int first, int size);

/// The results of several runs of `size` rows each as those of one run of `count`. An Error where an output has not a
/// row for each picture.
Result<std::vector<Tensor>> joinedRows(std::span<const std::vector<Tensor>> runs, int size, int count);

} // namespace sightglass
