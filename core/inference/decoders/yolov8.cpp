// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolov8.h"

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;

// One output alone: a second one holds prototypes of masks, and then the columns hold more than class scores.
const Tensor *decodedColumns(std::span<const Tensor> outputs)
{
    const Tensor *columns = onlyOutput(outputs, 3);
    return columns && columns->dim(1) > beforeClasses ? columns : nullptr;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *columns = decodedColumns(evidence.outputs);
    const QString &task = evidence.metadata.task;
    if (evidence.network.call != CallStyle::Batch || !columns || (!task.isEmpty() && task != QLatin1String("detect")) ||
        !isYoloGrid(columns->dim(2), evidence.inputSize, 1))
        return std::nullopt;
    const auto names = evidence.metadata.names.size();
    const int classes = columns->dim(1) - beforeClasses;
    if (names > 0 && names != classes)
        return std::nullopt;
    return Reading{QStringLiteral("Output %1 holds one box for each cell, each of 4 + %2 values.")
                       .arg(shapeText(columns->shape))
                       .arg(classes),
                   names > 0 && !task.isEmpty(),
                   {}};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *columns = decodedColumns(outputs);
    if (!columns)
        return unexpectedOutputs(outputs, ModelFamily::YoloV8);
    const auto count = static_cast<std::size_t>(columns->dim(2));
    const int classes = columns->dim(1) - beforeClasses;
    const float *values = columns->data.get();
    const float *scores = values + beforeClasses * count;

    // Class by class, as the numbers lie, and not box by box.
    std::vector<float> best(scores, scores + count);
    std::vector<int> bestClass(count, 0);
    for (int c = 1; c < classes; ++c) {
        const float *row = scores + static_cast<std::size_t>(c) * count;
        for (std::size_t i = 0; i < count; ++i) {
            if (row[i] > best[i]) {
                best[i] = row[i];
                bestClass[i] = c;
            }
        }
    }
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < count; ++i) {
        if (!(best[i] >= settings.floor))
            continue;
        const float width = values[2 * count + i];
        const float height = values[3 * count + i];
        candidates.push_back(
            {{values[i] - width / 2.f, values[count + i] - height / 2.f, width, height}, bestClass[i], best[i]});
    }
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
