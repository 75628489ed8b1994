// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/onnxobstacle.h"

#include "core/inference/installation.h"
#include "core/inference/onnxfacts.h"
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

std::optional<Obstacle> unusualNumbers(const OnnxHeader &header)
{
    if (isQuantised(header))
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

std::optional<Obstacle> controlFlow(const OnnxHeader &header)
{
    QStringList flow;
    for (const char *type : {"If", "Loop", "Scan"})
        if (header.operators.contains(QLatin1String(type)))
            flow << QLatin1String(type);
    if (flow.isEmpty())
        return std::nullopt;
    return Obstacle{Words::tr("it chooses its way while it runs (%1), which OpenCV %2 does not do")
                        .arg(flow.join(QLatin1String(", ")), QLatin1String(CV_VERSION)),
                    Words::tr("Export it without NMS inside, or as TorchScript.")};
}

std::optional<Obstacle> unusualInput(const OnnxHeader &header)
{
    if (auto noPicture = noPictureObstacle(header))
        return noPicture;
    const TensorInfo *input = pictureInput(header);
    if (!input || input->shape.empty())
        return std::nullopt;
    if (input->shape[0] > 1)
        return Obstacle{Words::tr("it takes %1 pictures at a time (its input is %2)")
                            .arg(QString::number(input->shape[0]), portText(*input)),
                        Words::tr("Export it with batch=1."), true};
    if (input->shape[2] < 0 || input->shape[3] < 0)
        return Obstacle{Words::tr("the size of its input is left open (%1)").arg(portText(*input)),
                        Words::tr("Export it with a fixed size (dynamic=False).")};
    return std::nullopt;
}

std::optional<Obstacle> likelyObstacle(const OnnxHeader &header)
{
    if (auto certain = certainObstacle(header))
        return certain;
    if (auto numbers = unusualNumbers(header))
        return numbers;
    if (auto input = unusualInput(header))
        return input;
    if (header.computedSplit)
        return Obstacle{Words::tr("it computes the sizes of a Split, in place of which OpenCV %1 takes equal parts")
                            .arg(QLatin1String(CV_VERSION)),
                        Words::tr("Export it with a fixed size (dynamic=False), or as TorchScript."), true};
    // YOLO11, 12 and 26; 4.7 and later run it.
    constexpr bool failsOnAttention = CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR < 7;
    if (failsOnAttention && header.operators.contains(QLatin1String("MatMul")) &&
        header.operators.contains(QLatin1String("Softmax")))
        return Obstacle{Words::tr("it uses attention (MatMul with Softmax), which OpenCV %1 does not run right")
                            .arg(QLatin1String(CV_VERSION)),
                        Words::tr("Export it as TorchScript.")};
    if (header.opset > wellReadOpset)
        return Obstacle{Words::tr("it is of ONNX opset %1, of which OpenCV %2 does not read everything")
                            .arg(QString::number(header.opset), QLatin1String(CV_VERSION)),
                        Words::tr("Export it with opset=%1 (\"yolo export format=onnx opset=%1\", "
                                  "torch.onnx.export(..., opset_version=%1)), or as TorchScript.")
                            .arg(wellReadOpset)};
    return std::nullopt;
}

} // namespace

std::optional<Obstacle> certainObstacle(const OnnxHeader &header)
{
    if (auto foreign = foreignOperatorsObstacle(header))
        return foreign;
    // OpenCV takes ONNX Runtime's quantised operators, and none else of that domain.
    QStringList others = header.runtimeOperators;
    others.removeIf([](const QString &type) { return type.startsWith(QLatin1String("QLinear")); });
    if (!others.isEmpty())
        return Obstacle{Words::tr("it is optimised for ONNX Runtime (%1)").arg(others.join(QLatin1String(", "))),
                        Words::tr("Export it in plain ONNX, not optimised for one runtime, or as TorchScript.")};
    return controlFlow(header);
}

std::optional<Obstacle> onnxObstacle(const OnnxHeader &header)
{
    auto obstacle = likelyObstacle(header);
    // Text stays text, and what another maker's runtime has, ONNX Runtime has not.
    if (obstacle && !noPictureObstacle(header) && !foreignOperatorsObstacle(header))
        obstacle->advice += QLatin1Char(' ') + onnxRuntimeAdvice();
    return obstacle;
}

QString onnxRuntimeAdvice()
{
    return isOnnxRuntimeInstalled()
               ? Words::tr("Or have ONNX Runtime run it: choose that as the backend.")
               : Words::tr("Or have ONNX Runtime run it: packaging/onnxruntime fetches it for a build of the program.");
}

} // namespace sightglass
