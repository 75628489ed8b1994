// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// What a picture shows as a whole: [1, classes] or [1, classes, 1, 1], perhaps twice (probabilities and logits).
/// Numbers that are no probabilities (from 0 to 1 with a sum of 1) go through softmax. Each class above the floor
/// becomes a candidate of the whole picture.
///
/// What the input is made of is known for Ultralytics' classifiers (task "classify": RGB from 0 to 1) and torchvision's
/// (RGB less ImageNet's mean by its deviation), both cut to the middle. Else it is assumed, and the reading says so:
/// Caffe's BGR less 104 117 123, stretched; TensorFlow's RGB from -1 to 1; ImageNet's for all others.
Family classificationFamily();

} // namespace sightglass
