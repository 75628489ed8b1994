// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/opencv/modelpair.h"

namespace sightglass
{

/// Writes into info what the files of OpenCV's formats tell without being loaded: format, producer, metadata, inputs,
/// outputs and the number of parameters, as far as they do.
void describeFiles(const ModelPair &files, NetworkInfo &info);

/// The input of a Caffe network's text: the dims of its Input layer, or input_dim lines; empty where neither is there.
std::vector<int> caffeInputShape(const QString &text);
/// The input of a Darknet network's text: [1, channels, height, width] of its [net] section; empty without it.
std::vector<int> darknetInputShape(const QString &text);

} // namespace sightglass
