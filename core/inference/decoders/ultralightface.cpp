// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/ultralightface.h"

#include "core/values/words.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

struct Fields
{
    const Tensor *boxes = nullptr;
    const Tensor *scores = nullptr;
};

// Told by their shapes: exporters name and order them as they like.
std::optional<Fields> fieldsOf(std::span<const Tensor> outputs)
{
    Fields fields;
    if (outputs.size() != 2)
        return std::nullopt;
    for (const Tensor &tensor : outputs) {
        if (tensor.rank() != 3 || tensor.dim(0) != 1)
            return std::nullopt;
        if (tensor.dim(2) == 4)
            fields.boxes = &tensor;
        else if (tensor.dim(2) == 2)
            fields.scores = &tensor;
    }
    if (!fields.boxes || !fields.scores || fields.boxes->dim(1) != fields.scores->dim(1))
        return std::nullopt;
    return fields;
}

struct Prior
{
    float x, y, width, height; // Centre and size, from 0 to 1.
};

// vision/ssd/config/fd_config.py: for each stride the sizes of the boxes on each cell, in pixels of the input.
std::vector<Prior> priorsFor(QSize inputSize)
{
    static const std::vector<std::pair<int, std::vector<float>>> levels{
        {8, {10, 16, 24}}, {16, {32, 48}}, {32, {64, 96}}, {64, {128, 192, 256}}};
    const auto width = static_cast<float>(inputSize.width());
    const auto height = static_cast<float>(inputSize.height());
    const auto share = [](float value) { return std::clamp(value, 0.f, 1.f); };
    std::vector<Prior> priors;
    for (const auto &[stride, sizes] : levels) {
        const auto step = static_cast<float>(stride);
        for (int y = 0; y < (inputSize.height() + stride - 1) / stride; ++y)
            for (int x = 0; x < (inputSize.width() + stride - 1) / stride; ++x)
                for (const float size : sizes)
                    priors.push_back({share((static_cast<float>(x) + 0.5f) * step / width),
                                      share((static_cast<float>(y) + 0.5f) * step / height), share(size / width),
                                      share(size / height)});
    }
    return priors;
}

// Corners in the wrong order are rare among boxes and half of all offsets.
bool areOffsets(const Tensor &boxes)
{
    int wrong = 0;
    const float *box = boxes.data.get();
    for (int i = 0; i < boxes.dim(1); ++i, box += 4)
        wrong += box[2] < box[0] || box[3] < box[1];
    return wrong * 10 > boxes.dim(1);
}

// From 0 to 1.
cv::Rect2f boxOfOffsets(const float *offsets, const Prior &prior)
{
    constexpr float centreVariance = 0.1f;
    constexpr float sizeVariance = 0.2f;
    const float width = std::exp(offsets[2] * sizeVariance) * prior.width;
    const float height = std::exp(offsets[3] * sizeVariance) * prior.height;
    return {offsets[0] * centreVariance * prior.width + prior.x - width / 2.f,
            offsets[1] * centreVariance * prior.height + prior.y - height / 2.f, width, height};
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    if (evidence.network.call != CallStyle::Batch || !fieldsOf(evidence.outputs))
        return std::nullopt;
    return Reading{Words::tr("Its outputs are boxes and scores of two classes, background and face."), false,
                   QStringList{QStringLiteral("face")}};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto fields = fieldsOf(outputs);
    if (!fields)
        return unexpectedOutputs(outputs, ModelFamily::UltraLightFace);
    const auto width = static_cast<float>(settings.inputSize.width());
    const auto height = static_cast<float>(settings.inputSize.height());
    const bool offsets = areOffsets(*fields->boxes);
    const std::vector<Prior> priors = offsets ? priorsFor(settings.inputSize) : std::vector<Prior>();
    const auto count = static_cast<std::size_t>(fields->boxes->dim(1));
    if (offsets && priors.size() != count)
        return unexpectedOutputs(outputs, ModelFamily::UltraLightFace);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < count; ++i) {
        const float score = fields->scores->data.get()[2 * i + 1];
        if (!(score >= settings.floor))
            continue;
        const float *values = fields->boxes->data.get() + 4 * i;
        const cv::Rect2f box = offsets ? boxOfOffsets(values, priors[i])
                                       : cv::Rect2f(values[0], values[1], values[2] - values[0], values[3] - values[1]);
        candidates.push_back({{box.x * width, box.y * height, box.width * width, box.height * height}, 0, score});
    }
    return candidates;
}

} // namespace

Family ultraLightFaceFamily()
{
    Family family;
    family.family = ModelFamily::UltraLightFace;
    family.layout = "[1, N, 4] boxes from 0 to 1 and [1, N, 2] scores";
    family.fit = InputFit::Stretch;
    family.input.divisor = 1.f;
    family.input.mean = {127.f, 127.f, 127.f};
    family.input.deviation = {128.f, 128.f, 128.f};
    family.confidence = 0.6f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
