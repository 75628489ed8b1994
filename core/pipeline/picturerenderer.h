// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/presentation.h"

namespace sightglass
{

/// A part of a BGR frame (CV_8UC3, not empty), scaled to the device pixels it covers, as Format_RGB32: what QPainter
/// draws fastest. Enlarged from four times on, source pixels stay visible as squares. The region is limited to the
/// frame; an empty one means all of it. Any thread.
QImage renderPicture(const cv::Mat &bgr, const QRect &region, const QSize &pixels);

/// The part of a frame of this size that a viewport shows: never empty.
QRect visibleRegion(const Viewport &viewport, const QSize &frame);

} // namespace sightglass
