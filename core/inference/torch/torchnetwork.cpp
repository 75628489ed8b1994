// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchnetwork.h"

#include "core/inference/torch/processorcaches.h"
#include "core/inference/torch/programfile.h"
#include "core/inference/torch/torcherrors.h"
#include "core/inference/torch/torchoptimise.h"
#include "core/inference/torch/torchprogram.h"
#include "core/inference/torch/torchvisionoperators.h"
#include "core/values/words.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/jit/passes/tensorexpr_fuser.h>
#include <torch/cuda.h>
#include <torch/script.h>
#include <torch/version.h>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr auto metadataFile = "config.txt";
/// Most programs take less than two seconds.
constexpr std::chrono::seconds optimisingTime{5};

// Packed when a file is loaded, so it has to be chosen before. Mobile models are quantised for QNNPACK and overflow
// with FBGEMM's 16-bit sums.
void chooseQuantisedEngine()
{
    const auto &engines = at::globalContext().supportedQEngines();
    if (std::find(engines.begin(), engines.end(), at::QEngine::QNNPACK) != engines.end())
        at::globalContext().setQEngine(at::QEngine::QNNPACK);
}

// LibTorch's convolutions have no float16 on the processor.
QList<ComputeDevice> torchDevices()
{
    QList<ComputeDevice> devices{{QStringLiteral("cpu"), {}, {Precision::Float32, Precision::BFloat16}}};
    for (std::size_t i = 0; i < torch::cuda::device_count(); ++i)
        devices.append(
            {QStringLiteral("cuda:%1").arg(i), {}, {Precision::Float32, Precision::Float16, Precision::BFloat16}});
    return devices;
}

} // namespace

TorchNetwork::TorchNetwork(const NetworkRequest &request)
    : m_request(request)
{
    m_info.backend = QStringLiteral("LibTorch " TORCH_VERSION);
    m_info.format = QStringLiteral("TorchScript");
    m_info.devices = torchDevices();
    // One processor is left to reading and drawing: threads that wait for a busy one are slower than fewer threads.
    const int spare = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
    m_info.threads = request.threads > 0 ? request.threads : spare;
}

Result<std::unique_ptr<Network>> TorchNetwork::load(const NetworkRequest &request)
{
    static const bool prepared = [] {
        chooseQuantisedEngine();
        registerTorchvisionOperators();
        // Where LibTorch is built with LLVM, as for Debian 13, this compiler of fused loops takes a minute and more for
        // a network with many different shapes, and what it makes is no quicker (see bench_fuser).
        torch::jit::setTensorExprFuserEnabled(false);
        return true;
    }();
    Q_UNUSED(prepared)
    try {
        std::unique_ptr<TorchNetwork> network(new TorchNetwork(request));
        network->chooseDevice();
        network->useThreads();
        network->loadProgram();
        describeProgram(network->m_module, network->m_info);
        network->m_info.producer = programProducer(request.path);
        network->choosePrecision();
        return std::unique_ptr<Network>(std::move(network));
    } catch (const std::exception &exception) {
        return programLoadError(exception, request.path);
    }
}

void TorchNetwork::loadProgram()
{
    torch::jit::ExtraFilesMap extra{{metadataFile, std::string()}};
    m_module = torch::jit::load(m_request.path.toStdString(), m_device, extra);
    m_module.eval();
    m_info.metadata = QByteArray::fromStdString(extra[metadataFile]);
}

// Of exports with half=True, which take no float32: LibTorch computes little of it on the processor, and pictures are
// float32 everywhere. Programs that turn such numbers into float32 themselves run as they are.
bool TorchNetwork::leaveHalfPrecision()
{
    const auto anyHalf = [](const auto &tensors) {
        for (const at::Tensor &tensor : tensors)
            if (tensor.scalar_type() == c10::kHalf || tensor.scalar_type() == c10::kBFloat16)
                return true;
        return false;
    };
    if (!anyHalf(m_module.parameters()) && !anyHalf(m_module.buffers()))
        return false;
    m_module.to(c10::kFloat);
    m_info.notes << Words::tr("The model was exported in half precision: its numbers are taken as float32.");
    return true;
}

void TorchNetwork::chooseDevice()
{
    if (m_request.device == QLatin1String("cpu"))
        return;
    QStringList there;
    for (const ComputeDevice &device : std::as_const(m_info.devices))
        there << device.id;
    if (there.contains(m_request.device)) {
        m_device = c10::Device(m_request.device.toStdString());
        m_info.device = m_request.device;
        return;
    }
    m_info.notes << Words::tr("The device \"%1\" is not there (there is %2): the processor is used.")
                        .arg(m_request.device, there.join(QLatin1String(", ")));
}

