// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <opencv2/core/mat.hpp>

namespace sightglass
{

/// The pixels of a candidate's mask, size.height rows of size.width, CV_8UC1: 255 where the centre of a pixel belongs
/// to the thing (see Mask), else 0. The pixels lie evenly over the part `area` of the source frame, in its pixels.
///
/// Planes are summed in the cells that are needed alone, and interpolated between the cells' centres, which lie at
/// (i + 0.5) times a cell's size; beyond the outermost centres they go on unchanged. This is Ultralytics'
/// process_mask_native (ultralytics/utils/ops.py): there, planes are made as large as the frame by PyTorch's bilinear
/// interpolation without align_corners, cropped to the box, and what is above zero belongs.
///
/// All 0 where there is no mask, and where its planes and coefficients do not fit together. Pure; any thread.
cv::Mat maskPicture(const Candidate &candidate, const cv::Rect2d &area, cv::Size size);

/// A mask in pixels of the source frame.
struct SourceMask
{
    cv::Rect place; ///< The part of the frame that the box touches; empty when none.
    cv::Mat pixels; ///< Of that place, as maskPicture() makes them.
};

/// A mask of these pixels, which sourceMask() gives again for a candidate whose box has all of them in it. Beyond their
/// place the outermost ones go on.
Mask maskOf(const SourceMask &mask);

/// The mask of a candidate of a frame of this size, pixel by pixel.
SourceMask sourceMask(const Candidate &candidate, cv::Size frame);

} // namespace sightglass
