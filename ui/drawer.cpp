// SPDX-License-Identifier: Apache-2.0
#include "ui/drawer.h"

#include "ui/dockset.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QToolButton>

#include <utility>

namespace sightglass
{

Drawer::Drawer(QMainWindow *window, const DockSet &docks, QWidget *picture, QAction *action)
    : QObject(window)
    , m_window(window)
    , m_docks(docks)
    , m_picture(picture)
    , m_action(action)
    , m_handle(new QToolButton(picture))
{
    m_handle->setObjectName(QStringLiteral("drawerHandle"));
    m_handle->setFocusPolicy(Qt::TabFocus);
    m_handle->setAccessibleName(tr("Side panel"));
    m_handle->setToolTip(action->toolTip());
    m_handle->setFixedSize(2 * Theme::rhythm, 8 * Theme::rhythm);
    connect(m_handle, &QToolButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::triggered, this, [this](bool open) {
        m_byItself = false;
        setShut(!open);
    });
    for (const DockId id : DockSet::all()) {
        connect(m_docks[id], &QDockWidget::visibilityChanged, this, [this, id](bool visible) {
            // Called for from elsewhere, it brings the others along.
            if (visible && m_held.contains(id)) {
                setShut(false);
                m_docks[id]->raise();
            } else if (m_window->isVisible()) {
                refresh();
            }
        });
    }
    window->installEventFilter(this);
    picture->installEventFilter(this);
    refresh();
}

/// Those that stand at the right, the one in front first.
QList<DockId> Drawer::sideDocks() const
{
    QList<DockId> docks;
    for (const DockId id : DockSet::all()) {
        QDockWidget *dock = m_docks[id];
        if (dock->isHidden() || dock->isFloating() || m_window->dockWidgetArea(dock) != Qt::RightDockWidgetArea)
            continue;
        if (dock->visibleRegion().isEmpty())
            docks.append(id);
        else
            docks.prepend(id);
    }
    return docks;
}

void Drawer::setShut(bool shut)
{
    if (shut == isShut()) {
        refresh();
        return;
    }
    if (shut) {
        m_held = sideDocks();
        for (const DockId id : std::as_const(m_held))
            m_docks[id]->hide();
    } else {
        const QList<DockId> shown = std::exchange(m_held, {});
        for (const DockId id : shown)
            m_docks[id]->show();
        m_docks[shown.first()]->raise();
    }
    refresh();
}

QStringList Drawer::held() const
{
    QStringList names;
    for (const DockId id : m_held)
        names.append(m_docks[id]->objectName());
    return names;
}

void Drawer::restore(const QStringList &held, bool wasNarrow)
{
    m_held.clear();
    for (const QString &name : held) {
        for (const DockId id : DockSet::all()) {
            if (m_docks[id]->objectName() == name && m_docks[id]->isHidden())
                m_held.append(id);
        }
    }
    m_isNarrow = wasNarrow;
    m_byItself = isShut() && wasNarrow;
    refresh();
}

void Drawer::forget()
{
    m_held.clear();
    m_byItself = false;
    refresh();
}

bool Drawer::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::WindowStateChange:
        // When the docks have their places.
        QMetaObject::invokeMethod(this, &Drawer::followWidth, Qt::QueuedConnection);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

/// The whole screen has no panels, and says nothing of how wide the window is.
void Drawer::followWidth()
{
    if (m_window->isVisible() && !m_window->isFullScreen()) {
        const bool isNarrow = m_window->width() < narrow;
        if (isNarrow != std::exchange(m_isNarrow, isNarrow)) {
            if (isNarrow && !isShut()) {
                m_byItself = true;
                setShut(true);
            } else if (!isNarrow && std::exchange(m_byItself, false)) {
                setShut(false);
            }
        }
    }
    refresh();
}

void Drawer::refresh()
{
    m_action->setChecked(!isShut());
    m_handle->setArrowType(isShut() ? Qt::LeftArrow : Qt::RightArrow);
    const bool canShut = m_isNarrow && !sideDocks().isEmpty();
    m_handle->setVisible((isShut() || canShut) && !m_window->isFullScreen());
    m_handle->move(m_picture->width() - m_handle->width(), (m_picture->height() - m_handle->height()) / 2);
    m_handle->raise();
}

} // namespace sightglass
