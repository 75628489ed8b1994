// SPDX-License-Identifier: Apache-2.0
#include "ui/fullscreen.h"

#include "ui/dockset.h"
#include "ui/transport/transportbar.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QApplication>
#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>
#include <QVBoxLayout>

#include <chrono>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds idleTime{2500};

} // namespace

FullScreen::FullScreen(QMainWindow *window, const DockSet &docks, VideoGrid &grid, TransportBar &transport,
                       QVBoxLayout &column)
    : QObject(window)
    , m_window(window)
    , m_docks(docks)
    , m_grid(grid)
    , m_transport(transport)
    , m_column(column)
{
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleTime);
    connect(&m_idle, &QTimer::timeout, this, &FullScreen::hideTransport);
    grid.installEventFilter(this);
}

void FullScreen::watch(VideoView &view)
{
    view.installEventFilter(this);
}

void FullScreen::set(bool on)
{
    if (on == m_on)
        return;
    m_on = on;
    if (on)
        enter();
    else
        leave();
    Q_EMIT changed(on);
}

QByteArray FullScreen::state() const
{
    return m_on ? m_stateBefore : m_window->saveState(stateVersion);
}

QByteArray FullScreen::geometry() const
{
    return m_on ? m_geometryBefore : m_window->saveGeometry();
}

void FullScreen::enter()
{
    m_stateBefore = m_window->saveState(stateVersion);
    m_geometryBefore = m_window->saveGeometry();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_window->menuBar(), m_window->statusBar()})
        widget->hide();
    for (const DockId id : DockSet::all())
        m_docks[id]->hide();
    m_column.removeWidget(&m_transport);
    m_transport.setParent(&m_grid);
    m_transport.setAutoFillBackground(true);
    m_transport.hide();
    m_window->setWindowState(m_window->windowState() | Qt::WindowFullScreen);
    m_grid.setFocus();
}

void FullScreen::leave()
{
    m_idle.stop();
    m_grid.unsetCursor();
    m_transport.setAutoFillBackground(false);
    m_column.addWidget(&m_transport); // The lowest of all.
    m_transport.show();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_window->menuBar(), m_window->statusBar()})
        widget->show();
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowFullScreen);
    m_window->restoreState(m_stateBefore, stateVersion);
    m_grid.setFocus();
}

void FullScreen::showTransport()
{
    if (m_transport.isHidden()) {
        placeTransport();
        m_transport.show();
        m_transport.raise();
        m_grid.unsetCursor();
    }
    m_idle.start();
}

void FullScreen::hideTransport()
{
    // Somebody is about to use it.
    if (m_transport.underMouse() || QApplication::activePopupWidget() ||
        (QApplication::focusWidget() && m_transport.isAncestorOf(QApplication::focusWidget()))) {
        m_idle.start();
        return;
    }
    m_transport.hide();
    m_grid.setCursor(Qt::BlankCursor);
}

void FullScreen::placeTransport()
{
    const int height = m_transport.sizeHint().height();
    m_transport.setGeometry(0, m_grid.height() - height, m_grid.width(), height);
}

bool FullScreen::eventFilter(QObject *watched, QEvent *event)
{
    if (m_on && event->type() == QEvent::MouseMove)
        showTransport();
    else if (m_on && watched == &m_grid && event->type() == QEvent::Resize)
        placeTransport();
    return QObject::eventFilter(watched, event);
}

} // namespace sightglass
