// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YOLOv6 (github.com/meituan/YOLOv6, yolov6/models/effidehead.py): [1, N, 5 + classes], one box for each cell: centre
/// x, centre y, width, height in pixels of the input, an objectness that is 1 everywhere, class scores. The objectness
/// tells it from YOLOX, whose pictures are BGR, 0 to 255, and not centred.
Family yoloV6Family();

} // namespace sightglass
