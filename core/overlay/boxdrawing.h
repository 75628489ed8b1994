// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QPolygonF>
#include <QRectF>

#include <cstddef>

namespace sightglass
{

class OverlayContext;

bool isTurned(const Detection &detection);

/// The upright box in output pixels, on whole device pixels for crisp lines, and just so far within the bounds that
/// a line of this width (output pixels) along their edge shows whole.
QRectF boxOutline(const OverlayContext &context, std::size_t index, double lineWidth);

/// The corners of a turned box, output pixels.
QPolygonF turnedOutline(const OverlayContext &context, std::size_t index);

/// The box of a detection, turned where it is an oriented one.
void drawBox(OverlayContext &context, std::size_t index);

} // namespace sightglass
