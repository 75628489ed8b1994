// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <vector>

namespace sightglass
{

/// Moves candidates to the nearest points of the grid (see candidategrid.h), in their order: each edge of a box by half
/// a step at most, so that it stays within the picture; what is thinner than a step becomes one step wide. Masks stay
/// as they are, but for the box that cuts them. What is on the grid stays there. Pure.
void putOnGrid(std::vector<Candidate> &candidates);

} // namespace sightglass
