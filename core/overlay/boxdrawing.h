// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sightglass
{

class OverlayContext;

/// The box of a detection, turned where it is an oriented one.
void drawBox(OverlayContext &context, std::size_t index);

/// The tag with name and score at the box: on its upper edge where there is room, else inside its visible part; whole
/// within the bounds.
void drawTag(OverlayContext &context, std::size_t index);

} // namespace sightglass
