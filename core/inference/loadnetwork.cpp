// SPDX-License-Identifier: Apache-2.0
#include "core/inference/loadnetwork.h"

#include "core/inference/installation.h"
#include "core/inference/modeltrial.h"
#include "core/inference/opencv/dnnnetwork.h"
#include "core/inference/sidecar.h"
#include "core/inference/structure.h"

namespace sightglass
{

Result<ModelPair> findModelFiles(const ModelRequest &request)
{
    const auto format = identifyModelFile(request.location);
    if (!format)
        return format.error();
    const auto sidecar = readSidecar(request.location);
    const ModelOverrides said = request.overrides.value_or(sidecar && *sidecar ? **sidecar : ModelOverrides());
    return findModelPair(request.location, *format, said.otherFile.value_or(QString()));
}

Result<void> admitModel(const ModelRequest &request, const ModelPair &files)
{
    if (request.location != files.weights && request.location != files.network)
        return {}; // A built-in one's id.
    if (const auto sound = checkStructure(files); !sound)
        return sound;
    const auto &trial = modelTrial();
    return trial ? (*trial)(request, files) : Result<void>();
}

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
