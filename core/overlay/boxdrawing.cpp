// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/boxdrawing.h"

#include "core/overlay/overlaycontext.h"

#include <QLineF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Four bars: many times quicker than stroking a rectangle.
void drawFrame(QPainter &painter, const QRectF &box, double width, const QColor &colour)
{
    const double half = width / 2.0;
    const QRectF outer = box.adjusted(-half, -half, half, half);
    if (box.width() <= width || box.height() <= width) {
        painter.fillRect(outer, colour);
        return;
    }
    painter.fillRect(QRectF(outer.left(), outer.top(), outer.width(), width), colour);
    painter.fillRect(QRectF(outer.left(), outer.bottom() - width, outer.width(), width), colour);
    const double inner = outer.height() - 2.0 * width;
    painter.fillRect(QRectF(outer.left(), outer.top() + width, width, inner), colour);
    painter.fillRect(QRectF(outer.right() - width, outer.top() + width, width, inner), colour);
}

QColor fillColour(OverlayContext &context, std::size_t index)
{
    QColor colour = context.look(index).colour;
    colour.setAlphaF(static_cast<float>(context.style.fill));
    return colour;
}

void drawTurned(OverlayContext &context, std::size_t index)
{
    const QPolygonF polygon = turnedOutline(context, index);
    // Lines without round ends: many times quicker than stroking a polygon.
    QList<QLineF> sides;
    for (int i = 0; i < polygon.size(); ++i)
        sides.append({polygon[i], polygon[(i + 1) % polygon.size()]});
    const double width = context.lineWidth(index);
    QPainter &painter = context.painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (context.style.fill > 0.0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fillColour(context, index));
        painter.drawPolygon(polygon);
    }
    painter.setPen(QPen(QColor(OverlayContext::edgeColour), width + 2.0 * OverlayContext::edgeWidth, Qt::SolidLine,
                        Qt::SquareCap));
    painter.drawLines(sides);
    painter.setPen(QPen(context.look(index).colour, width, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(sides);
    painter.restore();
}

} // namespace

bool isTurned(const Detection &detection)
{
    return detection.shape && detection.shape->oriented;
}

QRectF boxOutline(const OverlayContext &context, std::size_t index, double lineWidth)
{
    const cv::Rect2f &source = context.detection(index).box;
    const QRectF &bounds = context.bounds;
    const QRectF box =
        context.toOutput.mapRect(QRectF(source.x, source.y, std::max(0.f, source.width), std::max(0.f, source.height)));
    const double reach = lineWidth / 2.0 + OverlayContext::edgeWidth;
    const auto pulled = [reach](double position, double low, double high) {
        if (std::abs(position - low) < reach)
            return low + reach;
        return std::abs(position - high) < reach ? high - reach : position;
    };
    const double left = pulled(box.left(), bounds.left(), bounds.right());
    const double top = pulled(box.top(), bounds.top(), bounds.bottom());
    const double right = pulled(box.right(), bounds.left(), bounds.right());
    const double bottom = pulled(box.bottom(), bounds.top(), bounds.bottom());
    return {QPointF(context.snapped(left), context.snapped(top)),
            QPointF(context.snapped(std::max(left, right)), context.snapped(std::max(top, bottom)))};
}

QPolygonF turnedOutline(const OverlayContext &context, std::size_t index)
{
    QPolygonF polygon;
    for (const cv::Point2f &corner : context.detection(index).shape->oriented->corners())
        polygon.append(context.toOutput.map(QPointF(corner.x, corner.y)));
    return polygon;
}

void drawBox(OverlayContext &context, std::size_t index)
{
    const double width = context.lineWidth(index);
    const QRectF box = boxOutline(context, index, width);
    if (!box.adjusted(-width, -width, width, width).intersects(context.bounds))
        return;
    if (isTurned(context.detection(index))) {
        drawTurned(context, index);
        return;
    }
    if (context.style.fill > 0.0)
        context.painter.fillRect(box, fillColour(context, index));
    drawFrame(context.painter, box, width + 2.0 * OverlayContext::edgeWidth, QColor(OverlayContext::edgeColour));
    drawFrame(context.painter, box, width, context.look(index).colour);
}

} // namespace sightglass
