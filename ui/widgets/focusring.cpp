// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/focusring.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>

namespace sightglass
{

namespace
{

constexpr double thickness = 2.0; // logical pixels
constexpr int distance = 2;       // beyond the control, where its parent has room

} // namespace

FocusRing::FocusRing()
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

FocusRing::~FocusRing() = default;

void FocusRing::surround(QWidget *control)
{
    if (m_control)
        m_control->removeEventFilter(this);
    m_control = control;
    if (control)
        control->installEventFilter(this);
    place();
}

void FocusRing::place()
{
    if (!m_control || !m_control->isVisible()) {
        hide();
        return;
    }
    QWidget *around = m_control->parentWidget();
    if (parentWidget() != around)
        setParent(around);
    const QRect wide = m_control->geometry().adjusted(-distance, -distance, distance, distance);
    setGeometry(wide.intersected(around->rect()));
    show();
    raise();
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::ParentChange:
    case QEvent::ZOrderChange:
        place();
        break;
    case QEvent::Destroy:
        // The parent may be on its way out as well, and would take the ring with it.
        m_control = nullptr;
        setParent(nullptr);
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void FocusRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::signalColours(palette()).accent, thickness));
    const double inset = thickness / 2.0;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 3.0, 3.0);
}

} // namespace sightglass
