// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tonedlabel.h"

#include "ui/theme/theme.h"

#include <QEvent>

namespace sightglass
{

TonedLabel::TonedLabel(QWidget *parent)
    : QLabel(parent)
{}

TonedLabel::TonedLabel(Tone tone, const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTone(tone);
}

void TonedLabel::setTone(Tone tone)
{
    m_tone = tone;
    applyTone();
}

void TonedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTone();
}

void TonedLabel::applyTone()
{
    setForegroundRole(m_tone == Tone::Quiet ? QPalette::PlaceholderText : QPalette::WindowText);
    if (m_tone != Tone::Attention && m_tone != Tone::Failure) {
        setPalette(QPalette());
        return;
    }
    const SignalColours signal = Theme::signalColours(parentWidget() ? parentWidget()->palette() : palette());
    QPalette own;
    own.setColor(QPalette::WindowText, m_tone == Tone::Attention ? signal.late : signal.failed);
    setPalette(own);
}

} // namespace sightglass
