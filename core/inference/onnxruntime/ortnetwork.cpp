// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/ortnetwork.h"

#include "core/inference/channelslast.h"
#include "core/inference/externaldata.h"
#include "core/inference/fixedbatch.h"
#include "core/inference/onnxfacts.h"
#include "core/inference/onnxruntime/ortdevices.h"
#include "core/inference/onnxruntime/orterrors.h"
#include "core/inference/onnxruntime/orttensors.h"
#include "core/inference/tensordifference.h"
#include "core/values/words.h"

#include <onnxruntime_run_options_config_keys.h>

#include <algorithm>
#include <thread>

namespace sightglass
{

namespace
{

// Sizes that a file leaves open fit all, and so does the number of pictures, of which there may be several runs.
bool fits(const std::vector<int> &given, const std::vector<int> &told)
{
    if (told.empty())
        return true;
    if (given.size() != told.size())
        return false;
    for (std::size_t i = 1; i < told.size(); ++i)
        if (told[i] >= 0 && told[i] != given[i])
            return false;
    return true;
}

std::vector<std::string> outputNames(const Ort::Session &session)
{
    Ort::AllocatorWithDefaultOptions allocator;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < session.GetOutputCount(); ++i)
        names.emplace_back(session.GetOutputNameAllocated(i, allocator).get());
    return names;
}

std::vector<const char *> pointersTo(const std::vector<TensorInfo> &tensors)
{
    std::vector<const char *> pointers;
    for (const TensorInfo &tensor : tensors)
        pointers.push_back(tensor.name.c_str());
    return pointers;
}

} // namespace

Result<std::unique_ptr<Network>> OrtNetwork::load(const NetworkRequest &request)
{
    if (const auto environment = ortEnvironment(); !environment)
        return environment.error();
    if (const auto data = externalDataPaths(request.path); !data)
        return data.error();
    std::unique_ptr<OrtNetwork> network(new OrtNetwork);
    try {
        network->describe(request);
        network->chooseDevice(request);
        return std::unique_ptr<Network>(std::move(network));
    } catch (const std::exception &exception) {
        return ortLoadError(exception, request.path);
    }
}

void OrtNetwork::describe(const NetworkRequest &request)
{
    m_path = request.path;
    const OnnxHeader header = readOnnxHeader(m_path);
    m_info.backend = QStringLiteral("ONNX Runtime %1").arg(QLatin1String(ortVersion()));
    m_info.library = Backend::OnnxRuntime;
    m_info.format = QStringLiteral("ONNX");
    m_info.producer = header.producer;
    m_info.metadata = header.metadata;
    m_info.inputs = header.inputs;
    m_info.outputs = header.outputs;
    m_info.parameters = header.parameters;
    m_ownPrecision = precisionOf(header);
    m_info.precision = m_ownPrecision;
    m_info.notes = request.notes;
    m_info.obstacle = noPictureObstacle(header);
    m_info.devices = QList<ComputeDevice>{{QStringLiteral("cpu"), {}, {m_info.precision}}} + ortOtherDevices();
    m_info.threads = request.threads > 0 ? request.threads : std::max(1, int(std::thread::hardware_concurrency()));
    m_channelsLast = hideChannelsLast(m_info);
    if (!m_info.inputs.empty() && !m_info.inputs.front().shape.empty())
        m_batch = std::max(1, m_info.inputs.front().shape.front());
}

void OrtNetwork::chooseDevice(const NetworkRequest &request)
{
    const auto there = std::find_if(m_info.devices.begin(), m_info.devices.end(),
                                    [&request](const ComputeDevice &device) { return device.id == request.device; });
    const bool isThere = there != m_info.devices.end();
    if (!isThere)
        m_info.notes << Words::tr("ONNX Runtime has no device \"%1\" here: the processor is used.").arg(request.device);
    if (!isThere || request.device == QLatin1String("cpu")) {
        if (request.precision != m_info.precision && request.precision != Precision::Float32)
            m_info.notes << Words::tr("ONNX Runtime computes in what the file holds, %1; %2 is not used.")
                                .arg(precisionName(m_info.precision), precisionName(request.precision));
        m_sessions = std::make_shared<OrtSessions>(m_path, QStringLiteral("cpu"), m_info.precision);
        open();
        return;
    }
    if (there->precisions.contains(request.precision))
        m_info.precision = request.precision;
    m_info.device = request.device;
    m_sessions = std::make_shared<OrtSessions>(m_path, request.device, m_info.precision);
    try {
        open();
    } catch (const std::exception &exception) {
        leaveDevice(ortDetail(exception));
    }
}

void OrtNetwork::leaveDevice(const QString &why)
{
    m_info.notes << Words::tr("The model does not run on \"%1\": the processor is used (%2).").arg(m_info.device, why);
    m_info.device = QStringLiteral("cpu");
    m_info.precision = m_ownPrecision;
    m_sessions = std::make_shared<OrtSessions>(m_path, m_info.device, m_info.precision);
    open();
}

