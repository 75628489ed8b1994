// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

class QKeyEvent;
class QWidget;

namespace sightglass
{

class FocusRing;

/// Who gets a key: the player, unless a person went to a control by keys.
///
/// The picture has the focus at the start, after a dialog, and after Enter or Esc in a field. What a control needs of
/// the keys (arrows, Home, End, Space ...) is left to it, where a shortcut of the window would take them, only when it
/// was reached by Tab or by its mnemonic, which a ring around it shows; after a click on it they are the player's. What
/// is typed into a text is the text's always.
///
/// Watches a window and everything in it for as long as it lives.
class KeyGuard : public QObject
{
    Q_OBJECT

public:
    /// `home` is the picture.
    KeyGuard(QWidget *window, QWidget *home);
    ~KeyGuard() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takesKey(QWidget *widget, const QKeyEvent &event) const;
    void setKeyed(QWidget *widget);
    void goHome();

    QWidget *m_window;
    QWidget *m_home;
    QPointer<QWidget> m_keyed; ///< Has the focus, by keys.
    QPointer<FocusRing> m_ring;
};

/// Where Tab goes from a window's focus (or Shift+Tab, backward): the next control that can be seen, within the window
/// alone. What lies in a tab behind another, or in a hidden dock, is none. Null: there is none.
QWidget *nextFocusStop(QWidget &window, bool forward);

} // namespace sightglass
