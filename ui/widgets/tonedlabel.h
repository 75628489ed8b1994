// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace sightglass
{

/// A label whose text has a meaning's colour, light or dark as the palette goes. Its text is shown to the letter,
/// wherever it comes from: no rich text, controls written out (see visibletext.h).
class TonedLabel : public QLabel
{
    Q_OBJECT

public:
    enum class Tone
    {
        Normal,
        Quiet,
        Attention,
        Failure
    };

    explicit TonedLabel(QWidget *parent = nullptr);
    explicit TonedLabel(Tone tone, const QString &text = {}, QWidget *parent = nullptr);

    /// Hides QLabel::setText().
    void setText(const QString &text);
    void setTone(Tone tone);
    Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyTone();

    Tone m_tone = Tone::Normal;
};

} // namespace sightglass
