// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/elidedlabel.h"

#include "core/values/visibletext.h"
#include "ui/widgets/outsidetext.h"

#include <QEvent>
#include <QResizeEvent>

namespace sightglass
{

ElidedLabel::ElidedLabel(QWidget *parent)
    : TonedLabel(parent)
{}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    elide();
}

void ElidedLabel::setText(const QString &text)
{
    const QString shown = visibleText(text);
    if (shown == m_text)
        return;
    m_text = shown;
    setAccessibleName(shown);
    updateGeometry();
    elide();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("…")), fontMetrics().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    TonedLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent *event)
{
    TonedLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        elide();
}

void ElidedLabel::elide()
{
    const QString shown = fontMetrics().elidedText(m_text, m_mode, width());
    QLabel::setText(shown);
    setToolTip(shown == m_text ? QString() : toolTipText(m_text));
}

} // namespace sightglass
