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
    QSize runSize;                      ///< Of the pictures of that run.
    InputFit fit = InputFit::Letterbox; ///< How pictures are brought to that size.
    InputValues input;                  ///< What the network takes.
    std::vector<Tensor> inputs;         ///< Of that run.
    std::vector<Tensor> outputs;        ///< Of that run.
    std::vector<ModelReading> readings; ///< All that fit, the one taken first.
    bool afterFailures = false;         ///< The network failed on other pictures before.
    QStringList notes;                  ///< What a person said that could not be used.
};

/// Finds a network's family: runs it on a made-up picture, at the size that a person or its metadata tells or else at
/// the usual ones, and asks each family whether the outputs fit. None fitting is an Error that tells inputs, outputs,
/// and what would fit; so is a family chosen by a person that does not.
///
/// What a person says (see sidecar.h) stands above the metadata. `name` is the file's, for messages.
Result<Probe> probeFamily(Network &network, const ModelMetadata &metadata, const ModelOverrides &overrides,
                          const QString &name);

} // namespace sightglass
