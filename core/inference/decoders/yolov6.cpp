// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolov6.h"

#include "core/values/words.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int objectness = 4;
constexpr int beforeClasses = 5;

const Tensor *rowsOf(std::span<const Tensor> outputs)
{
    const Tensor *rows = onlyOutput(outputs, 3);
    return rows && rows->dim(2) > beforeClasses ? rows : nullptr;
}

bool isCertainEverywhere(const Tensor &rows)
{
    constexpr float rounding = 1e-3f;
    const float *row = rows.data.get();
    for (int i = 0; i < rows.dim(1); ++i, row += rows.dim(2))
        if (!(std::abs(row[objectness] - 1.f) < rounding))
            return false;
    return true;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *rows = rowsOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !rows || !isYoloGrid(rows->dim(1), evidence.inputSize, 1) ||
        !isCertainEverywhere(*rows))
        return std::nullopt;
    const int classes = rows->dim(2) - beforeClasses;
    Reading reading{Words::tr("Output %1 holds one box for each cell, each of 5 + %2 values, whose objectness is 1 "
                              "everywhere.")
                        .arg(shapeText(rows->shape), QString::number(classes)),
                    true, assumedNames(classes)};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = rowsOf(outputs);
    if (!rows)
        return unexpectedOutputs(outputs, ModelFamily::YoloV6);
    const int width = rows->dim(2);
    std::vector<Candidate> candidates;
    const float *row = rows->data.get();
    for (int i = 0; i < rows->dim(1); ++i, row += width) {
        const float *best = std::max_element(row + beforeClasses, row + width);
        const float score = row[objectness] * *best;
        if (score >= settings.floor)
            candidates.push_back({{row[0] - row[2] / 2.f, row[1] - row[3] / 2.f, row[2], row[3]},
                                  static_cast<int>(best - row) - beforeClasses,
                                  score});
    }
    return candidates;
}

} // namespace

Family yoloV6Family()
{
    Family family;
    family.family = ModelFamily::YoloV6;
    family.layout = "[1, N, 5 + classes], N one decoded box for each cell of strides 8, 16, 32, objectness 1";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
