// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// torchvision's scripted detectors: forward(List[CHW, RGB, 0..1]) -> (losses, List[Dict(boxes, labels, scores)]);
/// boxes x1 y1 x2 y2 in pixels of the picture given, labels from 1 (0 is the background), NMS applied inside.
///
/// Mask R-CNN adds masks [N, 1, H, W], probabilities for the whole picture; Keypoint R-CNN keypoints [N, K, 3] of x, y
/// and 1, and keypoints_scores [N, K], a heatmap's logits, of which the logistic function makes confidences.
Family torchvisionFamily();

/// D2Go's and Detectron2's models in torchvision's call, as D2Go's mobile demo wraps them: the same, in BGR order, with
/// COCO's own ids where the wrapper carries a table coco_idx.
///
/// Told from torchvision by the types of the program's parts: Detectron2's modules are named __torch__.detectron2.*,
/// D2Go's __torch__.d2go.*, torchvision's __torch__.torchvision.*.
Family d2goFamily();

} // namespace sightglass
