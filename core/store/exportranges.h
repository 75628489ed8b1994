// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"
#include "core/values/framerange.h"

#include <cstdint>
#include <vector>

namespace sightglass
{

/// The frames to be exported for some spans: each with so many frames more at both ends, as far as the clip of
/// `frameCount` frames has them; what overlaps or touches then is one range. In order; each has a last frame. Pure.
std::vector<FrameRange> rangesOf(std::vector<ClipSpan> spans, std::int64_t margin, std::int64_t frameCount);

} // namespace sightglass
