// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/shape.h"

#include <QStringList>

namespace sightglass
{

/// COCO's categories by their own ids, 1 to 90 (cocodataset.org, 2017 detection); id 0 and the ten ids that were never
/// used are empty strings.
const QStringList &cocoNamesById();

/// The same 80 categories without gaps, from 0, as YOLO trainings number them.
const QStringList &cocoNamesDense();

/// The 17 keypoints of a person and the skeleton that joins them, of COCO's person_keypoints annotations; left and
/// right are the person's.
std::shared_ptr<const KeypointLayout> cocoKeypoints();

} // namespace sightglass