void TorchNetwork::choosePrecision()
{
    if (isQuantised(m_module)) {
        m_info.precision = Precision::Quantised;
        m_info.devices = {{QStringLiteral("cpu"), {}, {Precision::Quantised}}};
        if (!m_device.is_cpu()) {
            m_info.notes
                << Words::tr("The model is quantised, for the processor: \"%1\" is not used.").arg(m_request.device);
            m_device = c10::kCPU;
            m_info.device = QStringLiteral("cpu");
            loadProgram();
        }
        if (m_request.precision != Precision::Float32 && m_request.precision != Precision::Quantised)
            m_info.notes
                << Words::tr("The model is quantised: %1 is not used.").arg(precisionName(m_request.precision));
        return;
    }
    if (m_request.precision == Precision::Float16 && m_device.is_cpu()) {
        m_info.notes << Words::tr("LibTorch has no float16 on the processor: float32 is used.");
        return;
    }
    if (m_request.precision == Precision::Float16)
        m_type = c10::kHalf;
    else if (m_request.precision == Precision::BFloat16)
        m_type = c10::kBFloat16;
    if (m_type == c10::kFloat)
        return;
    m_module.to(m_type);
    m_info.precision = m_request.precision;
}

// LibTorch counts threads for each calling thread, and a network moves from the loader's to the worker's.
void TorchNetwork::useThreads()
{
    if (m_thread == std::this_thread::get_id())
        return;
    m_thread = std::this_thread::get_id();
    at::set_num_threads(m_info.threads);
    silenceTorchWarnings();
}

Result<std::vector<Tensor>> TorchNetwork::run(std::span<const Tensor> inputs)
try {
    useThreads();
    if (m_hasRun || m_type == c10::kFloat) {
        auto outputs = call()(m_module, inputs);
        m_hasRun = true;
        return outputs;
    }
    try {
        auto outputs = call()(m_module, inputs);
        m_hasRun = true;
        return outputs;
    } catch (const std::exception &exception) {
        // Traced programs hold constants of the type they were traced with.
        m_info.notes << Words::tr("The model does not run in %1: float32 is used (%2).")
                            .arg(precisionName(m_info.precision),
                                 torchDetail(exception).section(QLatin1Char('\n'), -1));
    }
    m_type = c10::kFloat;
    m_info.precision = Precision::Float32;
    loadProgram();
    return call()(m_module, inputs);
} catch (const std::exception &exception) {
    if (!m_hasRun && m_type == c10::kFloat && leaveHalfPrecision())
        return run(inputs);
    return runError(exception);
}

Error TorchNetwork::runError(const std::exception &exception)
{
    const QString detail = torchDetail(exception);
    if (const auto shown = m_device.is_cpu() ? torchObstacle(detail) : std::nullopt)
        m_info.obstacle = shown;
    return {Words::tr("The model failed on a picture."),
            Words::tr("Check that its input size and channels are what it was made for."), detail};
}

Result<void> TorchNetwork::prepare(std::span<const Tensor> example)
{
    // The second run of a program is the slowest: the executor compiles what it saw in the first.
    constexpr int warmUps = 2;
    std::vector<Tensor> expected;
    for (int i = 0; i < warmUps; ++i) {
        auto outputs = run(example);
        if (!outputs)
            return outputs.error();
        expected = *std::move(outputs);
    }
    if (TORCH_VERSION_MAJOR >= 2 && m_device.is_cpu() && hidesCaches()) {
        m_info.notes << Words::tr("Optimisation was skipped, as this processor does not tell the sizes of its caches, "
                                  "without which LibTorch's oneDNN divides by zero: runs may take longer.");
        return {};
    }
    const float tolerance = m_type == c10::kFloat ? 1e-3f : 5e-2f;
    // By value: what is given up runs on without this network.
    const RunProgram runExample =
        [call = call(), threads = m_info.threads,
         inputs = std::vector<Tensor>(example.begin(), example.end())](torch::jit::Module &module) {
            at::set_num_threads(threads);
            silenceTorchWarnings();
            return call(module, inputs);
        };
    auto quick = optimisedWithin(optimisingTime, m_module, runExample, std::move(expected), tolerance);
    if (quick)
        m_module = *std::move(quick);
    else
        m_info.notes << Words::tr("Optimisation was skipped, as %1.").arg(quick.error().message);
    return {};
}

Result<std::unique_ptr<Network>> TorchNetwork::duplicate(int threads) const
{
    std::unique_ptr<TorchNetwork> copy(new TorchNetwork(m_request));
    copy->m_info = m_info;
    if (threads > 0)
        copy->m_info.threads = threads;
    copy->m_module = m_module;
    copy->m_device = m_device;
    copy->m_type = m_type;
    copy->m_hasRun = m_hasRun;
    return std::unique_ptr<Network>(std::move(copy));
}

} // namespace sightglass
