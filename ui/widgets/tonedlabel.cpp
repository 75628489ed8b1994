// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tonedlabel.h"

#include "ui/widgets/colours.h"

#include <QEvent>

namespace sightglass {

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
    const auto colour = [this] {
        switch (m_tone) {
        case Tone::Quiet:
            return quietColour(palette());
        case Tone::Attention:
            return attentionColour(palette());
        case Tone::Failure:
            return failureColour(palette());
        case Tone::Normal:
            break;
        }
        return palette().color(QPalette::Text);
    }();
    // Setting it again would change the palette again, without end.
    if (palette().color(QPalette::Active, QPalette::WindowText) == colour)
        return;
    QPalette own;
    own.setColor(QPalette::Active, QPalette::WindowText, colour);
    own.setColor(QPalette::Inactive, QPalette::WindowText, colour);
    setPalette(own);
}

} // namespace sightglass
