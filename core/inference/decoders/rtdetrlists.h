// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// RT-DETR, D-FINE and their kin as their own exporters write them (github.com/lyuwenyu/RT-DETR, tools/export_onnx.py):
/// from images and orig_target_sizes to labels [1, N], boxes [1, N, 4] and scores [1, N]. Boxes are x1 y1 x2 y2 in
/// pixels of the size given as orig_target_sizes, for which networkInputs() gives the network's own; labels count from
/// 0; no NMS is needed.
Family rtDetrListsFamily();

} // namespace sightglass
