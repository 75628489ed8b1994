// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/ortlibrary.h"
#include "core/inference/onnxruntime/ortnetwork.h"

extern "C" __attribute__((visibility("default"))) const sightglass::NetworkBackend *sightglassBackend()
{
    static const sightglass::NetworkBackend backend{sightglass::NetworkBackend::currentInterface,
                                                    "ONNX Runtime",
                                                    sightglass::ortVersion(),
                                                    &sightglass::OrtNetwork::load,
                                                    nullptr,
                                                    [] { return false; }};
    return &backend;
}
