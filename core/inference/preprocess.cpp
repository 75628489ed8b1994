// SPDX-License-Identifier: Apache-2.0
#include "core/inference/preprocess.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

// The network's number for each of a channel's 256 values: computed as training code does, so that the last bit is the
// same, which quantised networks feel.
cv::Mat tableOf(const InputValues &values, std::size_t channel)
{
    cv::Mat table(1, 256, CV_32F);
    for (int pixel = 0; pixel < 256; ++pixel)
        table.at<float>(pixel) =
            (static_cast<float>(pixel) / values.divisor - values.mean[channel]) / values.deviation[channel];
    return table;
}

// Writes the channels of one picture, each a plane of height x width numbers.
void writePlanes(const cv::Mat &picture, const InputValues &values, float *planes)
{
    std::array<cv::Mat, 3> channels;
    if (values.order == ChannelOrder::Gray)
        cv::cvtColor(picture, channels[0], cv::COLOR_BGR2GRAY);
    else
        cv::split(picture, channels.data());
    if (values.order == ChannelOrder::Rgb)
        std::swap(channels[0], channels[2]);
    const std::size_t count = values.order == ChannelOrder::Gray ? 1 : 3;
    for (std::size_t i = 0; i < count; ++i) {
        cv::Mat plane(picture.size(), CV_32F, planes + i * picture.total());
        cv::LUT(channels[i], tableOf(values, i), plane);
    }
}

} // namespace

Tensor toBatch(std::span<const cv::Mat> pictures, const InputValues &values)
{
    const cv::Size size = pictures.empty() ? cv::Size() : pictures.front().size();
    const int channels = values.order == ChannelOrder::Gray ? 1 : 3;
    const std::size_t step = static_cast<std::size_t>(size.area()) * static_cast<std::size_t>(channels);
    const std::shared_ptr<float[]> numbers(new float[step * pictures.size()]);
    for (std::size_t i = 0; i < pictures.size(); ++i)
        writePlanes(pictures[i], values, numbers.get() + i * step);
    return {"input", {static_cast<int>(pictures.size()), channels, size.height, size.width}, {numbers, numbers.get()}};
}

Tensor toImage(const cv::Mat &picture, const InputValues &values)
{
    Tensor tensor = toBatch({&picture, 1}, values);
    tensor.shape.erase(tensor.shape.begin());
    return tensor;
}

std::vector<Tensor> networkInputs(const NetworkInfo &network, std::span<const cv::Mat> pictures,
                                  const InputValues &values)
{
    std::vector<Tensor> inputs;
    if (network.call != CallStyle::Batch) {
        for (const cv::Mat &picture : pictures)
            inputs.push_back(toImage(picture, values));
        return inputs;
    }
    inputs.push_back(toBatch(pictures, values));
    const auto wantsSize = std::find_if(network.inputs.begin(), network.inputs.end(),
                                        [](const TensorInfo &input) { return input.name == "orig_target_sizes"; });
    if (network.inputs.size() == 2 && wantsSize != network.inputs.end()) {
        const auto place = wantsSize - network.inputs.begin();
        std::vector<float> sizes;
        for (const cv::Mat &picture : pictures)
            sizes.insert(sizes.end(), {static_cast<float>(picture.cols), static_cast<float>(picture.rows)});
        inputs.insert(inputs.begin() + place,
                      makeTensor(wantsSize->name, {static_cast<int>(pictures.size()), 2}, std::move(sizes)));
    }
    return inputs;
}

} // namespace sightglass
