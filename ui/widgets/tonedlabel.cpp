// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tonedlabel.h"

#include "core/values/visibletext.h"
#include "ui/theme/theme.h"

#include <QEvent>

namespace sightglass
{

TonedLabel::TonedLabel(QWidget *parent)
    : TonedLabel(Tone::Normal, {}, parent)
{}

TonedLabel::TonedLabel(Tone tone, const QString &text, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    setTone(tone);
}

void TonedLabel::setText(const QString &text)
{
    QLabel::setText(visibleLines(text));
}

void TonedLabel::setTone(Tone tone)
{
    m_tone = tone;
    setForegroundRole(tone == Tone::Quiet ? QPalette::PlaceholderText : QPalette::WindowText);
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
    // Setting a palette changes the palette, which brings us here again: only what differs is set.
    if (m_tone != Tone::Attention && m_tone != Tone::Failure) {
        if (testAttribute(Qt::WA_SetPalette))
            setPalette(QPalette());
        return;
    }
    // The palette without the colour that was set here before.
    QPalette surroundings = palette();
    surroundings.setColor(QPalette::WindowText, palette().color(QPalette::Text));
    const SignalColours signal = Theme::signalColours(surroundings);
    const QColor colour = m_tone == Tone::Attention ? signal.late : signal.failed;
    if (palette().color(QPalette::Active, QPalette::WindowText) == colour)
        return;
    QPalette own;
    own.setColor(QPalette::WindowText, colour);
    setPalette(own);
}

} // namespace sightglass
