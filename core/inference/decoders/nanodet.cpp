// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/nanodet.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr std::array strides{8, 16, 32};
// 4 * (reg_max + 1) for the reg_max of 7 and 16 that NanoDet's configurations have.
constexpr std::array distributionLengths{32, 68};

struct Level
{
    const Tensor *classes = nullptr;
    const Tensor *sides = nullptr;
};

bool isDistribution(const Tensor &tensor)
{
    return std::find(distributionLengths.begin(), distributionLengths.end(), tensor.dim(2)) !=
           distributionLengths.end();
}

// The two outputs with as many rows as a grid of this stride has cells.
std::optional<Level> levelOf(std::span<const Tensor> outputs, QSize inputSize, int stride)
{
    Level level;
    for (const Tensor &tensor : outputs) {
        if (tensor.rank() != 3 || tensor.dim(0) != 1 || tensor.dim(1) != gridCells(inputSize, {&stride, 1}))
            continue;
        const Tensor *&place = isDistribution(tensor) ? level.sides : level.classes;
        if (place)
            return std::nullopt;
        place = &tensor;
    }
    if (!level.classes || !level.sides)
        return std::nullopt;
    return level;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    if (evidence.network.call != CallStyle::Batch || evidence.outputs.size() != 2 * strides.size())
        return std::nullopt;
    int classes = 0;
    for (const int stride : strides) {
        const auto level = levelOf(evidence.outputs, evidence.inputSize, stride);
        if (!level || (classes > 0 && level->classes->dim(2) != classes))
            return std::nullopt;
        classes = level->classes->dim(2);
    }
    return Reading{
        QStringLiteral("For each of three strides it gives %1 class scores and distributions of the four sides.")
            .arg(classes),
        false, assumedNames(classes)};
}

// The expectation of a distribution given by its logits.
float expectation(const float *logits, int length)
{
    const float highest = *std::max_element(logits, logits + length);
    float sum = 0.f;
    float weighted = 0.f;
    for (int i = 0; i < length; ++i) {
        const float share = std::exp(logits[i] - highest);
        sum += share;
        weighted += share * static_cast<float>(i);
    }
    return weighted / sum;
}

void decodeLevel(std::vector<Candidate> &candidates, const Level &level, int columns, int stride, float floor)
{
    const int classes = level.classes->dim(2);
    const int bins = level.sides->dim(2) / 4;
    const auto scale = static_cast<float>(stride);
    for (int cell = 0; cell < level.classes->dim(1); ++cell) {
        const float *scores = level.classes->data.get() + static_cast<std::ptrdiff_t>(cell) * classes;
        const float *best = std::max_element(scores, scores + classes);
        if (!(*best >= floor))
            continue;
        const float *sides = level.sides->data.get() + static_cast<std::ptrdiff_t>(cell) * 4 * bins;
        const float x = (static_cast<float>(cell % columns) + 0.5f) * scale;
        const float y = (static_cast<float>(cell / columns) + 0.5f) * scale;
        const float left = x - expectation(sides, bins) * scale;
        const float top = y - expectation(sides + bins, bins) * scale;
        const float right = x + expectation(sides + 2 * bins, bins) * scale;
        const float bottom = y + expectation(sides + 3 * bins, bins) * scale;
        candidates.push_back({{left, top, right - left, bottom - top}, static_cast<int>(best - scores), *best});
    }
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    std::vector<Candidate> candidates;
    for (const int stride : strides) {
        const auto level = levelOf(outputs, settings.inputSize, stride);
        if (!level)
            return unexpectedOutputs(outputs, ModelFamily::NanoDet);
        decodeLevel(candidates, *level, settings.inputSize.width() / stride, stride, settings.floor);
    }
    return candidates;
}

} // namespace

Family nanoDetFamily()
{
    Family family;
    family.family = ModelFamily::NanoDet;
    family.layout = "for strides 8, 16, 32: [1, n, classes] and [1, n, 4 * bins]";
    family.input.order = ChannelOrder::Bgr;
    family.input.divisor = 1.f;
    family.input.mean = {103.53f, 116.28f, 123.675f};
    family.input.deviation = {57.375f, 57.12f, 58.395f};
    family.confidence = 0.35f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
