// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/cliplane.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds viewInterval{16};
constexpr double keyZoom = 1.5;
constexpr double wheelZoom = 1.25; ///< For a notch of the wheel.
constexpr double notch = 120.0;    ///< Of QWheelEvent::angleDelta().

} // namespace

ClipLane::ClipLane(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Detections over time"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_viewTimer.setSingleShot(true);
    m_viewTimer.setInterval(viewInterval);
    connect(&m_viewTimer, &QTimer::timeout, this, &ClipLane::tellView);
    describe();
}

LaneSurface ClipLane::surface() const
{
    QFont small = font();
    small.setPointSizeF(std::max(7.0, 0.85 * QFontInfo(font()).pointSizeF()));
    return {size(), devicePixelRatioF(), palette(), small};
}

void ClipLane::setClip(std::int64_t frameCount, double seconds)
{
    m_scene.seconds = seconds;
    m_scene.picture = {};
    m_scene.unreadable.clear();
    m_position = -1;
    m_pressed.reset();
    m_panned.reset();
    hover(std::nullopt);
    setLaneGeometry(LaneGeometry(frameCount, width()));
    m_told = {}; // Whoever is asked now may be another.
    m_viewTimer.start();
    describe();
}

void ClipLane::setPicture(const TimelinePicture &picture)
{
    m_scene.picture = picture;
    redraw();
    describe();
}

void ClipLane::setClassNames(std::shared_ptr<const QStringList> names)
{
    m_scene.classNames = std::move(names);
    redraw();
}

void ClipLane::setOverlayStyle(const OverlayStyle &style)
{
    m_scene.style = style;
    redraw();
}

void ClipLane::setPosition(std::int64_t frame)
{
    if (frame == m_position)
        return;
    const LaneGeometry &geometry = m_scene.geometry;
    const bool follows = m_position >= 0 && geometry.shows(m_position) && !m_panned;
    m_position = frame;
    if (follows && frame >= 0)
        setLaneGeometry(geometry.turnedTo(frame));
    update();
}

void ClipLane::setMarks(const Marks &marks)
{
    if (marks == m_scene.marks)
        return;
    m_scene.marks = marks;
    redraw();
}

void ClipLane::setUnreadable(const std::vector<std::int64_t> &frames)
{
    if (frames == m_scene.unreadable)
        return;
    m_scene.unreadable = frames;
    redraw();
}

void ClipLane::setEmptyText(const QString &text)
{
    m_scene.emptyText = text;
    redraw();
}

QSize ClipLane::sizeHint() const
{
    const int axis = QFontMetrics(surface().font).height();
    return {40 * Theme::rhythm, 9 * Theme::rhythm + axis};
}

QSize ClipLane::minimumSizeHint() const
{
    return {12 * Theme::rhythm, sizeHint().height()};
}

void ClipLane::setLaneGeometry(const LaneGeometry &geometry)
{
    if (geometry == m_scene.geometry)
        return;
    m_scene.geometry = geometry;
    redraw();
    m_viewTimer.start();
}

void ClipLane::redraw()
{
    m_drawn = {};
    update();
}

void ClipLane::tellView()
{
    const ClipView view = isVisible() ? m_scene.geometry.view(devicePixelRatioF()) : ClipView();
    if (view != std::exchange(m_told, view))
        Q_EMIT viewChanged(view);
}

void ClipLane::describe()
{
    const TimelinePicture &picture = m_scene.picture;
    setAccessibleDescription(m_scene.geometry.isEmpty() ? tr("No clip is open")
                                                        : tr("%1 of %2 frames are analysed")
                                                              .arg(QString::number(picture.known),
                                                                   QString::number(m_scene.geometry.frameCount())));
}

