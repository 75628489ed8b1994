// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/opencv/modelpair.h"

namespace sightglass
{

/// Hands files to the backend of their format.
Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const ModelPair &files);

} // namespace sightglass
