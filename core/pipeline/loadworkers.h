// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"

#include <memory>
#include <vector>

namespace sightglass
{

/// Loads a model, with as many copies as the request asks for, or as planWorkers() finds best for this machine. Where
/// nobody asked for several and the model runs on one thread alone, it is one. Blocks; any thread.
Result<std::vector<std::unique_ptr<Detector>>> loadWorkers(const DetectorFactory &detectors,
                                                           const ModelRequest &request);

} // namespace sightglass
