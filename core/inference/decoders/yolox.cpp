// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolox.h"

#include "core/values/words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 5;
constexpr std::array strides{8, 16, 32};

const Tensor *rowsOf(std::span<const Tensor> outputs)
{
    const Tensor *rows = onlyOutput(outputs, 3);
    return rows && rows->dim(2) > beforeClasses ? rows : nullptr;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *rows = rowsOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !rows || rows->dim(1) != gridCells(evidence.inputSize, strides))
        return std::nullopt;
    const int classes = rows->dim(2) - beforeClasses;
    Reading reading{Words::tr("Output %1 holds one box for each cell, each of 5 + %2 values.")
                        .arg(shapeText(rows->shape), QString::number(classes)),
                    false, assumedNames(classes)};
    reading.classes = classes;
    return reading;
}

// Raw offsets are a few cells; the last cell's centre, decoded, is at the far end of the input.
bool isDecoded(const Tensor &rows)
{
    const float *last =
        rows.data.get() + static_cast<std::size_t>(rows.dim(1) - 1) * static_cast<std::size_t>(rows.dim(2));
    return last[0] > static_cast<float>(strides.back()) && last[1] > static_cast<float>(strides.back());
}

cv::Rect2f rawBox(const float *row, int x, int y, int stride)
{
    const auto scale = static_cast<float>(stride);
    const float width = std::exp(row[2]) * scale;
    const float height = std::exp(row[3]) * scale;
    return {(row[0] + static_cast<float>(x)) * scale - width / 2.f,
            (row[1] + static_cast<float>(y)) * scale - height / 2.f, width, height};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = rowsOf(outputs);
    if (!rows || rows->dim(1) != gridCells(settings.inputSize, strides) || rows->dim(1) == 0)
        return unexpectedOutputs(outputs, ModelFamily::YoloX);
    const bool decoded = isDecoded(*rows);
    std::vector<Candidate> candidates;
    const float *row = rows->data.get();
    for (const int stride : strides)
        for (int y = 0; y < settings.inputSize.height() / stride; ++y)
            for (int x = 0; x < settings.inputSize.width() / stride; ++x, row += rows->dim(2)) {
                const float *best = std::max_element(row + beforeClasses, row + rows->dim(2));
                const float score = row[4] * *best;
                if (!(score >= settings.floor))
                    continue;
                const cv::Rect2f box = decoded
                                           ? cv::Rect2f(row[0] - row[2] / 2.f, row[1] - row[3] / 2.f, row[2], row[3])
                                           : rawBox(row, x, y, stride);
                candidates.push_back({box, static_cast<int>(best - row) - beforeClasses, score});
            }
    return candidates;
}

} // namespace

Family yoloXFamily()
{
    Family family;
    family.family = ModelFamily::YoloX;
    family.layout = "[1, N, 5 + classes], N one box for each cell of strides 8, 16, 32";
    family.fit = InputFit::LetterboxTopLeft;
    family.input.order = ChannelOrder::Bgr;
    family.input.divisor = 1.f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
