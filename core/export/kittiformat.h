// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framefilesformat.h"

namespace sightglass
{

/// KITTI's labels of objects in two dimensions (readme.txt of KITTI's object development kit), a line a detection, in
/// files by the frame's index, 000007.txt (of a folder or list of pictures by the picture's name):
///
///     type truncated occluded alpha left top right bottom height width length x y z rotation_y score
///
/// Pixels from 0, two decimals, cut off at the picture's edge; a box wholly outside is left out. What is not known has
/// the kit's values for that: truncated and occluded -1, alpha -10, the three sizes -1, the place -1000, rotation_y
/// -10. A space in a class's name becomes
/// "_". What a classifier says of the picture as a whole is left out.
class KittiFormat : public FrameFilesFormat
{
public:
    QString nameOf(const Frame &frame) const override;
    QByteArray textOf(const Frame &frame, const Candidates &candidates, const Detections &detections) override;
};

} // namespace sightglass
