// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// Detectron2's models as its own tools/deploy/export_model.py writes them, without its postprocessing: one picture,
/// BGR, 0 to 255, of any size. Traced, a tuple of fields in alphabetical order and the picture's size behind; scripted,
/// a list of dictionaries of the same fields.
///
/// pred_boxes [N, 4] x1 y1 x2 y2 in pixels of that picture, pred_classes [N] from 0 without the background, scores [N];
/// perhaps pred_masks, probabilities [N, 1, h, w] over each box or [N, H, W] over the picture, and pred_keypoints
/// [N, K, 3] of x, y and score. NMS is applied inside.
Family detectron2Family();

} // namespace sightglass
