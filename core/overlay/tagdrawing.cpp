// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/tagdrawing.h"

#include "core/overlay/boxdrawing.h"
#include "core/overlay/overlaycontext.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

constexpr double horizontalPadding = 4; ///< Of the text within its tag.
constexpr double verticalPadding = 1;
constexpr double smallHorizontalPadding = 2;
/// Of two corners of a turned box, the left one counts as the upper up to this slope of the side between them, and so
/// on around: a box that trembles about the upright keeps its tag in place.
constexpr double cornerSlope = 0.25;

/// Where the outermost corner in a direction lies along the side of the box around them.
TouchingCorners touchingCorners(const QPolygonF &polygon, const QRectF &box)
{
    const auto outermost = [&polygon](QPointF direction) {
        return *std::max_element(polygon.begin(), polygon.end(), [direction](const QPointF &a, const QPointF &b) {
            return QPointF::dotProduct(a, direction) < QPointF::dotProduct(b, direction);
        });
    };
    const auto acrossShare = [&](QPointF direction) {
        return box.width() > 0.0 ? (outermost(direction).x() - box.left()) / box.width() : 0.0;
    };
    const auto downShare = [&](QPointF direction) {
        return box.height() > 0.0 ? (outermost(direction).y() - box.top()) / box.height() : 0.0;
    };
    return {acrossShare({-cornerSlope, -1.0}), acrossShare({-cornerSlope, 1.0}), downShare({-1.0, -cornerSlope}),
            downShare({1.0, -cornerSlope})};
}

TaggedBox taggedBox(const OverlayContext &context, std::size_t index)
{
    if (!isTurned(context.detection(index)))
        return {boxOutline(context, index, context.lineWidth()), {}};
    const QPolygonF polygon = turnedOutline(context, index);
    const QRectF box = polygon.boundingRect();
    return {box, touchingCorners(polygon, box)};
}

/// The room within the bounds for the name in a full tag.
double roomForName(const OverlayContext &context)
{
    const double score = context.style.scores ? context.spaceWidth + context.scoreWidth : 0.0;
    return std::max(0.0, std::floor(context.bounds.width()) - 2.0 * horizontalPadding - score);
}

QSizeF fullSize(const OverlayContext &context, double nameWidth)
{
    const OverlayStyle &style = context.style;
    const double gap = style.labels && style.scores ? context.spaceWidth : 0.0;
    const double text = (style.labels ? nameWidth : 0.0) + gap + (style.scores ? context.scoreWidth : 0.0);
    return {std::ceil(text + 2.0 * horizontalPadding), std::ceil(context.metrics.height() + 2.0 * verticalPadding)};
}

QSizeF smallSize(const OverlayContext &context, const ClassLook &look)
{
    const double text = context.style.labels ? look.smallWidth : context.smallScoreWidth;
    return {std::ceil(text + 2.0 * smallHorizontalPadding), std::ceil(context.smallMetrics.height())};
}

QString fullText(const OverlayContext &context, std::size_t index, const QString &name)
{
    const OverlayStyle &style = context.style;
    if (!style.scores)
        return name;
    return style.labels ? name + QLatin1Char(' ') + context.scoreText(index) : context.scoreText(index);
}

void drawTag(OverlayContext &context, std::size_t index, const QRectF &tag, TagLevel level, const QString &name)
{
    const ClassLook &look = context.look(index);
    QPainter &painter = context.painter;
    const bool dimmed = context.isDimmed(index);
    painter.fillRect(tag, dimmed ? dimmedTagColour(look.colour) : look.colour);
    painter.setPen(dimmed ? QColor(Qt::white) : look.text);
    if (level == TagLevel::Full) {
        painter.drawText(
            QPointF(tag.left() + horizontalPadding, tag.top() + verticalPadding + context.metrics.ascent()),
            fullText(context, index, name));
    } else {
        painter.drawText(QPointF(tag.left() + smallHorizontalPadding, tag.top() + context.smallMetrics.ascent()),
                         context.style.labels ? look.smallName : context.scoreText(index));
    }
}

/// One after the other in each font: changing it takes longer than most of a tag.
void drawAll(OverlayContext &context, const std::vector<std::size_t> &indices, const std::vector<PlacedTag> &tags)
{
    for (const TagLevel level : {TagLevel::Small, TagLevel::Full}) {
        context.painter.setFont(level == TagLevel::Small ? context.smallFont : context.font);
        for (std::size_t i = 0; i < indices.size(); ++i) {
            if (tags[i].seat.level != level)
                continue;
            const ClassLook &look = context.look(indices[i]);
            const double room = roomForName(context);
            drawTag(context, indices[i], tags[i].place, level,
                    look.shortWidth <= room ? look.shortName : context.elided(look.shortName, room));
        }
    }
}

} // namespace

TagMemory drawTags(OverlayContext &context, const std::vector<std::size_t> &indices)
{
    std::vector<std::size_t> shown;
    std::vector<const Detection *> detections;
    std::vector<TagRequest> requests;
    for (const std::size_t index : indices) {
        const TaggedBox box = taggedBox(context, index);
        if ((box.rect & context.bounds).isEmpty())
            continue;
        const ClassLook &look = context.look(index);
        const double name = std::min(look.shortWidth, roomForName(context));
        shown.push_back(index);
        detections.push_back(&context.detection(index));
        requests.push_back({box, fullSize(context, name), smallSize(context, look), std::nullopt});
    }
    if (context.annotation.tagsBefore) {
        const auto seats = context.annotation.tagsBefore->recall(detections);
        for (std::size_t i = 0; i < requests.size(); ++i)
            requests[i].before = seats[i];
    }
    const TagSpace space{context.bounds, context.lineWidth() / 2.0, context.deviceRatio};
    std::vector<PlacedTag> tags = placeTags(requests, space);
    TagMemory memory;
    for (std::size_t i = 0; i < shown.size(); ++i)
        memory.remember(*detections[i], tags[i].seat);

    std::vector<std::pair<std::size_t, QRectF>> bright;
    for (const auto &index : {context.annotation.highlighted, context.annotation.selected}) {
        const auto found = std::find(shown.begin(), shown.end(), index);
        if (found == shown.end() || (!bright.empty() && bright.front().first == *found))
            continue;
        const auto at = static_cast<std::size_t>(found - shown.begin());
        requests[at].full = fullSize(context, std::min(context.look(*found).nameWidth, roomForName(context)));
        bright.emplace_back(
            *found, forcedPlace(requests[at], tags[at].seat, space, bright.empty() ? QRectF() : bright.front().second));
        tags[at] = {};
    }
    for (PlacedTag &tag : tags) {
        if (std::any_of(bright.begin(), bright.end(),
                        [&tag](const auto &one) { return tag.place.intersects(one.second); }))
            tag = {};
    }
    drawAll(context, shown, tags);
    for (auto one = bright.rbegin(); one != bright.rend(); ++one)
        drawTag(context, one->first, one->second, TagLevel::Full,
                context.elided(context.look(one->first).name, roomForName(context)));
    return memory;
}

} // namespace sightglass
