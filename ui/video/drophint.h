// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

namespace sightglass
{

/// What will happen with what is dragged over the window, should it be dropped: over its whole parent, whose size it
/// follows. Hidden while nothing is dragged; takes no events.
class DropHint : public QWidget
{
    Q_OBJECT

public:
    explicit DropHint(QWidget *parent);

    /// Empty: nothing is dragged any more. `welcome`: it will be taken.
    void tell(const QString &text, bool welcome);
    const QString &text() const { return m_text; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    bool m_welcome = false;
};

} // namespace sightglass
