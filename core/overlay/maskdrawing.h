// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sightglass
{

class OverlayContext;

/// The mask of a detection, where it has one: translucent, in the colour of its class, with a line along its rim.
void drawMask(OverlayContext &context, std::size_t index);

} // namespace sightglass
