// SPDX-License-Identifier: Apache-2.0
#include "ui/screenpicker.h"

#include "core/values/visibletext.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int smallest = 16; ///< Of a part, each way, in pixels of the screen.

} // namespace

ScreenPicker::ScreenPicker(QScreen *screen, const QList<DesktopWindow> &windows, QWidget *parent)
    : QWidget(parent, Qt::Window | Qt::FramelessWindowHint | Qt::WindowStaysOnTopHint)
    , m_screen(screen)
    , m_windows(windows)
    , m_picture(screen->grabWindow(0))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::ApplicationModal);
    setWindowTitle(tr("Watch the screen"));
    setAccessibleName(windowTitle());
    setCursor(Qt::CrossCursor);
    setMouseTracking(true);
    setGeometry(screen->geometry());
    setWindowState(Qt::WindowFullScreen);
}

// Qt scales a screen about its own corner.
QRect ScreenPicker::toWidget(const QRect &pixels) const
{
    const double ratio = m_screen->devicePixelRatio();
    const QPoint corner = m_screen->geometry().topLeft();
    return QRectF((pixels.x() - corner.x()) / ratio, (pixels.y() - corner.y()) / ratio, pixels.width() / ratio,
                  pixels.height() / ratio)
        .toRect();
}

QRect ScreenPicker::toPixels(const QRect &place) const
{
    const double ratio = m_screen->devicePixelRatio();
    const QPoint corner = m_screen->geometry().topLeft();
    const QRect inside = place.intersected(rect());
    return QRectF(corner.x() + inside.x() * ratio, corner.y() + inside.y() * ratio, inside.width() * ratio,
                  inside.height() * ratio)
        .toRect();
}

const DesktopWindow *ScreenPicker::windowAt(const QPoint &place) const
{
    const auto found = std::find_if(m_windows.begin(), m_windows.end(), [&](const DesktopWindow &window) {
        return toWidget(window.place).contains(place);
    });
    return found == m_windows.end() ? nullptr : &*found;
}

/// What a release of the button would choose; empty: nothing.
QRect ScreenPicker::chosen() const
{
    if (m_dragging)
        // Not normalized(), which takes a pixel off each side of what was dragged to the left or up.
        return QRect(QPoint(std::min(m_pressed->x(), m_pointer.x()), std::min(m_pressed->y(), m_pointer.y())),
                     QPoint(std::max(m_pressed->x(), m_pointer.x()), std::max(m_pressed->y(), m_pointer.y())))
            .intersected(rect());
    const DesktopWindow *window = windowAt(m_pointer);
    return window ? toWidget(window->place).intersected(rect()) : QRect();
}

void ScreenPicker::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawPixmap(rect(), m_picture);
    const QRect place = chosen();
    QRegion veiled(rect());
    veiled -= place;
    painter.setClipRegion(veiled);
    painter.fillRect(rect(), QColor(0, 0, 0, 130));
    painter.setClipping(false);
    const auto plate = [&](const QString &text, const QPoint &centre) {
        QRect room = painter.fontMetrics().boundingRect(text);
        room.adjust(-2 * Theme::rhythm, -Theme::rhythm, 2 * Theme::rhythm, Theme::rhythm);
        room.moveCenter(centre);
        room.moveLeft(std::clamp(room.left(), 0, std::max(0, width() - room.width())));
        room.moveTop(std::clamp(room.top(), 0, std::max(0, height() - room.height())));
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(16, 18, 20, 220));
        painter.drawRoundedRect(room, 6.0, 6.0);
        painter.setPen(Qt::white);
        painter.drawText(room, Qt::AlignCenter, text);
    };
    if (!place.isEmpty()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Theme::signalColours(palette()).accent, 2.0));
        painter.drawRect(place.adjusted(0, 0, -1, -1));
        const QRect pixels = toPixels(place);
        const DesktopWindow *window = m_dragging ? nullptr : windowAt(m_pointer);
        const QString size =
            QStringLiteral("%1 × %2").arg(QString::number(pixels.width()), QString::number(pixels.height()));
        plate(window && !window->title.isEmpty()
                  ? tr("%1, %2").arg(painter.fontMetrics().elidedText(visibleText(window->title), Qt::ElideMiddle,
                                                                      40 * Theme::rhythm),
                                     size)
                  : size,
              place.center());
    }
    plate(tr("Drag over the part to watch, or click a window. Enter: the whole screen. Esc: none."),
          QPoint(width() / 2, height() - 5 * Theme::rhythm));
}

void ScreenPicker::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        pick(QGuiApplication::screens().size() == 1 ? ScreenArea() : ScreenArea{toPixels(rect()), 0});
}

void ScreenPicker::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_pressed = event->position().toPoint();
    else
        close();
}

void ScreenPicker::mouseMoveEvent(QMouseEvent *event)
{
    m_pointer = event->position().toPoint();
    m_dragging =
        m_pressed && (m_dragging || (m_pointer - *m_pressed).manhattanLength() >= QApplication::startDragDistance());
    update();
}

void ScreenPicker::mouseReleaseEvent(QMouseEvent *event)
{
    m_pointer = event->position().toPoint();
    const QRect part = m_dragging ? toPixels(chosen()) : QRect();
    const DesktopWindow *window = m_dragging ? nullptr : windowAt(m_pointer);
    m_dragging = false;
    m_pressed.reset();
    if (part.width() >= smallest && part.height() >= smallest)
        pick({part, 0});
    else if (window)
        pick({{}, window->id});
    else
        update();
}

void ScreenPicker::pick(const ScreenArea &area)
{
    hide();
    Q_EMIT picked(area);
    close();
}

} // namespace sightglass
