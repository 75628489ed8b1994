// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/programfile.h"
#include "core/inference/torch/torchnetwork.h"
#include "core/inference/torch/torchoptimise.h"

#include <torch/version.h>

extern "C" __attribute__((visibility("default"))) const sightglass::NetworkBackend *sightglassBackend()
{
    static const sightglass::NetworkBackend backend{sightglass::NetworkBackend::currentInterface,
                                                    "LibTorch",
                                                    TORCH_VERSION,
                                                    &sightglass::TorchNetwork::load,
                                                    &sightglass::readProgramFile,
                                                    &sightglass::isOptimising};
    return &backend;
}
