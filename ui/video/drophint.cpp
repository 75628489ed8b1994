// SPDX-License-Identifier: Apache-2.0
#include "ui/video/drophint.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>

namespace sightglass
{

namespace
{

constexpr double veil = 0.8; ///< Opacity over what lies beneath.

} // namespace

DropHint::DropHint(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    parent->installEventFilter(this);
    hide();
}

void DropHint::tell(const QString &text, bool welcome)
{
    m_text = text;
    m_welcome = welcome;
    setAccessibleName(text);
    setGeometry(parentWidget()->rect());
    raise();
    setVisible(!text.isEmpty());
    update();
}

bool DropHint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void DropHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor surface = palette().color(QPalette::Window);
    surface.setAlphaF(static_cast<float>(veil));
    painter.fillRect(rect(), surface);
    const SignalColours colours = Theme::signalColours(palette());
    painter.setPen(QPen(m_welcome ? colours.accent : colours.failed, 2.0, Qt::DashLine));
    const int margin = 2 * Theme::rhythm;
    painter.drawRoundedRect(QRectF(rect()).adjusted(margin, margin, -margin, -margin), 8.0, 8.0);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    painter.setFont(large);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect().adjusted(3 * margin, margin, -3 * margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                     m_text);
}

} // namespace sightglass
