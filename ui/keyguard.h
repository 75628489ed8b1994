// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QKeyEvent;
class QWidget;

namespace sightglass
{

/// Leaves the keys that a focused slider, table, list, box or button needs (arrows, Home, End, Space ...) to it, where
/// a shortcut of the window would take them. Watches the window and everything in it as long as it lives.
class KeyGuard : public QObject
{
    Q_OBJECT

public:
    explicit KeyGuard(QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_window;
};

} // namespace sightglass
