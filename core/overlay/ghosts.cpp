// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/ghosts.h"

#include "core/overlay/overlaystyle.h"
#include "core/overlay/viewtransform.h"

#include <QPainter>
#include <QPolygonF>

namespace sightglass
{

namespace
{

QPolygonF outlineOf(const Candidate &candidate)
{
    if (!candidate.shape || !candidate.shape->oriented)
        return QRectF(candidate.box.x, candidate.box.y, candidate.box.width, candidate.box.height);
    QPolygonF outline;
    for (const cv::Point2f &corner : candidate.shape->oriented->corners())
        outline.append(QPointF(corner.x, corner.y));
    outline.append(outline.first());
    return outline;
}

} // namespace

void paintGhosts(QPainter &painter, const ViewTransform &transform, const Ghosts &ghosts, const OverlayStyle &style)
{
    if (!ghosts.of)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const auto draw = [&](const Candidate &candidate, double width, Qt::PenStyle line, int opacity) {
        const QPolygonF outline = transform.matrix().map(outlineOf(candidate));
        QColor colour = classColour(style, candidate.classId, ghosts.of->className(candidate.classId));
        // Seen on any picture: the colour's own line on a dark one.
        painter.setPen(QPen(QColor(0, 0, 0, opacity / 2), width + 1.5));
        painter.drawPolyline(outline);
        colour.setAlpha(opacity);
        painter.setPen(QPen(colour, width, line));
        painter.drawPolyline(outline);
    };
    for (std::size_t i = 0; i < ghosts.items.size(); ++i) {
        if (i != ghosts.marked)
            draw(ghosts.items[i], 1.0, Qt::DashLine, 70);
    }
    if (ghosts.better)
        draw(*ghosts.better, 3.0, Qt::SolidLine, 255);
    if (ghosts.marked && *ghosts.marked < ghosts.items.size())
        draw(ghosts.items[*ghosts.marked], 3.0, Qt::DashLine, 255);
    painter.restore();
}

} // namespace sightglass
