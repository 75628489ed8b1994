// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

namespace sightglass
{

/// Whether a shape is [batch, height, width, channels]: TensorFlow's order, which its converters keep.
bool isChannelsLast(const std::vector<int> &shape);

/// Where the first input is of that order, tells it as [batch, channels, height, width] from then on, with a note.
/// Whether it is.
bool hideChannelsLast(NetworkInfo &info);

/// A tensor [B, C, H, W] in the order [B, H, W, C].
Tensor channelsLast(const Tensor &input);

} // namespace sightglass
