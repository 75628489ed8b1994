// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/opencv/modelpair.h"
#include "core/inference/probe.h"

namespace sightglass
{

/// A loaded model: what its file says, what a person says, and what the probe found.
struct LoadedModel
{
    QString name; ///< The file's, or the built-in model's.
    const ModelPair &files;
    const NetworkInfo &network;
    const ModelMetadata &metadata;
    const ModelOverrides &overrides;
    const Probe &probe;
};

/// All that is known of it but where it was asked for and how long a run takes.
ModelDescriptor describeModel(const LoadedModel &model);

} // namespace sightglass
