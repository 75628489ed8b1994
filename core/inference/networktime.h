// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/values/frame.h"

namespace sightglass
{

/// Tells the time, so that a test can.
using TimeTeller = Clock::time_point (*)();

/// How long one run of a network takes, which has run on such inputs just before: the median of a few runs, as many as
/// fit into a fifth of a second. 0 where a run fails.
std::chrono::nanoseconds timeOfOneRun(Network &network, std::span<const Tensor> inputs, TimeTeller now = &Clock::now);

} // namespace sightglass
