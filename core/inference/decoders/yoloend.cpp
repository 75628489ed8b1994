// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yoloend.h"

namespace sightglass
{

namespace
{

constexpr int rowLength = 6;

const Tensor *rowsOf(std::span<const Tensor> outputs)
{
    const Tensor *rows = onlyOutput(outputs, 3);
    return rows && rows->dim(2) == rowLength ? rows : nullptr;
}

std::optional<Reading> recognise(const Evidence &evidence, bool suppressedInside)
{
    const Tensor *rows = rowsOf(evidence.outputs);
    const ModelMetadata &metadata = evidence.metadata;
    if (evidence.network.call != CallStyle::Batch || !rows || isYoloGrid(rows->dim(1), evidence.inputSize, 1) ||
        isYoloGrid(rows->dim(1), evidence.inputSize, 3) || metadata.ownSuppression != suppressedInside ||
        (!metadata.task.isEmpty() && metadata.task != QLatin1String("detect")))
        return std::nullopt;
    return Reading{
        suppressedInside
            ? QStringLiteral("Its metadata says that it was exported with NMS; output %1 holds finished boxes.")
                  .arg(shapeText(rows->shape))
            : QStringLiteral("Output %1 holds finished boxes: corners, score and class.").arg(shapeText(rows->shape)),
        !metadata.task.isEmpty(),
        {}};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = rowsOf(outputs);
    if (!rows)
        return unexpectedOutputs(outputs, ModelFamily::YoloEndToEnd);
    std::vector<Candidate> candidates;
    const float *row = rows->data.get();
    for (int i = 0; i < rows->dim(1); ++i, row += rowLength)
        if (row[4] >= settings.floor)
            candidates.push_back(
                {{row[0], row[1], row[2] - row[0], row[3] - row[1]}, static_cast<int>(row[5]), row[4]});
    return candidates;
}

} // namespace

Family yoloEndToEndFamily()
{
    Family family;
    family.family = ModelFamily::YoloEndToEnd;
    family.layout = "[1, N, 6], rows of x1 y1 x2 y2 score class";
    family.suppresses = true;
    family.recognise = [](const Evidence &evidence) { return recognise(evidence, false); };
    family.decode = decode;
    return family;
}

Family yoloWithNmsFamily()
{
    Family family = yoloEndToEndFamily();
    family.family = ModelFamily::YoloWithNms;
    family.recognise = [](const Evidence &evidence) { return recognise(evidence, true); };
    return family;
}

} // namespace sightglass
