// SPDX-License-Identifier: Apache-2.0
#include "core/inference/channelslast.h"

#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

bool isChannelsLast(const std::vector<int> &shape)
{
    const auto areChannels = [](int size) { return size == 1 || size == 3; };
    return shape.size() == 4 && areChannels(shape[3]) && !areChannels(shape[1]) && shape[1] != 4;
}

bool hideChannelsLast(NetworkInfo &info)
{
    if (info.inputs.empty() || !isChannelsLast(info.inputs.front().shape))
        return false;
    std::vector<int> &shape = info.inputs.front().shape;
    info.notes << Words::tr("Its input has the channels last, %1: pictures are handed over so.").arg(shapeText(shape));
    std::rotate(shape.begin() + 1, shape.begin() + 3, shape.end());
    return true;
}

Tensor channelsLast(const Tensor &input)
{
    const auto channels = static_cast<std::size_t>(input.dim(1));
    const auto area = static_cast<std::size_t>(input.dim(2)) * static_cast<std::size_t>(input.dim(3));
    std::vector<float> numbers(input.count());
    const std::span<const float> planes = input.values();
    for (std::size_t first = 0; first < numbers.size(); first += channels * area)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t i = 0; i < area; ++i)
                numbers[first + i * channels + c] = planes[first + c * area + i];
    return makeTensor(input.name, {input.dim(0), input.dim(2), input.dim(3), input.dim(1)}, std::move(numbers));
}

} // namespace sightglass
