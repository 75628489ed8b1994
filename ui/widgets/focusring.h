// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QWidget>

namespace sightglass
{

/// A ring around the control that the keys go to, over whatever style it has. Lets the mouse through.
class FocusRing : public QWidget
{
    Q_OBJECT

public:
    FocusRing();
    ~FocusRing() override;

    /// A control that is no window, or null. The ring follows it, and is gone when it is.
    void surround(QWidget *control);
    QWidget *control() const { return m_control; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    QPointer<QWidget> m_control;
};

} // namespace sightglass
