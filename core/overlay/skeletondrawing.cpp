// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/skeletondrawing.h"

#include "core/overlay/overlaycontext.h"

#include <QLineF>
#include <QPainter>

#include <optional>

namespace sightglass
{

namespace
{

constexpr double dotRadius = 1.5; ///< In widths of the line.

struct Limb
{
    QLineF line;
    QColor colour;
};

} // namespace

void drawSkeleton(OverlayContext &context, std::size_t index)
{
    const Detection &detection = context.detection(index);
    if (!detection.shape || detection.shape->keypoints.empty())
        return;
    const std::vector<Keypoint> &keypoints = detection.shape->keypoints;
    const auto place = [&](int number) -> std::optional<QPointF> {
        const auto at = static_cast<std::size_t>(number);
        if (number < 0 || at >= keypoints.size() || !(keypoints[at].confidence >= leastKeypointConfidence))
            return std::nullopt;
        return context.toOutput.map(QPointF(keypoints[at].point.x, keypoints[at].point.y));
    };
    const Candidates *candidates = context.annotation.candidates;
    std::vector<Limb> limbs;
    if (candidates && candidates->keypoints) {
        const auto &edges = candidates->keypoints->edges;
        for (std::size_t edge = 0; edge < edges.size(); ++edge) {
            const auto from = place(edges[edge].first);
            const auto to = place(edges[edge].second);
            if (from && to)
                limbs.push_back({{*from, *to}, limbColour(edge)});
        }
    }

    QPainter &painter = context.painter;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = context.lineWidth(index);
    const double edge = OverlayContext::edgeWidth;
    painter.setPen(QPen(QColor(OverlayContext::edgeColour), width + 2.0 * edge, Qt::SolidLine, Qt::FlatCap));
    for (const Limb &limb : limbs)
        painter.drawLine(limb.line);
    for (const Limb &limb : limbs) {
        painter.setPen(QPen(limb.colour, width, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(limb.line);
    }
    painter.setPen(QPen(QColor(OverlayContext::edgeColour), edge));
    painter.setBrush(context.look(index).colour);
    const double radius = dotRadius * width + edge / 2.0;
    for (int i = 0; i < static_cast<int>(keypoints.size()); ++i) {
        if (const auto centre = place(i))
            painter.drawEllipse(*centre, radius, radius);
    }
    painter.restore();
}

} // namespace sightglass
