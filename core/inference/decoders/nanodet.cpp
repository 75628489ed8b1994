// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/nanodet.h"

#include "core/values/words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

// The last is NanoDet-Plus's alone.
constexpr std::array allStrides{8, 16, 32, 64};
constexpr std::size_t fewestStrides = 3;
// 4 * (reg_max + 1) for the reg_max of 7 and 16 that NanoDet's configurations have.
constexpr std::array distributionLengths{32, 68};

struct Level
{
    const Tensor *classes = nullptr;
    const Tensor *sides = nullptr;
};

bool isDistribution(const Tensor &tensor)
{
    return std::find(distributionLengths.begin(), distributionLengths.end(), tensor.dim(-1)) !=
           distributionLengths.end();
}

// Two outputs for each; nothing where there are not three or four.
std::span<const int> stridesOf(std::span<const Tensor> outputs)
{
    const std::size_t count = outputs.size() / 2;
    if (outputs.size() % 2 != 0 || count < fewestStrides || count > allStrides.size())
        return {};
    return std::span(allStrides).first(count);
}

// Convolutions of stride 2 round up.
int cellsAlong(int side, int stride)
{
    return (side + stride - 1) / stride;
}

// The two outputs with as many rows as a grid of this stride has cells.
std::optional<Level> levelOf(std::span<const Tensor> outputs, QSize inputSize, int stride)
{
    Level level;
    const int cells = cellsAlong(inputSize.width(), stride) * cellsAlong(inputSize.height(), stride);
    for (const Tensor &tensor : outputs) {
        // Some exports leave the batch out: [n, classes].
        const bool isTable = tensor.rank() == 2 || (tensor.rank() == 3 && tensor.dim(0) == 1);
        if (!isTable || tensor.dim(-2) != cells || tensor.dim(-1) == 0)
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
    const auto strides = stridesOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || strides.empty())
        return std::nullopt;
    int classes = 0;
    for (const int stride : strides) {
        const auto level = levelOf(evidence.outputs, evidence.inputSize, stride);
        if (!level || (classes > 0 && level->classes->dim(-1) != classes))
            return std::nullopt;
        classes = level->classes->dim(-1);
    }
    Reading reading{Words::tr("For each of %1 strides it gives %2 class scores and distributions of the four sides.")
                        .arg(QString::number(strides.size()), QString::number(classes)),
                    false, assumedNames(classes)};
    reading.classes = classes;
    return reading;
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
    const int classes = level.classes->dim(-1);
    const int bins = level.sides->dim(-1) / 4;
    const auto scale = static_cast<float>(stride);
    for (int cell = 0; cell < level.classes->dim(-2); ++cell) {
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
    const auto strides = stridesOf(outputs);
    if (strides.empty())
        return unexpectedOutputs(outputs, ModelFamily::NanoDet);
    std::vector<Candidate> candidates;
    for (const int stride : strides) {
        const auto level = levelOf(outputs, settings.inputSize, stride);
        if (!level)
            return unexpectedOutputs(outputs, ModelFamily::NanoDet);
        decodeLevel(candidates, *level, cellsAlong(settings.inputSize.width(), stride), stride, settings.floor);
    }
    return candidates;
}

} // namespace

Family nanoDetFamily()
{
    Family family;
    family.family = ModelFamily::NanoDet;
    family.layout = "for strides 8, 16, 32 (and 64): [1, n, classes] and [1, n, 4 * bins], or without the 1";
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
