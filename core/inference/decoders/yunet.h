// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// YuNet of 2023 (opencv/modules/objdetect/src/face_detect.cpp): for strides 8, 16, 32 outputs cls_S, obj_S [1, n, 1],
/// bbox_S [1, n, 4], kps_S [1, n, 10]; score = sqrt(cls * obj), centre = (cell + offset) * S, size = exp(value) * S.
/// Landmarks are (cell + offset) * S: eyes, tip of the nose, corners of the mouth. Its first form, see
/// YuNetPriorOutputs, is read too.
Family yuNetFamily();

} // namespace sightglass