void ClipLane::paintEvent(QPaintEvent *)
{
    const LaneSurface on = surface();
    if (m_drawn.isNull() || m_drawn.devicePixelRatio() != on.devicePixelRatio)
        m_drawn = paintLane(m_scene, on);
    QPainter painter(this);
    painter.drawImage(0, 0, m_drawn);
    const LaneGeometry &geometry = m_scene.geometry;
    if (geometry.isEmpty())
        return;
    const QRectF area = LaneRows(on).area;
    const auto centre = [&](std::int64_t frame) {
        const double x = geometry.xOf(static_cast<double>(frame) + 0.5);
        return std::floor(x * on.devicePixelRatio) / on.devicePixelRatio;
    };
    if (m_hovered && !m_panned) {
        QColor colour = palette().color(QPalette::WindowText);
        colour.setAlphaF(0.5f);
        painter.fillRect(QRectF(centre(geometry.frameAt(m_hovered->x())), area.top(), 1.0, area.height()), colour);
    }
    if (m_position < 0 || !geometry.shows(m_position))
        return;
    // Light and dark, so that it is seen on a class of any colour.
    const double x = centre(m_position);
    painter.fillRect(QRectF(x - 1.0, area.top(), 3.0, area.height()), palette().color(QPalette::Base));
    painter.fillRect(QRectF(x, area.top(), 1.0, area.height()), palette().color(QPalette::WindowText));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Base), 1.0));
    painter.setBrush(palette().color(QPalette::WindowText));
    const double middle = x + 0.5;
    painter.drawPolygon(QPolygonF({QPointF(middle - 5.5, area.top() - 4.5), QPointF(middle + 5.5, area.top() - 4.5),
                                   QPointF(middle, area.top() + 4.0)}));
}

void ClipLane::resizeEvent(QResizeEvent *)
{
    m_drawn = {};
    setLaneGeometry(m_scene.geometry.resized(width()));
}

void ClipLane::showEvent(QShowEvent *)
{
    m_viewTimer.start();
}

void ClipLane::hideEvent(QHideEvent *)
{
    hover(std::nullopt);
    m_viewTimer.start();
}

void ClipLane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        redraw();
}

void ClipLane::hover(const std::optional<QPoint> &place)
{
    if (place == m_hovered)
        return;
    m_hovered = place;
    update();
    Q_EMIT hovered(place ? std::optional(m_scene.geometry.frameAt(place->x())) : std::nullopt,
                   place.value_or(QPoint()));
}

void ClipLane::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_scene.geometry.isEmpty())
        m_pressed = event->position().toPoint();
}

void ClipLane::mouseMoveEvent(QMouseEvent *event)
{
    if (m_scene.geometry.isEmpty())
        return;
    const QPointF place = event->position();
    if (m_pressed && !m_panned && std::abs(place.x() - m_pressed->x()) >= QApplication::startDragDistance()) {
        m_panned = m_pressed->x();
        hover(std::nullopt);
        setCursor(Qt::ClosedHandCursor);
    }
    if (!m_panned) {
        hover(place.toPoint());
        return;
    }
    setLaneGeometry(m_scene.geometry.panned(place.x() - *m_panned));
    m_panned = place.x();
}

void ClipLane::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    const bool wasClick = !m_panned;
    m_pressed.reset();
    m_panned.reset();
    unsetCursor();
    if (wasClick)
        Q_EMIT seekRequested(m_scene.geometry.frameAt(event->position().x()));
}

void ClipLane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setLaneGeometry(m_scene.geometry.whole());
}

void ClipLane::leaveEvent(QEvent *)
{
    hover(std::nullopt);
}

void ClipLane::wheelEvent(QWheelEvent *event)
{
    event->accept();
    const LaneGeometry &geometry = m_scene.geometry;
    if (geometry.isEmpty())
        return;
    const QPoint delta = event->angleDelta();
    const bool sideways = std::abs(delta.x()) > std::abs(delta.y()) || (event->modifiers() & Qt::ShiftModifier);
    if (sideways) {
        constexpr double share = 0.1; // Of the lane, for a notch.
        setLaneGeometry(geometry.panned((delta.x() + delta.y()) / notch * share * width()));
    } else {
        setLaneGeometry(geometry.zoomed(std::pow(wheelZoom, delta.y() / notch), event->position().x()));
    }
    if (m_hovered)
        Q_EMIT hovered(m_scene.geometry.frameAt(m_hovered->x()), *m_hovered);
}

void ClipLane::keyPressEvent(QKeyEvent *event)
{
    const LaneGeometry &geometry = m_scene.geometry;
    const double about = m_position >= 0 && geometry.shows(m_position)
                             ? geometry.xOf(static_cast<double>(m_position) + 0.5)
                             : width() / 2.0;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        setLaneGeometry(geometry.zoomed(keyZoom, about));
        break;
    case Qt::Key_Minus:
        setLaneGeometry(geometry.zoomed(1.0 / keyZoom, about));
        break;
    case Qt::Key_0:
        setLaneGeometry(geometry.whole());
        break;
    case Qt::Key_PageUp:
        setLaneGeometry(geometry.panned(width() / 2.0));
        break;
    case Qt::Key_PageDown:
        setLaneGeometry(geometry.panned(-width() / 2.0));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace sightglass
