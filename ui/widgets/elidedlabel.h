// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/tonedlabel.h"

namespace sightglass
{

/// One line that gives way with "…" instead of demanding width, and tells its whole text in the tooltip then.
class ElidedLabel : public TonedLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setElideMode(Qt::TextElideMode mode);
    /// Hides QLabel::setText().
    void setText(const QString &text);
    QString fullText() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    QString m_text;
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace sightglass
