// SPDX-License-Identifier: Apache-2.0
#include "core/inference/loadnetwork.h"

#include "core/inference/installation.h"
#include "core/inference/modeltrial.h"
#include "core/inference/opencv/dnnnetwork.h"
#include "core/inference/sidecar.h"
#include "core/inference/structure.h"
#include "core/values/words.h"

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

QList<Backend> backendsFor(ModelFormat format)
{
    if (format != ModelFormat::Onnx || !isOnnxRuntimeInstalled())
        return {};
    return {Backend::OnnxRuntime, Backend::OpenCv};
}

Backend wantedBackend(const ModelRequest &request)
{
    const bool ofOpenCv = request.device == QLatin1String("opencl");
    return request.backend == Backend::Automatic && ofOpenCv ? Backend::OpenCv : request.backend;
}

namespace
{

Result<std::unique_ptr<Network>> loadWithOnnxRuntime(const NetworkRequest &request)
{
    const auto backend = onnxRuntimeBackend();
    return backend ? (*backend)->load(request) : backend.error();
}

Result<std::unique_ptr<Network>> loadOnnx(Backend wanted, const ModelPair &files, NetworkRequest request)
{
    if (wanted == Backend::OpenCv)
        return DnnNetwork::load(files, request);
    if (!isOnnxRuntimeInstalled()) {
        if (wanted == Backend::OnnxRuntime)
            request.notes << Words::tr("This installation of the program does not have ONNX Runtime: OpenCV is used.");
        return DnnNetwork::load(files, request);
    }
    auto network = loadWithOnnxRuntime(request);
    if (network || wanted == Backend::OnnxRuntime)
        return network;
    request.notes << Words::tr("ONNX Runtime does not run it, so OpenCV is used. %1").arg(network.error().message);
    auto other = DnnNetwork::load(files, request);
    return other ? std::move(other) : std::move(network);
}

} // namespace

Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const ModelPair &files)
{
    NetworkRequest network;
    network.path = files.weights;
    network.device = request.device;
    network.precision = request.precision;
    network.threads = request.threads;
    network.leastScore = request.leastScore;
    if (files.format == ModelFormat::Onnx)
        return loadOnnx(wantedBackend(request), files, network);
    if (files.format != ModelFormat::TorchScript)
        return DnnNetwork::load(files, network);
    const auto backend = torchBackend();
    return backend ? (*backend)->load(network) : backend.error();
}

} // namespace sightglass
