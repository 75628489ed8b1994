// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>
#include <QStringList>

class QAction;
class QMainWindow;
class QToolButton;
class QWidget;

namespace sightglass
{

class DockSet;
enum class DockId;

/// The panels at the right of a window as a drawer: shut, they leave their width to the picture; open, they are as they
/// were. In a window that is too narrow for both it shuts by itself, and opens again where there is room; a handle at
/// the edge of the picture and the action open and shut it whenever a person wants.
class Drawer : public QObject
{
    Q_OBJECT

public:
    /// Windows of fewer logical pixels are narrow.
    static constexpr int narrow = 1000;

    /// The action is checkable: checked while the drawer is open. The handle lies on the picture.
    Drawer(QMainWindow *window, const DockSet &docks, QWidget *picture, QAction *action);

    bool isShut() const { return !m_held.isEmpty(); }
    void setShut(bool shut);

    /// The object names of the docks in the shut drawer, the one in front first; empty: it is open. For settings.
    QStringList held() const;
    /// Whether the window is narrow, or was before it took the whole screen.
    bool isNarrow() const { return m_isNarrow; }
    /// As the docks, which are hidden already, were left in a window that was narrow or not.
    void restore(const QStringList &held, bool wasNarrow);
    /// The docks have been arranged anew, and are seen.
    void forget();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QList<DockId> sideDocks() const;
    void followWidth();
    void refresh();

    QMainWindow *m_window;
    const DockSet &m_docks;
    QWidget *m_picture;
    QAction *m_action;
    QToolButton *m_handle;
    QList<DockId> m_held; ///< Those in the shut drawer, the one in front first.
    bool m_isNarrow = false;
    bool m_byItself = false; ///< No person has shut it.
};

} // namespace sightglass
