// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOv5 and v7 as their makers export them: [1, N, 5 + classes], rows of cx cy w h in input pixels, objectness and
/// class scores (all after the sigmoid); score = objectness * class score, the best class of a row counts (as in
/// non_max_suppression(multi_label=False), github.com/ultralytics/yolov5 utils/general.py). N is three boxes a cell.
/// The tensor may stand in a tuple beside the raw heads.
Family yoloV5Family();

} // namespace sightglass
