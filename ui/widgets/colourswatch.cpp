// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/colourswatch.h"

#include <QPainter>
#include <QPalette>

#include <algorithm>

namespace sightglass
{

void paintColourSwatch(QPainter &painter, const QRect &area, const QColor &colour, const QPalette &palette)
{
    const double side = std::min({14.0, area.width() - 2.0, area.height() - 4.0});
    QRectF square(0.0, 0.0, side, side);
    square.moveCenter(QRectF(area).center());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = palette.color(QPalette::Text);
    edge.setAlphaF(0.5f);
    painter.setPen(QPen(edge, 1.0));
    painter.setBrush(colour);
    painter.drawRoundedRect(square, 3.0, 3.0);
    painter.restore();
}

} // namespace sightglass