void OrtNetwork::open()
{
    m_session = m_sessions->withThreads(m_info.threads);
    m_types.clear();
    for (std::size_t i = 0; i < m_session->GetInputCount(); ++i) {
        const Ort::TypeInfo type = m_session->GetInputTypeInfo(i);
        m_types.push_back(type.GetONNXType() == ONNX_TYPE_TENSOR ? type.GetTensorTypeAndShapeInfo().GetElementType()
                                                                 : ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
    }
    // What the header was read as and what the library makes of it are the same, or nothing fits together.
    std::vector<TensorInfo> outputs;
    for (const std::string &name : outputNames(*m_session)) {
        const auto told = std::find_if(m_info.outputs.begin(), m_info.outputs.end(),
                                       [&name](const TensorInfo &output) { return output.name == name; });
        outputs.push_back(told == m_info.outputs.end() ? TensorInfo{name, {}} : *told);
    }
    m_info.outputs = std::move(outputs);
}

std::vector<Tensor> OrtNetwork::forward(std::span<const Tensor> inputs)
{
    if (inputs.size() != m_types.size())
        throw Ort::Exception("It has " + std::to_string(m_types.size()) + " inputs, and " +
                                 std::to_string(inputs.size()) + " were given",
                             ORT_INVALID_ARGUMENT);
    std::vector<Tensor> ordered; // Of the numbers that the values look into.
    std::vector<Ort::Value> values;
    std::vector<std::vector<int>> shapes;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        ordered.push_back(m_channelsLast && i == 0 ? channelsLast(inputs[i]) : inputs[i]);
        values.push_back(toOrt(ordered.back(), m_types[i]));
        shapes.push_back(inputs[i].shape);
    }
    Ort::RunOptions options;
    // What pictures of another size took is given back, so that many sizes take no more than the largest.
    if (!m_lastShapes.empty() && shapes != m_lastShapes)
        options.AddConfigEntry(kOrtRunOptionsConfigEnableMemoryArenaShrinkage, "cpu:0");
    m_lastShapes = std::move(shapes);
    const std::vector<const char *> inputNames = pointersTo(m_info.inputs);
    const std::vector<const char *> names = pointersTo(m_info.outputs);
    std::vector<Ort::Value> results =
        m_session->Run(options, inputNames.data(), values.data(), values.size(), names.data(), names.size());
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < results.size(); ++i)
        outputs.push_back(fromOrt(results[i], m_info.outputs[i].name));
    return outputs;
}

Result<std::vector<Tensor>> OrtNetwork::run(std::span<const Tensor> inputs)
try {
    for (std::size_t i = 0; i < std::min(inputs.size(), m_info.inputs.size()); ++i)
        if (!fits(inputs[i].shape, m_info.inputs[i].shape))
            return Error{Words::tr("The model's input is %1, and it was given %2.")
                             .arg(shapeText(m_info.inputs[i].shape), shapeText(inputs[i].shape)),
                         Words::tr("Check that its input size and channels are what it was made for."),
                         {}};
    const int count = inputs.empty() ? 0 : inputs.front().dim(0);
    if (m_batch <= 1 || count == m_batch || count == 0)
        return forward(inputs);
    std::vector<std::vector<Tensor>> runs;
    for (int first = 0; first < count; first += m_batch)
        runs.push_back(forward(rowsFrom(inputs, first, m_batch)));
    return joinedRows(runs, m_batch, count);
} catch (const std::exception &exception) {
    return ortRunError(exception);
}

Result<void> OrtNetwork::prepare(std::span<const Tensor> example)
{
    // The first run allocates, and packs what it computes with.
    auto outputs = run(example);
    if (m_info.device == QLatin1String("cpu"))
        return outputs ? Result<void>() : outputs.error();
    try {
        const auto plain = copied();
        plain->m_sessions = std::make_shared<OrtSessions>(m_path, QStringLiteral("cpu"), m_ownPrecision);
        plain->open();
        const auto expected = plain->run(example);
        if (!expected)
            return expected.error();
        if (outputs && agree(*expected, *outputs, m_info.precision))
            return {};
        leaveDevice(outputs ? Words::tr("its results differ there") : outputs.error().detail);
    } catch (const std::exception &exception) {
        return ortRunError(exception);
    }
    outputs = run(example);
    return outputs ? Result<void>() : outputs.error();
}

std::unique_ptr<OrtNetwork> OrtNetwork::copied() const
{
    std::unique_ptr<OrtNetwork> copy(new OrtNetwork);
    copy->m_path = m_path;
    copy->m_info = m_info;
    copy->m_ownPrecision = m_ownPrecision;
    copy->m_sessions = m_sessions;
    copy->m_session = m_session;
    copy->m_types = m_types;
    copy->m_channelsLast = m_channelsLast;
    copy->m_batch = m_batch;
    return copy;
}

Result<std::unique_ptr<Network>> OrtNetwork::duplicate(int threads) const
try {
    auto copy = copied();
    if (threads > 0)
        copy->m_info.threads = threads;
    copy->open();
    return std::unique_ptr<Network>(std::move(copy));
} catch (const std::exception &exception) {
    return ortLoadError(exception, m_path);
}

} // namespace sightglass
