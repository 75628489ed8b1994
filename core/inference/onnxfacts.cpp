// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxfacts.h"

#include "core/values/visibletext.h"
#include "core/values/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace sightglass
{

bool isQuantised(const OnnxHeader &header)
{
    const QStringList operators = header.operators + header.foreignOperators;
    return std::any_of(operators.begin(), operators.end(), [](const QString &type) {
        return type.startsWith(QLatin1String("QLinear")) || type.endsWith(QLatin1String("Integer")) ||
               type.contains(QLatin1String("QuantizeLinear"), Qt::CaseInsensitive);
    });
}

Precision precisionOf(const OnnxHeader &header)
{
    if (isQuantised(header))
        return Precision::Quantised;
    if (header.weightTypes.contains(QLatin1String("float16")))
        return Precision::Float16;
    return header.weightTypes.contains(QLatin1String("bfloat16")) ? Precision::BFloat16 : Precision::Float32;
}

QStringList foreignOperators(const OnnxHeader &header)
{
    QStringList foreign = header.foreignOperators + header.operators.filter(QStringLiteral("_TRT"));
    foreign.removeIf([&](const QString &type) { return header.runtimeOperators.contains(type); });
    return foreign;
}

std::optional<Obstacle> foreignOperatorsObstacle(const OnnxHeader &header)
{
    const QStringList foreign = foreignOperators(header);
    const auto isOfTensorRt = [](const QString &type) { return type.endsWith(QLatin1String("_TRT")); };
    if (std::any_of(foreign.begin(), foreign.end(), isOfTensorRt))
        return Obstacle{
            Words::tr("it is made for TensorRT (%1)").arg(foreign.join(QLatin1String(", "))),
            Words::tr("Export it as plain ONNX without NMS inside, which Sightglass does itself: YOLOv6, v7 and v9 "
                      "without --end2end, Ultralytics' without nms=True.")};
    if (foreign.isEmpty())
        return std::nullopt;
    return Obstacle{Words::tr("it uses operators that are not ONNX's own (%1)").arg(foreign.join(QLatin1String(", "))),
                    Words::tr("Export it in plain ONNX, not optimised for one runtime, or as TorchScript.")};
}

const TensorInfo *pictureInput(const OnnxHeader &header)
{
    const auto picture = std::find_if(header.inputs.begin(), header.inputs.end(),
                                      [](const TensorInfo &input) { return input.shape.size() == 4; });
    if (header.inputs.empty())
        return nullptr;
    return picture == header.inputs.end() ? &header.inputs.front() : &*picture;
}

// Models of text and tables take whole numbers, or lists; pictures come as [batch, channels, height, width].
std::optional<Obstacle> noPictureObstacle(const OnnxHeader &header)
{
    static constexpr std::array wholeNumbers{"int64", "int32", "int16", "uint16", "int8", "uint8", "string"};
    const TensorInfo *input = pictureInput(header);
    if (!input || input->shape.empty() || input->shape.size() == 4)
        return std::nullopt;
    const bool isText = std::find(wholeNumbers.begin(), wholeNumbers.end(), input->type) != wholeNumbers.end();
    return Obstacle{isText ? Words::tr("its input, %1, holds %2, as a model of text takes")
                                 .arg(portText(*input), QString::fromStdString(input->type))
                           : Words::tr("its input, %1, is no picture, which is [batch, channels, height, width]")
                                 .arg(portText(*input)),
                    Words::tr("Open a model that finds things in pictures."), true};
}

QString portText(const TensorInfo &port)
{
    return QStringLiteral("%1 %2").arg(visibleText(QString::fromStdString(port.name)), shapeText(port.shape));
}

QStringList unknownOperators(const QString &words)
{
    // OpenCV 4.6 and 4.10: 'Can't create layer "NAME" of type "TYPE"', the domain before the type, where it has one;
    // other failures name a node as well, which is known. ONNX Runtime: graph.cc, and the errors of its kernel
    // registry.
    static const QRegularExpression unknown(
        QStringLiteral("Can't create layer \"[^\"]*\" of type \"(?:[^\".]*\\.)*([^\".]+)\"|"
                       "Fatal error: (?:[^\\s(]*:)?([^\\s:(]+)\\(-?\\d+\\) is not a registered function/op|"
                       "No Op registered for (\\S+) with domain_version|"
                       "Could not find an implementation for (?:[^\\s(]*[.:])?([^\\s.:(]+)\\(\\d+\\)"));
    QStringList types;
    for (auto matches = unknown.globalMatch(words); matches.hasNext();) {
        const auto match = matches.next();
        const QString type = visibleText(match.captured(match.lastCapturedIndex()));
        if (!types.contains(type))
            types << type;
    }
    return types;
}

} // namespace sightglass
