// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/levelgauge.h"

#include "ui/theme/theme.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr double bore = 14.0; ///< Inner width of the tube, logical pixels.
constexpr int mostTicks = 16;

} // namespace

LevelGauge::LevelGauge(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_orientation(orientation)
{
    if (orientation == Qt::Horizontal)
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    else
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

void LevelGauge::setLevel(int depth, int capacity)
{
    if (depth == m_depth && capacity == m_capacity)
        return;
    m_depth = depth;
    m_capacity = capacity;
    setAccessibleDescription(text());
    update();
}

QString LevelGauge::text() const
{
    return m_capacity > 0 ? QStringLiteral("%1/%2").arg(QString::number(m_depth), QString::number(m_capacity))
                          : QStringLiteral("–");
}

QSize LevelGauge::sizeHint() const
{
    const QSize least = minimumSizeHint();
    return m_orientation == Qt::Horizontal ? QSize(160, least.height()) : QSize(least.width(), 96);
}

QSize LevelGauge::minimumSizeHint() const
{
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("88/88"));
    if (m_orientation == Qt::Horizontal)
        return {number + 56, std::max(fontMetrics().height(), static_cast<int>(bore) + 4)};
    return {std::max(number, static_cast<int>(bore) + 4), fontMetrics().height() + 48};
}

QRectF LevelGauge::tube() const
{
    if (m_orientation == Qt::Horizontal) {
        const int number = fontMetrics().horizontalAdvance(QStringLiteral("88/88"));
        return {1.0, (height() - bore) / 2.0, width() - number - 10.0, bore};
    }
    return {(width() - bore) / 2.0, 1.0, bore, height() - fontMetrics().height() - 6.0};
}

void LevelGauge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF glass = tube();
    const bool lying = m_orientation == Qt::Horizontal;
    QColor hairline = palette().color(QPalette::PlaceholderText);
    hairline.setAlphaF(0.6f);
    const SignalColours signal = Theme::signalColours(palette());
    const QColor liquid = isFull() ? signal.late : signal.accent;
    // The amber of text on a light surface is brown; what only has to be seen may be brighter.
    const QColor fill = isFull() && !Theme::isDark(palette()) ? signal.late.lighter(160) : liquid;

    painter.setPen(isFull() ? liquid : palette().color(QPalette::WindowText));
    const QRectF label = lying ? QRectF(glass.right() + 4.0, 0.0, width() - glass.right() - 4.0, height())
                               : QRectF(0.0, glass.bottom() + 4.0, width(), height() - glass.bottom() - 4.0);
    painter.drawText(label, lying ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignHCenter | Qt::AlignTop, text());

    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(glass, bore / 2.0, bore / 2.0);
    painter.fillPath(outline, palette().color(QPalette::Base));
    painter.save();
    painter.setClipPath(outline);
    if (m_capacity > 0) {
        const double share = std::min(1.0, static_cast<double>(m_depth) / m_capacity);
        QRectF level = glass;
        if (lying)
            level.setRight(glass.left() + glass.width() * share);
        else
            level.setTop(glass.bottom() - glass.height() * share);
        QLinearGradient body(glass.topLeft(), lying ? glass.bottomLeft() : glass.topRight());
        body.setColorAt(0.0, fill.lighter(125));
        body.setColorAt(0.6, fill);
        body.setColorAt(1.0, fill.darker(115));
        painter.fillRect(level, body);
        painter.setPen(QPen(hairline, 1.0));
        for (int tick = 1; m_capacity <= mostTicks && tick < m_capacity; ++tick) {
            const double at = static_cast<double>(tick) / m_capacity;
            const double x = glass.left() + glass.width() * at;
            const double y = glass.bottom() - glass.height() * at;
            if (lying)
                painter.drawLine(QPointF(x, glass.bottom() - 4.0), QPointF(x, glass.bottom()));
            else
                painter.drawLine(QPointF(glass.right() - 4.0, y),
                                 glass.bottomRight() + QPointF(0.0, y - glass.bottom()));
        }
    }
    painter.restore();
    // The light that runs along a glass tube.
    painter.setPen(QPen(QColor(255, 255, 255, 90), 1.5, Qt::SolidLine, Qt::RoundCap));
    const QPointF begin = glass.topLeft() + (lying ? QPointF(bore / 2.0, 3.5) : QPointF(3.5, bore / 2.0));
    const QPointF end =
        lying ? QPointF(glass.right() - bore / 2.0, begin.y()) : QPointF(begin.x(), glass.bottom() - bore / 2.0);
    painter.drawLine(begin, end);
    painter.setPen(QPen(isFull() ? liquid : hairline, 1.0));
    painter.drawPath(outline);
}

} // namespace sightglass
