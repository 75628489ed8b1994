// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yunetpriors.h"

#include "core/inference/decoders/shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int valuesOfBox = 14;
constexpr int landmarkCount = 5;
// Of the priors' offsets; a width is scaled by the first and a height by the second.
constexpr float centreVariance = 0.1f;
constexpr float heightVariance = 0.2f;

/// A square about the centre of a cell, in pixels.
struct Prior
{
    cv::Point2f centre;
    float side;
};

std::vector<Prior> priorsOf(QSize inputSize)
{
    static const std::array<std::vector<float>, 4> sides{
        {{10.f, 16.f, 24.f}, {32.f, 48.f}, {64.f, 96.f}, {128.f, 192.f, 256.f}}};
    int stride = 8;
    // The second of the network's halvings rounds as the first does not.
    int columns = (inputSize.width() + 1) / 2 / 2;
    int rows = (inputSize.height() + 1) / 2 / 2;
    std::vector<Prior> priors;
    for (const std::vector<float> &level : sides) {
        columns /= 2;
        rows /= 2;
        for (int y = 0; y < rows; ++y)
            for (int x = 0; x < columns; ++x)
                for (const float side : level)
                    priors.push_back({{(static_cast<float>(x) + 0.5f) * static_cast<float>(stride),
                                       (static_cast<float>(y) + 0.5f) * static_cast<float>(stride)},
                                      side});
        stride *= 2;
    }
    return priors;
}

} // namespace

std::optional<YuNetPriorOutputs> yuNetPriorOutputs(std::span<const Tensor> outputs, QSize inputSize)
{
    const YuNetPriorOutputs found{findTensor(outputs, "loc"), findTensor(outputs, "conf"), findTensor(outputs, "iou")};
    if (!found.boxes || !found.scores || !found.overlaps || found.boxes->dim(-1) != valuesOfBox ||
        found.scores->dim(-1) != 2)
        return std::nullopt;
    const std::size_t count = priorsOf(inputSize).size();
    if (count == 0 || found.boxes->count() != count * valuesOfBox || found.scores->count() != 2 * count ||
        found.overlaps->count() != count)
        return std::nullopt;
    return found;
}

std::vector<Candidate> decodeYuNetPriors(const YuNetPriorOutputs &outputs, QSize inputSize, float leastScore)
{
    const std::vector<Prior> priors = priorsOf(inputSize);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < priors.size(); ++i) {
        const float score =
            std::sqrt(outputs.scores->values()[2 * i + 1] * std::clamp(outputs.overlaps->values()[i], 0.f, 1.f));
        if (!(score >= leastScore))
            continue;
        const auto &[centre, side] = priors[i];
        const float *offsets = outputs.boxes->data.get() + i * valuesOfBox;
        const float scale = centreVariance * side;
        const float width = side * std::exp(offsets[2] * centreVariance);
        const float height = side * std::exp(offsets[3] * heightVariance);
        candidates.push_back(
            {{centre.x + offsets[0] * scale - width / 2.f, centre.y + offsets[1] * scale - height / 2.f, width, height},
             0,
             score});
        auto shape = std::make_shared<Shape>();
        shape->keypoints = keypointsFrom(offsets + 4, 1, landmarkCount, 2);
        for (Keypoint &landmark : shape->keypoints)
            landmark.point = landmark.point * scale + centre;
        candidates.back().shape = std::move(shape);
    }
    return candidates;
}

} // namespace sightglass
