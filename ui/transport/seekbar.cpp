// SPDX-License-Identifier: Apache-2.0
#include "ui/transport/seekbar.h"

#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds dragInterval{60};
constexpr double knobRadius = 6.0;

} // namespace

SeekBar::SeekBar(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Position in the file"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setEnabled(false);
    m_coalesce.setSingleShot(true);
    m_coalesce.setInterval(dragInterval);
    connect(&m_coalesce, &QTimer::timeout, this, &SeekBar::sendPending);
}

void SeekBar::setRange(std::int64_t frameCount, double seconds)
{
    m_count = std::max<std::int64_t>(0, frameCount);
    m_seconds = seconds;
    m_position = 0;
    m_sent = -1;
    m_marks = {};
    m_dragging = false;
    m_coalesce.stop();
    setEnabled(m_count > 0);
    update();
}

void SeekBar::setIndexing(std::optional<double> known, double played)
{
    if (known == m_known && played == m_played)
        return;
    m_known = known;
    m_played = std::clamp(played, 0.0, 1.0);
    setToolTip(known ? tr("%1 % of the file are known; when all are, this goes to any place.")
                           .arg(QString::number(std::floor(100.0 * *known), 'f', 0))
                     : QString());
    update();
}

void SeekBar::setPosition(std::int64_t frame)
{
    if (m_dragging || m_coalesce.isActive() || frame == m_position)
        return;
    m_sent = -1;
    m_position = m_count > 0 ? std::clamp<std::int64_t>(frame, 0, m_count - 1) : 0;
    update();
}

void SeekBar::setMarks(const Marks &marks)
{
    m_marks = marks;
    update();
}

void SeekBar::setLarge(bool large)
{
    m_large = large;
    updateGeometry();
    update();
}

QSize SeekBar::sizeHint() const
{
    return {40 * Theme::rhythm, (m_large ? 4 : 3) * Theme::rhythm};
}

QSize SeekBar::minimumSizeHint() const
{
    return {12 * Theme::rhythm, sizeHint().height()};
}

QRectF SeekBar::groove() const
{
    const double thickness = m_large ? 10.0 : 4.0;
    return {knobRadius, (height() - thickness) / 2.0, width() - 2.0 * knobRadius, thickness};
}

std::int64_t SeekBar::frameAt(double x) const
{
    const QRectF bar = groove();
    const double share = std::clamp((x - bar.left()) / std::max(1.0, bar.width()), 0.0, 1.0);
    return std::llround(share * static_cast<double>(std::max<std::int64_t>(0, m_count - 1)));
}

double SeekBar::xOf(std::int64_t frame) const
{
    const double share = m_count > 1 ? static_cast<double>(frame) / static_cast<double>(m_count - 1) : 0.0;
    return groove().left() + share * groove().width();
}

void SeekBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF bar = groove();
    const double radius = bar.height() / 2.0;
    painter.setBrush(palette().color(QPalette::Mid));
    painter.drawRoundedRect(bar, radius, radius);
    if (m_count == 0) {
        paintIndexing(painter);
        return;
    }
    const QColor accent = Theme::signalColours(palette()).accent;
    const double x = xOf(m_position);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QPointF(x, bar.bottom())), radius, radius);
    if (m_hoverX >= 0.0) {
        painter.setBrush(palette().color(QPalette::WindowText));
        painter.drawRect(QRectF(xOf(frameAt(m_hoverX)) - 0.5, bar.top() - 3.0, 1.0, bar.height() + 6.0));
    }
    paintMarks(painter);
    painter.setBrush(accent);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1.5));
    }
    painter.drawEllipse(QPointF(x, bar.center().y()), knobRadius, knobRadius);
}

/// What is known in a paler colour than what has been played.
void SeekBar::paintIndexing(QPainter &painter) const
{
    if (!m_known)
        return;
    const auto paintTo = [&, bar = groove()](double share, const QColor &colour) {
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), share * bar.width(), bar.height()), bar.height() / 2.0,
                                bar.height() / 2.0);
    };
    const QColor accent = Theme::signalColours(palette()).accent;
    QColor pale = accent;
    pale.setAlphaF(0.35f);
    paintTo(*m_known, pale);
    paintTo(m_played, accent);
}

/// A bracket at each mark, and a line above the groove over the part between.
void SeekBar::paintMarks(QPainter &painter) const
{
    if (m_marks.isEmpty())
        return;
    constexpr double arm = 4.0;
    const QRectF bar = groove().adjusted(0.0, -arm, 0.0, arm);
    const double left = m_marks.in ? xOf(*m_marks.in) : bar.left();
    const double right = m_marks.out ? xOf(*m_marks.out) : bar.right();
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.5));
    painter.drawLine(QPointF(left, bar.top()), QPointF(right, bar.top()));
    const auto bracket = [&](double x, double towards) {
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()));
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x + towards, bar.bottom()));
    };
    if (m_marks.in)
        bracket(left, arm);
    if (m_marks.out)
        bracket(right, -arm);
    painter.setPen(Qt::NoPen);
}

void SeekBar::request(std::int64_t frame)
{
    m_position = frame;
    update();
    if (!m_coalesce.isActive()) {
        sendPending();
        m_coalesce.start();
    }
}

void SeekBar::sendPending()
{
    if (m_position == m_sent)
        return;
    m_sent = m_position;
    Q_EMIT seekRequested(m_position);
}

void SeekBar::showTime(const QPoint &position, const QPoint &global)
{
    const std::int64_t frame = frameAt(position.x());
    const double seconds = m_count > 0 ? m_seconds * static_cast<double>(frame) / static_cast<double>(m_count) : 0.0;
    QToolTip::showText(global - QPoint(0, 5 * Theme::rhythm),
                       tr("%1, frame %2").arg(timeText(seconds, true), QString::number(frame)), this);
}

void SeekBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_sent = -1;
    request(frameAt(event->position().x()));
}

void SeekBar::mouseMoveEvent(QMouseEvent *event)
{
    if (m_count == 0)
        return;
    m_hoverX = event->position().x();
    if (m_dragging)
        request(frameAt(m_hoverX));
    showTime(event->position().toPoint(), event->globalPosition().toPoint());
    update();
}

void SeekBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_dragging)
        return;
    m_coalesce.stop();
    sendPending();
    m_dragging = false;
}

void SeekBar::leaveEvent(QEvent *)
{
    m_hoverX = -1.0;
    update();
}

void SeekBar::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_count == 0)
        return;
    const bool pointed = event->reason() == QContextMenuEvent::Mouse;
    Q_EMIT menuRequested(event->globalPos(), pointed ? frameAt(event->pos().x()) : m_position);
}

void SeekBar::keyPressEvent(QKeyEvent *event)
{
    const std::int64_t page = std::max<std::int64_t>(1, m_count / 20);
    if (event->key() == Qt::Key_PageUp)
        request(std::clamp<std::int64_t>(m_position - page, 0, m_count - 1));
    else if (event->key() == Qt::Key_PageDown)
        request(std::clamp<std::int64_t>(m_position + page, 0, m_count - 1));
    else
        QWidget::keyPressEvent(event);
}

void SeekBar::wheelEvent(QWheelEvent *event)
{
    if (m_count == 0 || event->angleDelta().y() == 0)
        return;
    const std::int64_t step = std::max<std::int64_t>(1, m_count / 100);
    const std::int64_t delta = event->angleDelta().y() > 0 ? step : -step;
    request(std::clamp<std::int64_t>(m_position + delta, 0, m_count - 1));
    event->accept();
}

} // namespace sightglass
