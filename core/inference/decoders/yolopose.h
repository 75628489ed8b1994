// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLO's poses as Ultralytics exports them: [1, 4 + classes + K * D, N], YOLOv8's columns with K keypoints of D values
/// each behind the class scores: x and y in input pixels and, where D is 3, the visibility after the sigmoid
/// (ultralytics/nn/modules/head.py, Pose.kpts_decode).
///
/// K and D come from metadata (kpt_shape) or a person. Without, 17 x 3 is assumed where one class and 51 values fit,
/// and else the rows that are no scores are taken for keypoints, of three values where they can be.
Family yoloPoseFamily();

/// How K * D values may be divided: as told, as COCO's 17 x 3, by 3, or by 2; nothing where none fits.
std::optional<OutputLayout> keypointLayout(const ModelMetadata &metadata, int classes, int values);
/// COCO's names and skeleton for 17 keypoints; null for others.
std::shared_ptr<const KeypointLayout> namesOfKeypoints(int keypoints);

} // namespace sightglass
