// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/desktopwindows.h"
#include "core/media/screenarea.h"

#include <QPixmap>
#include <QWidget>

#include <optional>

class QScreen;

namespace sightglass
{

/// Lies over a whole screen until a person has chosen what of it to watch: a part, by dragging a rubber band; a window,
/// by a click on it; all of it, by Enter. Esc leaves it. Shows the screen as it was, since not every one can show what
/// lies behind a window.
class ScreenPicker : public QWidget
{
    Q_OBJECT

public:
    /// The topmost window first.
    ScreenPicker(QScreen *screen, const QList<DesktopWindow> &windows, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Emitted once; the picker is gone from sight.
    void picked(const sightglass::ScreenArea &area);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void pick(const ScreenArea &area);
    QRect toWidget(const QRect &pixels) const;
    QRect toPixels(const QRect &place) const;
    const DesktopWindow *windowAt(const QPoint &place) const;
    QRect chosen() const;

    QScreen *m_screen;
    QList<DesktopWindow> m_windows;
    QPixmap m_picture;
    std::optional<QPoint> m_pressed;
    QPoint m_pointer;
    bool m_dragging = false;
};

} // namespace sightglass
