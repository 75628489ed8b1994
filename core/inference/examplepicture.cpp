// SPDX-License-Identifier: Apache-2.0
#include "core/inference/examplepicture.h"

#include <opencv2/core.hpp>

namespace sightglass
{

cv::Mat examplePicture(QSize size, int variant)
{
    constexpr int period = 5;
    constexpr int redStep = 25;
    cv::Mat picture(size.height(), size.width(), CV_8UC3);
    cv::RNG random(1 + static_cast<unsigned>(variant));
    random.fill(picture, cv::RNG::UNIFORM, 0, 64);
    const auto red = cv::saturate_cast<uchar>(80 + variant % period * redStep);
    const bool mirrored = variant % 2 == 1;
    for (int y = 0; y < picture.rows; ++y) {
        for (int x = 0; x < picture.cols; ++x) {
            const auto across = cv::saturate_cast<uchar>((mirrored ? picture.cols - 1 - x : x) * 190 / picture.cols);
            const auto down = cv::saturate_cast<uchar>(y * 190 / picture.rows);
            picture.at<cv::Vec3b>(y, x) += cv::Vec3b(across, down, red);
        }
    }
    return picture;
}

} // namespace sightglass
