// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/shapes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

Candidate orientedCandidate(const OrientedBox &box, int classId, float score)
{
    const float across = std::abs(std::cos(box.angle));
    const float along = std::abs(std::sin(box.angle));
    const float width = box.size.width * across + box.size.height * along;
    const float height = box.size.width * along + box.size.height * across;
    auto shape = std::make_shared<Shape>();
    shape->oriented = box;
    return {{box.centre.x - width / 2.f, box.centre.y - height / 2.f, width, height},
            classId,
            score,
            false,
            std::move(shape)};
}

std::vector<Keypoint> keypointsFrom(const float *numbers, std::size_t step, int keypoints, int values)
{
    std::vector<Keypoint> read(static_cast<std::size_t>(keypoints));
    for (Keypoint &keypoint : read) {
        keypoint.point = {numbers[0], numbers[step]};
        if (values > 2)
            keypoint.confidence = std::clamp(numbers[2 * step], 0.f, 1.f);
        numbers += static_cast<std::size_t>(values) * step;
    }
    return read;
}

std::shared_ptr<const MaskPlanes> planesFrom(const Tensor &prototypes, QSize inputSize)
{
    auto planes = std::make_shared<MaskPlanes>();
    planes->channels = prototypes.dim(1);
    planes->rows = prototypes.dim(2);
    planes->columns = prototypes.dim(3);
    planes->values = prototypes.data;
    planes->area = {0.f, 0.f, static_cast<float>(inputSize.width()), static_cast<float>(inputSize.height())};
    return planes;
}

Mask maskFrom(std::shared_ptr<const MaskPlanes> planes, const float *coefficients, std::size_t step)
{
    Mask mask{std::move(planes), {}};
    mask.coefficients.resize(static_cast<std::size_t>(mask.planes->channels));
    for (float &coefficient : mask.coefficients) {
        coefficient = *coefficients;
        coefficients += step;
    }
    return mask;
}

namespace
{

Mask maskOf(const cv::Mat &probabilities, const cv::Rect2f &area)
{
    // Eight times the 28 x 28 that Mask R-CNN's head gives.
    constexpr int finest = 224;
    if (probabilities.empty())
        return {};
    cv::Mat grid = probabilities;
    if (grid.cols > finest || grid.rows > finest)
        cv::resize(grid, grid, {std::min(grid.cols, finest), std::min(grid.rows, finest)}, 0, 0, cv::INTER_AREA);
    auto values = std::make_shared<cv::Mat>(grid - 0.5);
    auto planes = std::make_shared<MaskPlanes>();
    planes->channels = 1;
    planes->rows = values->rows;
    planes->columns = values->cols;
    const float *numbers = values->ptr<float>();
    planes->values = std::shared_ptr<const float>(std::move(values), numbers);
    planes->area = area;
    return {std::move(planes), {1.f}};
}

} // namespace

Mask maskFromProbabilities(const float *probabilities, QSize grid, const cv::Rect2f &area)
{
    return maskOf(cv::Mat(grid.height(), grid.width(), CV_32F, const_cast<float *>(probabilities)), area);
}

Mask maskWithinBox(const float *probabilities, QSize input, const cv::Rect2f &box)
{
    const cv::Mat whole(input.height(), input.width(), CV_32F, const_cast<float *>(probabilities));
    const auto bounded = [](float position, int length) {
        // In this order of arguments what is not a number becomes 0.
        return static_cast<int>(std::min(std::max(0.f, position), static_cast<float>(length)));
    };
    const cv::Point low(bounded(std::floor(box.x), input.width()), bounded(std::floor(box.y), input.height()));
    const cv::Point high(bounded(std::ceil(box.x + box.width), input.width()),
                         bounded(std::ceil(box.y + box.height), input.height()));
    const cv::Rect part(low, high);
    return part.empty() ? Mask() : maskOf(whole(part), cv::Rect2f(part));
}

const Tensor *prototypesOf(std::span<const Tensor> outputs)
{
    const auto isOne = [](const Tensor &tensor) {
        return tensor.rank() == 4 && tensor.dim(0) == 1 && tensor.dim(1) > 0 && tensor.dim(2) > 1 && tensor.dim(3) > 1;
    };
    const auto found = std::find_if(outputs.begin(), outputs.end(), isOne);
    if (found == outputs.end() || std::count_if(outputs.begin(), outputs.end(), isOne) > 1)
        return nullptr;
    return &*found;
}

} // namespace sightglass
