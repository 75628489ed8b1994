// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolov5.h"

#include "core/inference/decoders/shapes.h"
#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int boxesPerCell = 3;
constexpr int beforeClasses = 5;

// Places of keypoints are not.
bool areScores(const Tensor &rows)
{
    const int width = rows.dim(2);
    const float *row = rows.data.get();
    for (int i = 0; i < rows.dim(1); ++i, row += width)
        if (!std::all_of(row + 4, row + width, isScore))
            return false;
    return true;
}

const Tensor *decodedRows(std::span<const Tensor> outputs)
{
    const auto found = std::find_if(outputs.begin(), outputs.end(), [](const Tensor &tensor) {
        return tensor.rank() == 3 && tensor.dim(0) == 1 && tensor.dim(2) > beforeClasses;
    });
    return found == outputs.end() ? nullptr : &*found;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *rows = decodedRows(evidence.outputs);
    // With prototypes, the rows hold coefficients of masks too.
    if (evidence.network.call != CallStyle::Batch || !rows || prototypesOf(evidence.outputs) ||
        !isYoloGrid(rows->dim(1), evidence.inputSize, boxesPerCell))
        return std::nullopt;
    const auto names = evidence.metadata.names.size();
    const int classes = rows->dim(2) - beforeClasses;
    if (names > 0 ? names != classes : !areScores(*rows))
        return std::nullopt;
    Reading reading{Words::tr("Output %1 holds three boxes for each cell, each of 5 + %2 values.")
                        .arg(shapeText(rows->shape), QString::number(classes)),
                    names > 0,
                    {}};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = decodedRows(outputs);
    if (!rows)
        return unexpectedOutputs(outputs, ModelFamily::YoloV5);
    const int width = rows->dim(2);
    std::vector<Candidate> candidates;
    const float *row = rows->data.get();
    for (int i = 0; i < rows->dim(1); ++i, row += width) {
        const float objectness = row[4];
        if (!(objectness >= settings.floor))
            continue;
        const float *best = std::max_element(row + beforeClasses, row + width);
        const float score = objectness * *best;
        if (!(score >= settings.floor))
            continue;
        candidates.push_back({{row[0] - row[2] / 2.f, row[1] - row[3] / 2.f, row[2], row[3]},
                              static_cast<int>(best - row) - beforeClasses,
                              score});
    }
    return candidates;
}

} // namespace

Family yoloV5Family()
{
    Family family;
    family.family = ModelFamily::YoloV5;
    family.layout = "[1, N, 5 + classes], N three boxes for each cell of strides 8, 16, 32";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
