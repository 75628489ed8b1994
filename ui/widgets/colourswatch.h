// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QRect>

class QPainter;
class QPalette;

namespace sightglass
{

/// A square of a class's colour in the middle of an area, with an edge that shows on any background. At most 14 pixels.
void paintColourSwatch(QPainter &painter, const QRect &area, const QColor &colour, const QPalette &palette);

} // namespace sightglass
