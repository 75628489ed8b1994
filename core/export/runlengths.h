// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// A mask as COCO's uncompressed run lengths ("RLE" in pycocotools, whose frPyObjects() reads them): the pixels of the
/// frame column by column, from above; how many are outside the thing, then how many inside, and so on in turns. The
/// first is 0 where the first pixel is inside. After common/maskApi.h of github.com/cocodataset/cocoapi.
///
/// pixels: CV_8UC1, not 0 inside, with its upper left pixel at `place` of a frame of this size, in which it lies whole;
/// all around it is outside. The sum of the numbers is the number of the frame's pixels.
std::vector<std::int64_t> runLengths(const cv::Mat &pixels, cv::Point place, cv::Size frame);

/// The other way: all pixels of the frame, CV_8UC1, 255 inside. Nothing where the numbers do not fill it, or its size
/// is none.
std::optional<cv::Mat> pixelsOf(const std::vector<std::int64_t> &counts, cv::Size frame);

} // namespace sightglass
