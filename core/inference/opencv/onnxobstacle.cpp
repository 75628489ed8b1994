// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/onnxobstacle.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"

#include <opencv2/core/version.hpp>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

/// What OpenCV 4.6 was made for, and exporters are told to write for it.
constexpr int wellReadOpset = 12;

QString portText(const TensorInfo &port)
{
    return QStringLiteral("%1 %2").arg(visibleText(QString::fromStdString(port.name)), shapeText(port.shape));
}

std::optional<Obstacle> foreignOperators(const OnnxHeader &header)
{
    const QStringList &foreign = header.foreignOperators;
    const auto isOfTensorRt = [](const QString &type) { return type.endsWith(QLatin1String("_TRT")); };
    QStringList all = foreign + header.operators.filter(QStringLiteral("_TRT"));
    if (std::any_of(all.begin(), all.end(), isOfTensorRt))
        return Obstacle{
            Words::tr("it is made for TensorRT (%1)").arg(all.join(QLatin1String(", "))),
            Words::tr("Export it as plain ONNX without NMS inside, which Sightglass does itself: YOLOv6, v7 and v9 "
                      "without --end2end, Ultralytics' without nms=True.")};
    // ONNX Runtime's quantised operators.
    const bool quantised = std::any_of(foreign.begin(), foreign.end(),
                                       [](const QString &type) { return type.startsWith(QLatin1String("QLinear")); });
    if (foreign.isEmpty() || quantised)
        return std::nullopt;
    return Obstacle{Words::tr("it uses operators that are not ONNX's own (%1)").arg(foreign.join(QLatin1String(", "))),
                    Words::tr("Export it in plain ONNX, not optimised for one runtime, or as TorchScript.")};
}

std::optional<Obstacle> unusualNumbers(const OnnxHeader &header)
{
    const QStringList operators = header.operators + header.foreignOperators;
    const bool quantised = std::any_of(operators.begin(), operators.end(), [](const QString &type) {
        return type.startsWith(QLatin1String("QLinear")) || type.endsWith(QLatin1String("Integer")) ||
               type.contains(QLatin1String("QuantizeLinear"), Qt::CaseInsensitive);
    });
    if (quantised)
        return Obstacle{Words::tr("it is quantised (int8)"),
                        Words::tr("Use the float32 model that it was made from, or export it anew without int8.")};
    const auto has = [&header](const char *type) {
        return header.weightTypes.contains(QLatin1String(type)) ||
               std::any_of(header.inputs.begin(), header.inputs.end(),
                           [type](const TensorInfo &input) { return input.type == type; });
    };
    for (const char *type : {"float16", "bfloat16"})
        if (has(type))
            return Obstacle{Words::tr("it is in half precision (%1)").arg(QLatin1String(type)),
                            Words::tr("Export it in float32: without half (half=False, no --half).")};
    if (has("float64"))
        return Obstacle{Words::tr("it computes in double precision (float64)"),
                        Words::tr("Export it in float32: call model.float() before the export.")};
    return std::nullopt;
}

// Models of text and tables take whole numbers, or lists; pictures come as [batch, channels, height, width].
std::optional<Obstacle> unusualInput(const TensorInfo &input)
{
    static constexpr std::array wholeNumbers{"int64", "int32", "int16", "uint16", "int8", "uint8", "string"};
    const bool isPicture = input.shape.empty() || input.shape.size() == 4;
    const bool isText = std::find(wholeNumbers.begin(), wholeNumbers.end(), input.type) != wholeNumbers.end();
    if (!isPicture)
        return Obstacle{isText ? Words::tr("its input, %1, holds %2, as a model of text takes")
                                     .arg(portText(input), QString::fromStdString(input.type))
                               : Words::tr("its input, %1, is no picture, which is [batch, channels, height, width]")
                                     .arg(portText(input)),
                        Words::tr("Open a model that finds things in pictures."), true};
    if (input.shape.empty())
        return std::nullopt;
    if (input.shape[0] > 1)
        return Obstacle{Words::tr("it takes %1 pictures at a time (its input is %2)")
                            .arg(QString::number(input.shape[0]), portText(input)),
                        Words::tr("Export it with batch=1."), true};
    if (input.shape[2] < 0 || input.shape[3] < 0)
        return Obstacle{Words::tr("the size of its input is left open (%1)").arg(portText(input)),
                        Words::tr("Export it with a fixed size (dynamic=False).")};
    return std::nullopt;
}

} // namespace

std::optional<Obstacle> onnxObstacle(const OnnxHeader &header)
{
    if (auto foreign = foreignOperators(header))
        return foreign;
    if (auto numbers = unusualNumbers(header))
        return numbers;
    const auto picture = std::find_if(header.inputs.begin(), header.inputs.end(),
                                      [](const TensorInfo &input) { return input.shape.size() == 4; });
    if (!header.inputs.empty())
        if (auto input = unusualInput(picture == header.inputs.end() ? header.inputs.front() : *picture))
            return input;
    if (header.opset > wellReadOpset)
        return Obstacle{Words::tr("it is of ONNX opset %1, of which OpenCV %2 does not read everything")
                            .arg(QString::number(header.opset), QLatin1String(CV_VERSION)),
                        Words::tr("Export it with opset=%1 (\"yolo export format=onnx opset=%1\", "
                                  "torch.onnx.export(..., opset_version=%1)), or as TorchScript.")
                            .arg(wellReadOpset)};
    return std::nullopt;
}

} // namespace sightglass
