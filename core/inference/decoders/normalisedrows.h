// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// Rows of cx cy w h from 0 to 1, then whatever stands before the classes, then a score for each class: appends the
/// best class of each row that reaches the floor, its box in pixels of the network's input. The last two dimensions of
/// the tensor are rows and values.
void appendNormalisedRows(const Tensor &rows, int beforeClasses, const DecodeSettings &settings,
                          std::vector<Candidate> &candidates);

} // namespace sightglass
