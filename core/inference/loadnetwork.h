// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/opencv/modelpair.h"

namespace sightglass
{

/// The files of a model that is no built-in one, as they lie and as its sidecar or the request says.
Result<ModelPair> findModelFiles(const ModelRequest &request);

/// Whether these files may be given to a backend at all: an Error where their own structure or their trial (see
/// modeltrial.h) forbids it. Files that come with the program are not asked. Blocks for as long as a trial takes.
Result<void> admitModel(const ModelRequest &request, const ModelPair &files);

/// Hands files to the backend of their format.
Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const ModelPair &files);

} // namespace sightglass
