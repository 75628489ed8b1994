// SPDX-License-Identifier: Apache-2.0
#include "core/inference/networktime.h"

#include <algorithm>

namespace sightglass
{

std::chrono::nanoseconds timeOfOneRun(Network &network, std::span<const Tensor> inputs, TimeTeller now)
{
    constexpr std::chrono::milliseconds patience(200);
    constexpr std::size_t enough = 7;
    std::vector<std::chrono::nanoseconds> times;
    std::chrono::nanoseconds total{0};
    do {
        const auto begin = now();
        if (!network.run(inputs))
            return std::chrono::nanoseconds(0);
        times.push_back(now() - begin);
        total += times.back();
    } while (times.size() < enough && total + times.back() < patience);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

} // namespace sightglass
