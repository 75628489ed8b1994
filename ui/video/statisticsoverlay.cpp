// SPDX-License-Identifier: Apache-2.0
#include "ui/video/statisticsoverlay.h"

#include "core/values/words.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QPainter>

namespace sightglass
{

namespace
{

QString stageText(const StageSnapshot &stage)
{
    return Words::tr("%1 fps  %2 ms").arg(QString::number(stage.perSecond, 'f', 1), QString::number(stage.p50, 'f', 1));
}

} // namespace

void StatisticsOverlay::setStatistics(const LaneStatistics &statistics)
{
    const FlowCounters &queue = statistics.models.front().queue;
    m_lines = {
        {Words::tr("capture"), stageText(statistics.capture)},
        {Words::tr("inference"), stageText(statistics.models.front().inference)},
        {Words::tr("display"), stageText(statistics.display)},
        {Words::tr("queue"),
         QStringLiteral("%1 / %2").arg(QString::number(queue.waiting()), QString::number(queue.capacity)),
         queue.capacity > 0 && queue.waiting() >= queue.capacity},
        {Words::tr("lost"), Words::tr("%1 (10 s)").arg(statistics.lostLately()), statistics.lostLately() > 0},
    };
    if (!statistics.unreadable.isEmpty())
        m_lines.append({Words::tr("unreadable"), QString::number(statistics.unreadable.count()), true});
    if (statistics.pictureAge)
        m_lines.append({Words::tr("picture"), Words::tr("%1 old").arg(ageText(*statistics.pictureAge))});
    if (statistics.boxesAge)
        m_lines.append({Words::tr("boxes"), Words::tr("%1 older").arg(ageText(*statistics.boxesAge))});
}

void StatisticsOverlay::paint(QPainter &painter, const QRectF &area, Qt::Edge edge) const
{
    if (m_lines.isEmpty())
        return;
    const QFontMetricsF metrics(painter.font());
    const double nameWidth = metrics.horizontalAdvance(Words::tr("inference")) + 2 * Theme::rhythm;
    const double valueWidth =
        metrics.horizontalAdvance(Words::tr("%1 fps  %2 ms").arg(QStringLiteral("000.0"), QStringLiteral("0000.0")));
    const double lineHeight = metrics.height() + 2.0;
    const double margin = Theme::rhythm;
    const QRectF inner = area.adjusted(margin, margin, -margin, -margin);
    QRectF plate(inner.topLeft(), QSizeF(nameWidth + valueWidth + 2 * margin,
                                         lineHeight * static_cast<double>(m_lines.size()) + 2 * margin));
    if (edge == Qt::BottomEdge)
        plate.moveBottom(inner.bottom());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(16, 18, 20, 200));
    painter.drawRoundedRect(plate, 4.0, 4.0);
    double top = plate.top() + margin;
    for (const Line &line : m_lines) {
        const QRectF name(plate.left() + margin, top, nameWidth, lineHeight);
        const QRectF value(name.right(), top, valueWidth, lineHeight);
        painter.setPen(QColor(0xc3c8ce));
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter.setPen(line.late ? QColor(0xffb84d) : QColor(Qt::white));
        painter.drawText(value, Qt::AlignRight | Qt::AlignVCenter, line.value);
        top += lineHeight;
    }
    painter.restore();
}

} // namespace sightglass
