// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/fileheader.h"

#include "core/inference/opencv/onnxheader.h"

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
        info.producer = header.producer;
        info.metadata = header.metadata;
        info.inputs = std::move(header.inputs);
        info.outputs = std::move(header.outputs);
        info.parameters = header.parameters;
    } else if (files.format == ModelFormat::CaffeModel) {
        info.inputs[0].shape = caffeInputShape(textOf(files.network));
    } else if (files.format == ModelFormat::DarknetWeights) {
        info.inputs[0].shape = darknetInputShape(textOf(files.network));
    }
}

} // namespace sightglass
