// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <opencv2/core/mat.hpp>

#include <span>
#include <vector>

namespace sightglass
{

/// Pictures (CV_8UC3, BGR, of one size) as one input [B, C, H, W], values as InputValues says; C is 1 for grey, else 3.
Tensor toBatch(std::span<const cv::Mat> pictures, const InputValues &values);

/// The same picture without the batch's dimension: [C, H, W].
Tensor toImage(const cv::Mat &picture, const InputValues &values);

/// All inputs of one run on pictures of the network's input size, in the network's order: the pictures as it wants to
/// be called, and for networks with a second input orig_target_sizes (RT-DETR, D-FINE) that size for each picture as
/// [B, 2], width and height.
std::vector<Tensor> networkInputs(const NetworkInfo &network, std::span<const cv::Mat> pictures,
                                  const InputValues &values);

} // namespace sightglass
