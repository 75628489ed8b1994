// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/tagmemory.h"

#include <cstddef>
#include <vector>

namespace sightglass
{

class OverlayContext;

/// The tags with name and score at the boxes of detections, where placeTags() has room for them: full, or in a smaller
/// font with the name alone, or none. Long names are elided.
///
/// Those of the highlighted and the selected one are shown in full whatever they cover; tags that would lie beneath are
/// left out for that drawing, and all others stay where they are. Tags that are dimmed are dark with light text, at a
/// contrast of 4.5:1 or more on any picture.
///
/// indices: detections, the best first. Returns the places without what the highlighting changes.
TagMemory drawTags(OverlayContext &context, const std::vector<std::size_t> &indices);

} // namespace sightglass
