// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/inference/tensor.h"

#include <opencv2/core/mat.hpp>

#include <span>

namespace sightglass
{

/// Pictures (CV_8UC3, BGR, of one size) as one input [B, C, H, W], values as InputValues says; C is 1 for grey, else 3.
Tensor toBatch(std::span<const cv::Mat> pictures, const InputValues &values);

/// The same picture without the batch's dimension: [C, H, W].
Tensor toImage(const cv::Mat &picture, const InputValues &values);

} // namespace sightglass
