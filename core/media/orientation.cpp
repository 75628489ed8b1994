// SPDX-License-Identifier: Apache-2.0
#include "core/media/orientation.h"

#include <opencv2/core.hpp>

#include <cstdlib>

namespace sightglass
{

Orientation Orientation::fromDisplayMatrix(const std::int32_t *matrix)
{
    if (matrix == nullptr)
        return {};
    // (x, y) is shown at (a x + c y, b x + d y).
    const std::int64_t a = matrix[0];
    const std::int64_t b = matrix[1];
    const std::int64_t c = matrix[3];
    const std::int64_t d = matrix[4];
    if (std::abs(b) + std::abs(c) > std::abs(a) + std::abs(d))
        return {true, c < 0, b < 0};
    return {false, a < 0, d < 0};
}

Orientation Orientation::fromExif(int value)
{
    switch (value) {
    case 2:
        return {false, true, false};
    case 3:
        return {false, true, true};
    case 4:
        return {false, false, true};
    case 5:
        return {true, false, false};
    case 6:
        return {true, true, false};
    case 7:
        return {true, true, true};
    case 8:
        return {true, false, true};
    default:
        return {};
    }
}

cv::Mat Orientation::applyTo(const cv::Mat &stored) const
{
    cv::Mat shown = stored;
    if (transposed) {
        cv::Mat turned;
        cv::transpose(shown, turned);
        shown = turned;
    }
    if (mirroredHorizontally || mirroredVertically) {
        const int axis = !mirroredHorizontally ? 0 : mirroredVertically ? -1 : 1;
        cv::Mat turned;
        cv::flip(shown, turned, axis);
        shown = turned;
    }
    return shown;
}

} // namespace sightglass
