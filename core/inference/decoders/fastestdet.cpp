// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/fastestdet.h"

#include "core/values/words.h"

#include <cmath>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 5;
constexpr int stride = 16;

const Tensor *gridOf(std::span<const Tensor> outputs)
{
    const Tensor *grid = onlyOutput(outputs, 4);
    return grid && grid->dim(1) > beforeClasses && grid->dim(2) > 0 && grid->dim(3) > 0 ? grid : nullptr;
}

float sigmoid(float value)
{
    return 1.f / (1.f + std::exp(-value));
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *grid = gridOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !grid || grid->dim(2) != evidence.inputSize.height() / stride ||
        grid->dim(3) != evidence.inputSize.width() / stride)
        return std::nullopt;
    const int classes = grid->dim(1) - beforeClasses;
    Reading reading{Words::tr("Output %1 is a grid of stride 16, each cell of 5 + %2 values.")
                        .arg(shapeText(grid->shape), QString::number(classes)),
                    false, assumedNames(classes)};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *grid = gridOf(outputs);
    if (!grid)
        return unexpectedOutputs(outputs, ModelFamily::FastestDet);
    const int rows = grid->dim(2);
    const int columns = grid->dim(3);
    const auto plane = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    const auto width = static_cast<float>(settings.inputSize.width());
    const auto height = static_cast<float>(settings.inputSize.height());
    std::vector<Candidate> candidates;
    for (std::size_t cell = 0; cell < plane; ++cell) {
        const auto value = [&](int channel) {
            return grid->data.get()[static_cast<std::size_t>(channel) * plane + cell];
        };
        int best = beforeClasses;
        for (int channel = best + 1; channel < grid->dim(1); ++channel)
            if (value(channel) > value(best))
                best = channel;
        const float score = std::pow(value(0), 0.6f) * std::pow(value(best), 0.4f);
        if (!(score >= settings.floor))
            continue;
        const auto x = static_cast<float>(cell % static_cast<std::size_t>(columns));
        const auto y = static_cast<float>(cell / static_cast<std::size_t>(columns));
        const float boxWidth = sigmoid(value(3)) * width;
        const float boxHeight = sigmoid(value(4)) * height;
        candidates.push_back(
            {{(x + std::tanh(value(1))) / static_cast<float>(columns) * width - boxWidth / 2.f,
              (y + std::tanh(value(2))) / static_cast<float>(rows) * height - boxHeight / 2.f, boxWidth, boxHeight},
             best - beforeClasses,
             score});
    }
    return candidates;
}

} // namespace

Family fastestDetFamily()
{
    Family family;
    family.family = ModelFamily::FastestDet;
    family.layout = "[1, 5 + classes, H / 16, W / 16]";
    family.fit = InputFit::Stretch;
    family.input.order = ChannelOrder::Bgr;
    family.confidence = 0.65f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
