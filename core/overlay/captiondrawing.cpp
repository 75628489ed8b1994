// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/captiondrawing.h"

#include "core/overlay/overlaycontext.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

// In sizes of the font.
constexpr double margin = 0.6;       ///< Around the panel, and within it.
constexpr double swatchWidth = 0.35; ///< Of the mark in the colour of the class.
constexpr double leastWidth = 14.0;  ///< Of the panel, so that it rarely changes from frame to frame.
constexpr double mostWidth = 32.0;

constexpr QRgb panelColour = 0xd0101214;
constexpr QRgb highlightColour = 0x50ffffff;

} // namespace

void drawCaption(OverlayContext &context, const std::vector<std::size_t> &indices)
{
    const OverlayStyle &style = context.style;
    const QRectF &bounds = context.bounds;
    const double gap = margin * style.fontSize;
    const double lineHeight = std::ceil(context.metrics.height() + gap / 2.0);
    const double room = (bounds.height() - 4.0 * gap) / lineHeight;
    const auto lines = std::min({indices.size(), mostCaptionLines, static_cast<std::size_t>(std::max(0.0, room))});
    const double swatch = std::ceil(swatchWidth * style.fontSize);
    const double score = style.scores ? context.scoreWidth + gap : 0.0;
    const double beforeName = gap + swatch + gap + score;
    const double roomForName = std::min(bounds.width() - 2.0 * gap, mostWidth * style.fontSize) - beforeName - gap;
    if (lines == 0 || roomForName < 0.0)
        return;
    double nameWidth = 0.0;
    for (std::size_t line = 0; style.labels && line < lines; ++line)
        nameWidth = std::max(nameWidth, context.look(indices[line]).nameWidth);
    if (style.labels)
        nameWidth = std::min(roomForName, std::max(nameWidth, leastWidth * style.fontSize - beforeName - gap));

    QPainter &painter = context.painter;
    const QPointF corner(context.snapped(bounds.left() + gap), context.snapped(bounds.top() + gap));
    const QRectF panel(corner, QSizeF(std::floor(beforeName + nameWidth + (style.labels ? gap : 0.0)),
                                      lineHeight * static_cast<double>(lines) + std::floor(2.0 * gap)));
    painter.fillRect(panel, QColor::fromRgba(panelColour));
    double top = panel.top() + std::floor(gap);
    for (std::size_t line = 0; line < lines; ++line, top += lineHeight) {
        const std::size_t index = indices[line];
        if (context.isHighlighted(index))
            painter.fillRect(QRectF(panel.left(), top, panel.width(), lineHeight), QColor::fromRgba(highlightColour));
        const ClassLook &look = context.look(index);
        painter.fillRect(QRectF(panel.left() + gap, top + 1.0, swatch, lineHeight - 2.0), look.colour);
        painter.setPen(Qt::white);
        const double baseline = top + (lineHeight - context.metrics.height()) / 2.0 + context.metrics.ascent();
        const double left = panel.left() + gap + swatch + gap;
        if (style.scores)
            painter.drawText(QPointF(left, baseline), context.scoreText(index));
        if (style.labels)
            painter.drawText(QPointF(left + score, baseline),
                             context.metrics.elidedText(look.name, Qt::ElideRight, nameWidth));
    }
}

} // namespace sightglass
