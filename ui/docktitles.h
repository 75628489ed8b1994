// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>

class QDockWidget;
class QMainWindow;

namespace sightglass
{

/// Takes the title out of a dock's title bar while a tab tells it already; what is left there moves, floats and closes
/// the dock as ever.
class DockTitles : public QObject
{
    Q_OBJECT

public:
    explicit DockTitles(QMainWindow *window);

    void follow(QDockWidget *dock);

private:
    void updateSoon();
    void update();
    bool isTabbed(QDockWidget *dock) const;

    QMainWindow *m_window;
    QHash<QDockWidget *, QWidget *> m_bars; ///< Those without a title.
    bool m_updating = false;
};

} // namespace sightglass
