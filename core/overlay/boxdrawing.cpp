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

constexpr double horizontalPadding = 4; ///< Of the text within its tag.
constexpr double verticalPadding = 1;
/// Of two corners of a turned box, the left one counts as the upper up to this slope of the side between them: a box
/// that trembles about the upright keeps its tag in place.
constexpr double cornerSlope = 0.25;

bool isTurned(const Detection &detection)
{
    return detection.shape && detection.shape->oriented;
}

/// The upright box in output pixels, on whole device pixels for crisp lines, and just so far within the bounds that
/// a line along their edge shows whole.
QRectF outline(const OverlayContext &context, std::size_t index)
{
    const cv::Rect2f &source = context.detection(index).box;
    const QRectF &bounds = context.bounds;
    const QRectF box =
        context.toOutput.mapRect(QRectF(source.x, source.y, std::max(0.f, source.width), std::max(0.f, source.height)));
    const double reach = context.lineWidth(index) / 2.0 + OverlayContext::edgeWidth;
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
    painter.setPen(QPen(QColor(OverlayContext::edgeColour), width + 2.0 * OverlayContext::edgeWidth, Qt::SolidLine,
                        Qt::SquareCap));
    painter.drawLines(sides);
    painter.setPen(QPen(context.look(index).colour, width, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(sides);
    painter.restore();
}

/// The corner of the tag, where there is room for it: left or right is not looked at yet.
QPointF tagCorner(const OverlayContext &context, std::size_t index, const QRectF &box, const QSizeF &size)
{
    const double half = context.lineWidth(index) / 2.0;
    if (!isTurned(context.detection(index))) {
        const double left = std::max(box.left(), context.bounds.left());
        return {left - (box.left() >= context.bounds.left() ? half : 0.0), box.top() - half - size.height()};
    }
    // On the uppermost corner, and the further to the left of it the further to the right that corner is.
    const QPolygonF polygon = turnedOutline(context, index);
    const QPointF corner = *std::min_element(polygon.begin(), polygon.end(), [](const QPointF &a, const QPointF &b) {
        return a.y() + cornerSlope * a.x() < b.y() + cornerSlope * b.x();
    });
    const double share = box.width() > 0.0 ? (corner.x() - box.left()) / box.width() : 0.0;
    return {corner.x() - half - share * (size.width() - 2.0 * half), corner.y() - half - size.height()};
}

/// Where the tag goes: whole within the bounds.
QRectF tagPlace(const OverlayContext &context, std::size_t index, const QRectF &box, const QSizeF &size)
{
    const QRectF &bounds = context.bounds;
    const QPointF corner = tagCorner(context, index, box, size);
    double top = corner.y();
    if (top < bounds.top())
        top = std::max(box.top(), bounds.top()) + (box.top() >= bounds.top() ? context.lineWidth(index) / 2.0 : 0.0);
    const double left = std::max(bounds.left(), std::min(corner.x(), bounds.right() - size.width()));
    top = std::max(bounds.top(), std::min(top, bounds.bottom() - size.height()));
    return {QPointF(context.snapped(left), context.snapped(top)), size};
}

} // namespace

void drawBox(OverlayContext &context, std::size_t index)
{
    const QRectF box = outline(context, index);
    const double width = context.lineWidth(index);
    if (!box.adjusted(-width, -width, width, width).intersects(context.bounds))
        return;
    if (isTurned(context.detection(index))) {
        drawTurned(context, index);
        return;
    }
    drawFrame(context.painter, box, width + 2.0 * OverlayContext::edgeWidth, QColor(OverlayContext::edgeColour));
    drawFrame(context.painter, box, width, context.look(index).colour);
}

void drawTag(OverlayContext &context, std::size_t index)
{
    const QRectF box =
        isTurned(context.detection(index)) ? turnedOutline(context, index).boundingRect() : outline(context, index);
    if ((box & context.bounds).isEmpty())
        return;
    const OverlayStyle &style = context.style;
    const ClassLook &look = context.look(index);
    const double gap = style.labels && style.scores ? context.spaceWidth : 0.0;
    const double scoreWidth = style.scores ? context.scoreWidth : 0.0;
    const double roomForName = std::max(0.0, context.bounds.width() - 2.0 * horizontalPadding - gap - scoreWidth);
    const double nameWidth = style.labels ? std::min(look.nameWidth, roomForName) : 0.0;
    const QSizeF size(std::ceil(nameWidth + gap + scoreWidth + 2.0 * horizontalPadding),
                      std::ceil(context.metrics.height() + 2.0 * verticalPadding));
    const QRectF tag = tagPlace(context, index, box, size);

    QString text;
    if (style.labels)
        text =
            nameWidth < look.nameWidth ? context.metrics.elidedText(look.name, Qt::ElideRight, nameWidth) : look.name;
    if (style.labels && style.scores)
        text += QLatin1Char(' ');
    if (style.scores)
        text += context.scoreText(index);
    context.painter.fillRect(tag, look.colour);
    context.painter.setPen(look.text);
    context.painter.drawText(
        QPointF(tag.left() + horizontalPadding, tag.top() + verticalPadding + context.metrics.ascent()), text);
}

} // namespace sightglass
