// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace sightglass
{

class OverlayContext;

/// At most so many lines: what a classifier says beyond that is next to nothing.
constexpr std::size_t mostCaptionLines = 5;

/// What is said of the picture as a whole, in the manner of Caffe's camera demos: a dark panel in the upper left corner
/// of the bounds, "0.93 tabby cat" a line, the best first, with the colour of the class before it. Names are elided,
/// and lines left out, where there is no room.
///
/// indices: detections, the best first.
void drawCaption(OverlayContext &context, const std::vector<std::size_t> &indices);

} // namespace sightglass
