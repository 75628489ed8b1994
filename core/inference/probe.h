// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// What a model turned out to be.
struct Probe
{
    const Family *family = nullptr;
    Reading reading;
    QSize inputSize;                    ///< Of the run that decided; empty for models of any size.
    InputValues input;                  ///< What the family's networks take.
    std::vector<Tensor> inputs;         ///< Of that run.
    std::vector<Tensor> outputs;        ///< Of that run.
    std::vector<ModelReading> readings; ///< All that fit, the one taken first.
};

/// Finds a network's family: runs it on a made-up picture, at the size its metadata tells or else at the usual ones,
/// and asks each family whether the outputs fit. None fitting is an Error that tells inputs, outputs, and what would
/// fit.
Result<Probe> probeFamily(Network &network, const ModelMetadata &metadata, const QString &name);

} // namespace sightglass
