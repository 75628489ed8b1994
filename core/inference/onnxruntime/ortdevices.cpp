// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/ortdevices.h"

#include "core/inference/protobufmessage.h"

#include <algorithm>
#include <string>
#include <vector>

namespace sightglass
{

namespace
{

int indexOf(const QString &device)
{
    return device.section(QLatin1Char(':'), 1, 1).toInt();
}

void addCuda(Ort::SessionOptions &options, int index)
{
    OrtCUDAProviderOptions cuda;
    cuda.device_id = index;
    options.AppendExecutionProvider_CUDA(cuda);
}

void addTensorRt(Ort::SessionOptions &options, int index, bool half)
{
    OrtTensorRTProviderOptions tensorRt{};
    tensorRt.device_id = index;
    tensorRt.trt_max_partition_iterations = 1000;
    tensorRt.trt_min_subgraph_size = 1;
    tensorRt.trt_max_workspace_size = std::size_t(1) << 30;
    tensorRt.trt_fp16_enable = half ? 1 : 0;
    options.AppendExecutionProvider_TensorRT(tensorRt);
}

// y = Relu(x) of one number (onnx.proto).
QByteArray smallestModel()
{
    const auto port = [](const char *name) {
        QByteArray dimension;
        appendField(dimension, 1, 1);
        QByteArray shape;
        appendField(shape, 1, QByteArrayView(dimension));
        QByteArray tensor;
        appendField(tensor, 1, 1); // float32
        appendField(tensor, 2, QByteArrayView(shape));
        QByteArray type;
        appendField(type, 1, QByteArrayView(tensor));
        QByteArray port;
        appendField(port, 1, QByteArrayView(name));
        appendField(port, 2, QByteArrayView(type));
        return port;
    };
    QByteArray node;
    appendField(node, 1, QByteArrayView("x"));
    appendField(node, 2, QByteArrayView("y"));
    appendField(node, 4, QByteArrayView("Relu"));
    QByteArray graph;
    appendField(graph, 1, QByteArrayView(node));
    appendField(graph, 2, QByteArrayView("smallest"));
    appendField(graph, 11, QByteArrayView(port("x")));
    appendField(graph, 12, QByteArrayView(port("y")));
    QByteArray opset;
    appendField(opset, 2, 13);
    QByteArray model;
    appendField(model, 1, 7);
    appendField(model, 7, QByteArrayView(graph));
    appendField(model, 8, QByteArrayView(opset));
    return model;
}

// A library lists what it was built for, whether or not the drivers, and a device, are there.
bool runs(const QString &device)
try {
    const auto environment = ortEnvironment();
    if (!environment)
        return false;
    Ort::SessionOptions options;
    addProvider(options, device, Precision::Float32);
    const QByteArray model = smallestModel();
    Ort::Session session(**environment, model.constData(), static_cast<std::size_t>(model.size()), options);
    float number = 1.f;
    const std::int64_t shape = 1;
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
    const Ort::Value input = Ort::Value::CreateTensor<float>(memory, &number, 1, &shape, 1);
    const char *in = "x";
    const char *out = "y";
    session.Run(Ort::RunOptions(), &in, &input, 1, &out, 1);
    return true;
} catch (const std::exception &) {
    return false;
}

QList<ComputeDevice> askForDevices()
{
    constexpr int mostOfAKind = 16;
    const std::vector<std::string> built = Ort::GetAvailableProviders();
    const auto has = [&built](const char *provider) {
        return std::find(built.begin(), built.end(), provider) != built.end();
    };
    QList<ComputeDevice> devices;
    const auto addAll = [&devices](const QString &kind, const QList<Precision> &precisions) {
        for (int i = 0; i < mostOfAKind; ++i) {
            const QString id = QStringLiteral("%1:%2").arg(kind, QString::number(i));
            if (!runs(id))
                return;
            devices.append({id, {}, precisions});
        }
    };
    if (has("CUDAExecutionProvider"))
        addAll(QStringLiteral("cuda"), {Precision::Float32});
    if (has("TensorrtExecutionProvider"))
        addAll(QStringLiteral("tensorrt"), {Precision::Float32, Precision::Float16});
    if (has("OpenVINOExecutionProvider") && runs(QStringLiteral("openvino")))
        devices.append({QStringLiteral("openvino"), {}, {Precision::Float32}});
    return devices;
}

} // namespace

const QList<ComputeDevice> &ortOtherDevices()
{
    static const QList<ComputeDevice> devices = askForDevices();
    return devices;
}

void addProvider(Ort::SessionOptions &options, const QString &device, Precision precision)
{
    if (device.startsWith(QLatin1String("tensorrt:"))) {
        addTensorRt(options, indexOf(device), precision == Precision::Float16);
        addCuda(options, indexOf(device));
    } else if (device.startsWith(QLatin1String("cuda:"))) {
        addCuda(options, indexOf(device));
    } else if (device == QLatin1String("openvino")) {
        options.AppendExecutionProvider_OpenVINO_V2({});
    } else {
        throw Ort::Exception("No execution provider is known for " + device.toStdString(), ORT_INVALID_ARGUMENT);
    }
}

} // namespace sightglass
