// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/liveplot.h"

#include "ui/theme/theme.h"
#include "ui/widgets/wording.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace sightglass
{

LivePlot::LivePlot(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void LivePlot::add(std::optional<double> value)
{
    m_values[m_next] = value;
    m_next = (m_next + 1) % capacity;
    m_count = std::min(m_count + 1, capacity);
    update();
}

void LivePlot::clear()
{
    m_next = 0;
    m_count = 0;
    update();
}

void LivePlot::setUnit(const QString &unit)
{
    m_unit = unit;
}

std::optional<double> LivePlot::at(std::size_t index) const
{
    return m_values[(m_next + capacity - m_count + index) % capacity];
}

double LivePlot::maximum() const
{
    double greatest = 0.0;
    for (std::size_t i = 0; i < m_count; ++i)
        greatest = std::max(greatest, at(i).value_or(0.0));
    return greatest;
}

QSize LivePlot::sizeHint() const
{
    return {120, 20};
}

QSize LivePlot::minimumSizeHint() const
{
    return {40, 16};
}

void LivePlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF area = QRectF(rect()).adjusted(2.0, 3.0, -2.0, -3.0);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const double greatest = maximum();
    if (greatest <= 0.0)
        return;

    painter.setRenderHint(QPainter::Antialiasing);
    const QColor line = Theme::signalColours(palette()).accent;
    QColor fill = line;
    fill.setAlphaF(0.2f);
    const double step = area.width() / static_cast<double>(capacity - 1);
    QPolygonF run;
    const auto drawRun = [&] {
        if (!run.isEmpty()) {
            QPolygonF below = run;
            below << QPointF(run.last().x(), area.bottom()) << QPointF(run.first().x(), area.bottom());
            painter.setPen(Qt::NoPen);
            painter.setBrush(fill);
            painter.drawPolygon(below);
            painter.setPen(QPen(line, 1.2));
            painter.drawPolyline(run);
        }
        run.clear();
    };
    for (std::size_t i = 0; i < m_count; ++i) {
        const std::optional<double> value = at(i);
        if (!value) {
            drawRun();
            continue;
        }
        const double x = area.right() - static_cast<double>(m_count - 1 - i) * step;
        run << QPointF(x, area.bottom() - area.height() * *value / greatest);
    }
    drawRun();
}

bool LivePlot::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || m_count == 0)
        return QWidget::event(event);
    const std::optional<double> newest = at(m_count - 1);
    const QString now = newest ? decimalText(*newest) + QLatin1Char(' ') + m_unit : tr("nothing");
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(),
                       tr("Last 60 s: now %1, at most %2 %3").arg(now, decimalText(maximum()), m_unit), this);
    return true;
}

} // namespace sightglass
