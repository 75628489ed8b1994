// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolov8.h"

#include "core/inference/decoders/yolocolumns.h"
#include "core/values/words.h"

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *columns = columnsOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !columns || !mayBeTask(evidence.metadata, "detect") ||
        !isYoloGrid(columns->dim(2), evidence.inputSize, 1))
        return std::nullopt;
    const auto names = evidence.metadata.names.size();
    const int classes = columns->dim(1) - beforeClasses;
    if (names > 0 ? names != classes : scoreRows(*columns) < classes)
        return std::nullopt;
    Reading reading{Words::tr("Output %1 holds one box for each cell, each of 4 + %2 values.")
                        .arg(shapeText(columns->shape), QString::number(classes)),
                    names > 0 && !evidence.metadata.task.isEmpty(),
                    {}};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *columns = columnsOf(outputs);
    if (!columns)
        return unexpectedOutputs(outputs, ModelFamily::YoloV8);
    std::vector<Candidate> candidates;
    for (ColumnCandidate &found : bestColumns(*columns, columns->dim(1) - beforeClasses, settings.floor))
        candidates.push_back(std::move(found.candidate));
    return candidates;
}

} // namespace

Family yoloV8Family()
{
    Family family;
    family.family = ModelFamily::YoloV8;
    family.layout = "[1, 4 + classes, N], N one box for each cell of strides 8, 16, 32";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
