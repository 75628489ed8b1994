// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/lanepainting.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <optional>

namespace sightglass
{

/// What a model saw in a clip, over time: counts by class, stacked; where a query matches; what is wrong with the clip;
/// the frame on display.
///
/// The wheel zooms about the pointer, with Shift it moves through time, as a drag does; a click goes there, a double
/// click shows all. With the keyboard: plus and minus zoom about the frame on display, 0 shows all, Page Up and Page
/// Down move.
class ClipLane : public QWidget
{
    Q_OBJECT

public:
    explicit ClipLane(QWidget *parent = nullptr);

    /// A clip of so many frames, this long in seconds, all of which is shown; 0: none.
    void setClip(std::int64_t frameCount, double seconds);
    void setPicture(const TimelinePicture &picture);
    /// What gives classes their colours, as in the view.
    void setClassNames(std::shared_ptr<const QStringList> names);
    void setOverlayStyle(const OverlayStyle &style);
    /// The frame on display; -1: none. A lane that has it in sight keeps it so while it goes on.
    void setPosition(std::int64_t frame);
    void setMarks(const Marks &marks);
    /// Frames that cannot be read, ascending.
    void setUnreadable(const std::vector<std::int64_t> &frames);
    /// What it says as long as nothing is known.
    void setEmptyText(const QString &text);

    const LaneGeometry &laneGeometry() const { return m_scene.geometry; }
    const LaneScene &scene() const { return m_scene; }
    LaneSurface surface() const;
    std::int64_t position() const { return m_position; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void seekRequested(std::int64_t frame);
    /// Another part is in sight, or in more columns; once for however many changes come at a time. Empty while it is
    /// hidden.
    void viewChanged(const sightglass::ClipView &view);
    /// The pointer rests on this frame, at this place of the lane; nothing: it has left.
    void hovered(const std::optional<std::int64_t> &frame, const QPoint &place);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void setLaneGeometry(const LaneGeometry &geometry);
    void redraw();
    void tellView();
    void hover(const std::optional<QPoint> &place);
    void describe();

    LaneScene m_scene;
    std::int64_t m_position = -1;
    QImage m_drawn; ///< The scene; null: to be drawn anew.
    QTimer m_viewTimer;
    ClipView m_told;
    std::optional<QPoint> m_pressed; ///< Where the left button went down.
    std::optional<double> m_panned;  ///< Where a drag has come to.
    std::optional<QPoint> m_hovered;
};

} // namespace sightglass
