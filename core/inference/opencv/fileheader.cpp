// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/fileheader.h"

#include "core/inference/opencv/onnxobstacle.h"
#include "core/values/words.h"

#include <opencv2/dnn/layer.hpp>

#include <QFile>
#include <QRegularExpression>

namespace sightglass
{

namespace
{

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// Layers of Caffe's descendants.
std::optional<Obstacle> caffeObstacle(const QString &network)
{
    static const QRegularExpression type(QStringLiteral("\\btype:\\s*\"([A-Z]\\w*)\""));
    // Read by the importer itself, or left out of a network that only runs.
    static const QStringList known{QStringLiteral("Input"),
                                   QStringLiteral("Data"),
                                   QStringLiteral("DummyData"),
                                   QStringLiteral("Accuracy"),
                                   QStringLiteral("Python"),
                                   QStringLiteral("Axpy"),
                                   QStringLiteral("ConvolutionDepthwise")};
    QStringList unknown;
    for (auto types = type.globalMatch(network); types.hasNext();) {
        const QString name = types.next().captured(1);
        const bool isLoss = name.endsWith(QLatin1String("Loss")) || name.endsWith(QLatin1String("Data"));
        if (!isLoss && !known.contains(name) && !unknown.contains(name) &&
            !cv::dnn::LayerFactory::isLayerRegistered(name.toStdString()))
            unknown << name;
    }
    if (unknown.isEmpty())
        return std::nullopt;
    return Obstacle{
        Words::tr("it has layers that OpenCV's Caffe reader does not know (%1)").arg(unknown.join(QLatin1String(", "))),
        Words::tr("Use the network in another format, such as ONNX, or one without such layers.")};
}

} // namespace

std::vector<int> caffeInputShape(const QString &text)
{
    static const QRegularExpression inputLayer(QStringLiteral("type:\\s*\"Input\".*?shape:?\\s*\\{([^}]*)\\}"),
                                               QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression dim(QStringLiteral("\\bdim:\\s*(\\d+)"));
    static const QRegularExpression inputDim(QStringLiteral("\\binput_dim:\\s*(\\d+)"));
    const auto layer = inputLayer.match(text);
    auto sizes = layer.hasMatch() ? dim.globalMatch(layer.captured(1)) : inputDim.globalMatch(text);
    std::vector<int> shape;
    while (sizes.hasNext() && shape.size() < 4)
        shape.push_back(sizes.next().captured(1).toInt());
    return shape.size() == 4 ? shape : std::vector<int>();
}

std::vector<int> darknetInputShape(const QString &text)
{
    const auto value = [&text](const char *key) {
        const QRegularExpression line(QStringLiteral("^\\s*%1\\s*=\\s*(\\d+)").arg(QLatin1String(key)),
                                      QRegularExpression::MultilineOption);
        return line.match(text).captured(1).toInt();
    };
    const std::vector<int> shape{1, value("channels"), value("height"), value("width")};
    return shape[1] > 0 && shape[2] > 0 && shape[3] > 0 ? shape : std::vector<int>();
}

void describeFiles(const ModelPair &files, NetworkInfo &info)
{
    info.format = formatName(files.format);
    info.inputs = {{"input", {}, "float32"}};
    if (files.format == ModelFormat::Onnx) {
        OnnxHeader header = readOnnxHeader(files.weights);
        info.obstacle = onnxObstacle(header);
        info.producer = header.producer;
        info.metadata = header.metadata;
        info.inputs = std::move(header.inputs);
        info.outputs = std::move(header.outputs);
        info.parameters = header.parameters;
    } else if (files.format == ModelFormat::CaffeModel) {
        const QString network = textOf(files.network);
        info.inputs[0].shape = caffeInputShape(network);
        info.obstacle = caffeObstacle(network);
    } else if (files.format == ModelFormat::DarknetWeights) {
        info.inputs[0].shape = darknetInputShape(textOf(files.network));
    }
}

} // namespace sightglass
