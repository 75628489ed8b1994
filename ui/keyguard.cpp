// SPDX-License-Identifier: Apache-2.0
#include "ui/keyguard.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>

namespace sightglass
{

namespace
{

bool isNavigation(int key)
{
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        return true;
    default:
        return false;
    }
}

bool needs(const QWidget *widget, const QKeyEvent &event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    const int key = event.key();
    if (qobject_cast<const QAbstractButton *>(widget))
        return key == Qt::Key_Space;
    if (qobject_cast<const QAbstractSlider *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget))
        return isNavigation(key);
    if (qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QComboBox *>(widget))
        return isNavigation(key) || key == Qt::Key_Space;
    return false;
}

} // namespace

KeyGuard::KeyGuard(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

bool KeyGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (widget && widget->hasFocus() && m_window->isAncestorOf(widget) &&
        needs(widget, static_cast<QKeyEvent &>(*event))) {
        event->accept();
        return true;
    }
    return false;
}

} // namespace sightglass
