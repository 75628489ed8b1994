// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>

namespace sightglass
{

/// How a stored picture is turned to be shown: transposed first, then mirrored.
struct Orientation
{
    bool transposed = false;
    bool mirroredHorizontally = false;
    bool mirroredVertically = false;

    /// Of a display matrix (libavutil/display.h), to the nearest quarter turn; null means none.
    static Orientation fromDisplayMatrix(const std::int32_t *matrix);
    /// Of EXIF's tag Orientation, 1 to 8 (CIPA DC-008, 4.6.5); anything else means none.
    static Orientation fromExif(int value);

    /// The picture as it is shown; the same one where there is nothing to do.
    cv::Mat applyTo(const cv::Mat &stored) const;

    bool operator==(const Orientation &) const = default;
};

} // namespace sightglass
