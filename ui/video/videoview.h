// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/ghosts.h"
#include "core/overlay/overlaystyle.h"
#include "core/overlay/tagmemory.h"
#include "core/overlay/viewtransform.h"
#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/presentation.h"
#include "core/pipeline/sourcestate.h"
#include "ui/video/followedbox.h"
#include "ui/video/statisticsoverlay.h"

#include <QTimer>
#include <QWidget>

#include <optional>

namespace sightglass
{

class TileOverlay;

/// The picture on display with its boxes, and the state of its source over it.
///
/// Paints what the pipeline has made ready, through one transform; scales nothing itself but the picture at hand while
/// the one for a new zoom is being made. Of the UI's thread.
class VideoView : public QWidget
{
    Q_OBJECT

public:
    explicit VideoView(QWidget *parent = nullptr);

    /// Null: nothing on display.
    void setPresentation(const Presentation &presentation);
    const Presentation &presentation() const { return m_presentation; }
    void setOverlayStyle(const OverlayStyle &style);
    /// The state of the source of this name.
    void setSourceState(const SourceState &state, const QString &name);
    /// Where nothing is open, says what to do about it.
    void setInviting(bool inviting);
    /// The source of this name is being opened while the picture goes on; empty: none is.
    void setOpening(const QString &name);
    /// How far that has come, from 0 to 1, where anybody knows.
    void setOpeningProgress(std::optional<double> progress);
    /// Another source begins: it is seen whole, as the part of the one before means nothing in it.
    void startOver();
    /// What the statistics plate and the badges show; call about four times a second.
    void setStatistics(const LaneStatistics &statistics);
    void setStatisticsVisible(bool visible);
    /// The boxes may be older than the picture by so many seconds before their age is shown as late.
    void setLateAfter(double seconds) { m_lateAfter = seconds; }
    /// From the table: the detection to make stand out while the pointer is on its row.
    void setHighlighted(std::optional<std::size_t> index);
    void setSelected(std::optional<std::size_t> index);
    std::optional<std::size_t> selected() const { return m_selected; }

    /// The place, in source pixels, that a person wants to know more of: that of a click while the picture rests, or
    /// under the pointer while Alt is held.
    const std::optional<QPointF> &place() const { return m_place; }
    /// Nothing: no more of any place. Told by placeChanged().
    void setPlace(std::optional<QPointF> place);
    /// Where the pointer is, on the picture; else the middle of what is selected, or of the picture.
    QPointF placeOfInterest() const;
    void setGhosts(const Ghosts &ghosts);

    const ViewTransform &transform() const { return m_transform; }
    void fit();
    void oneToOne();
    /// About the centre of the view.
    void zoom(double factor);

    /// Says over the picture, for some seconds, what was done at a person's wish; the newest word alone.
    void say(const QString &text);
    /// What is being said; empty: nothing.
    const QString &said() const { return m_said; }

    QSize sizeHint() const override { return {800, 480}; }
    QSize minimumSizeHint() const override { return {320, 180}; }

Q_SIGNALS:
    /// Which part is visible and how large, at most once in 15 ms.
    void viewportChanged(const sightglass::Viewport &viewport);
    void hovered(std::optional<std::size_t> index);
    void selectedChanged(std::optional<std::size_t> index);
    void placeChanged(std::optional<QPointF> place);
    void fullScreenToggled();
    /// The right button, or the menu key; the detection under the pointer, if any.
    void menuRequested(const QPoint &global, std::optional<std::size_t> detection);
    void cancelRequested();
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void paintPicture(QPainter &painter) const;
    void paintBadge(QPainter &painter) const;
    void paintZoom(QPainter &painter) const;
    void paintWord(QPainter &painter) const;
    bool isStale() const;
    bool rests() const;
    void followPointer(Qt::KeyboardModifiers modifiers);
    std::optional<QPointF> placeAt(std::optional<QPointF> view) const;
    void updateTransform();
    void transformChanged();
    void sendViewport();
    void updateHover();
    void select(std::optional<std::size_t> index);
    void describe();
    std::optional<std::size_t> detectionAt(QPointF view) const;
    /// Whether the upper left corner is taken by what the model says of the whole picture.
    bool hasCaption() const;

    Presentation m_presentation;
    OverlayStyle m_style;
    /// A frame painted again draws its tags in the same places, hence the places of the presentation before are kept
    /// until the next.
    TagMemory m_tagsBefore;
    TagMemory m_tags; ///< As painted last.
    SourceState m_state;
    QString m_name;
    StatisticsOverlay m_statistics;
    bool m_statisticsVisible = false;
    double m_lateAfter = 0.1;

    ViewTransform m_transform;
    QTimer m_viewportTimer;
    Viewport m_viewport;
    TileOverlay *m_tile;
    QString m_said;
    QTimer m_unsay;

    std::optional<std::size_t> m_highlighted;
    std::optional<std::size_t> m_selected;
    FollowedBox m_followed; ///< What is selected, through the frames.
    std::optional<QPointF> m_place;
    bool m_placeFollows = false; ///< The pointer, as Alt is held.
    std::optional<QPointF>
        m_menuFor; ///< Where the menu was asked for, as long as the pointer is elsewhere; view pixels.
    Ghosts m_ghosts;
    std::optional<QPointF> m_pointer;
    QPointF m_pressed;
    bool m_panning = false;
};

} // namespace sightglass
