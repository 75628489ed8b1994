// SPDX-License-Identifier: Apache-2.0
#include "ui/keyguard.h"

#include "ui/widgets/focusring.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTabBar>

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

bool isField(const QObject *widget)
{
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget);
}

/// What the control does with a key by itself.
bool needs(const QWidget *widget, int key)
{
    if (qobject_cast<const QAbstractButton *>(widget))
        return key == Qt::Key_Space;
    if (qobject_cast<const QAbstractSlider *>(widget) || qobject_cast<const QTabBar *>(widget) || isField(widget))
        return isNavigation(key);
    if (qobject_cast<const QAbstractItemView *>(widget) || qobject_cast<const QComboBox *>(widget))
        return isNavigation(key) || key == Qt::Key_Space || key == Qt::Key_Backspace;
    return false;
}

/// Whether the control is in a dock that lies behind another as a tab: such a dock counts as visible for Qt.
bool isBehind(const QWidget *widget)
{
    for (const QWidget *around = widget; around && !around->isWindow(); around = around->parentWidget()) {
        if (const auto *dock = qobject_cast<const QDockWidget *>(around))
            return dock->visibleRegion().isEmpty();
    }
    return false;
}

/// In the window, or in a dialog or a floating dock of it.
bool belongsTo(const QWidget *widget, const QWidget *window)
{
    while (widget && widget != window)
        widget = widget->parentWidget();
    return widget != nullptr;
}

bool isStop(const QWidget *widget, const QWidget &window)
{
    return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isEnabled() && widget->isVisible() &&
           !widget->focusProxy() && widget->window() == &window && !isBehind(widget);
}

} // namespace

QWidget *nextFocusStop(QWidget &window, bool forward)
{
    QWidget *from = window.focusWidget() ? window.focusWidget() : &window;
    const auto next = [forward](const QWidget *widget) {
        return forward ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget *widget = next(from); widget && widget != from; widget = next(widget)) {
        if (isStop(widget, window))
            return widget;
    }
    return nullptr;
}

KeyGuard::KeyGuard(QWidget *window, QWidget *home)
    : QObject(window)
    , m_window(window)
    , m_home(home)
    , m_ring(new FocusRing)
{
    m_home->setFocus();
    qApp->installEventFilter(this);
}

KeyGuard::~KeyGuard()
{
    delete m_ring;
}

void KeyGuard::setKeyed(QWidget *widget)
{
    m_keyed = widget;
    if (!m_ring && widget)
        m_ring = new FocusRing; // The one before went with what it lay on.
    if (m_ring)
        m_ring->surround(widget);
}

void KeyGuard::goHome()
{
    // After the control has had its key.
    QMetaObject::invokeMethod(
        m_home, [home = m_home] { home->setFocus(Qt::OtherFocusReason); }, Qt::QueuedConnection);
}

bool KeyGuard::takesKey(QWidget *widget, const QKeyEvent &event) const
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    return (widget == m_keyed || isField(widget)) && needs(widget, event.key());
}

bool KeyGuard::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::ShortcutOverride && type != QEvent::FocusIn && type != QEvent::MouseButtonPress &&
        type != QEvent::KeyPress && type != QEvent::Hide)
        return false;
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget || !belongsTo(widget, m_window))
        return false;
    if (type == QEvent::Hide) {
        if (qobject_cast<QDialog *>(widget))
            goHome();
        return false;
    }
    if (!widget->hasFocus() || qobject_cast<QDialog *>(widget->window()))
        return false;
    switch (type) {
    case QEvent::FocusIn:
        switch (static_cast<QFocusEvent *>(event)->reason()) {
        case Qt::TabFocusReason:
        case Qt::BacktabFocusReason:
        case Qt::ShortcutFocusReason:
            setKeyed(widget);
            break;
        case Qt::MouseFocusReason:
        case Qt::OtherFocusReason:
            setKeyed(nullptr);
            break;
        default:
            break; // It had the focus before a window, a menu or a list came between.
        }
        return false;
    case QEvent::MouseButtonPress:
        setKeyed(nullptr);
        return false;
    case QEvent::KeyPress: {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool leaves = key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (widget != m_home && ((leaves && isField(widget)) || key == Qt::Key_Escape))
            goHome();
        return false;
    }
    default:
        if (!takesKey(widget, static_cast<QKeyEvent &>(*event)))
            return false;
        event->accept();
        return true;
    }
}

} // namespace sightglass
