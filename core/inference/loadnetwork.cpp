// SPDX-License-Identifier: Apache-2.0
#include "core/inference/loadnetwork.h"

#include "core/inference/installation.h"
#include "core/inference/opencv/dnnnetwork.h"

namespace sightglass
{

Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const ModelPair &files)
{
    NetworkRequest network;
    network.path = files.weights;
    network.device = request.device;
    network.precision = request.precision;
    network.threads = request.threads;
    network.leastScore = request.leastScore;
    if (files.format != ModelFormat::TorchScript)
        return DnnNetwork::load(files, network);
    const auto backend = torchBackend();
    return backend ? (*backend)->load(network) : backend.error();
}

} // namespace sightglass
