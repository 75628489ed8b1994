// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "ui/currentlane.h"
#include "ui/video/gridshape.h"

#include <QList>
#include <QWidget>

#include <optional>

namespace sightglass
{

class NoticeCard;
class Pipeline;
class Tile;
class VideoView;

/// The pictures of all that is open, a tile for each lane, side by side; the one that is chosen is what the instruments
/// of the window are about.
///
/// Begins with one tile, for the pipeline's first lane, which looks as if there were no grid. A click chooses, a double
/// click lets one fill the grid and brings the others back, bars are dragged to change places. What is not seen goes
/// on. Lanes are not ended: one that was closed is taken for the next source. Of the UI's thread.
class VideoGrid : public QWidget
{
    Q_OBJECT

public:
    explicit VideoGrid(Pipeline &pipeline, QWidget *parent = nullptr);

    /// In the order of their places.
    const QList<Tile *> &tiles() const { return m_tiles; }
    Tile &current() const { return *m_current; }
    VideoView &view() const;
    CurrentLane &lane() { return m_lane; }
    NoticeCard &notices() const { return *m_notices; }

    /// One more, with nothing open and tuned as the current one, which it takes over from. Null: there is no room for
    /// more.
    Tile *addTile();
    /// Closes its source; the last of all remains, empty.
    void removeTile(Tile &tile);
    void choose(Tile &tile);
    /// By its place, from 0; none there: nothing.
    void choosePlace(int place);
    void swap(Tile &one, Tile &other);
    /// The tile there, in this widget's coordinates.
    Tile *tileAt(const QPoint &place) const;

    void setShape(GridShape shape);
    /// The chosen one fills the grid, or all are seen again; where there is nothing to fill, fullScreenToggled().
    void toggleFill();
    GridShape shape() const { return m_shape; }
    /// Whether there is more than one tile, or room for more than one is kept.
    bool isFramed() const;

    void setOverlayStyle(const OverlayStyle &style);
    void setStatisticsVisible(bool visible);
    /// Figures of all tiles; about four times a second.
    void refresh();

    QSize sizeHint() const override { return {800, 480}; }
    QSize minimumSizeHint() const override { return {320, 180}; }

Q_SIGNALS:
    /// A tile that was never there before; not for one that is taken once more.
    void tileMade(sightglass::Tile &tile);
    /// How many there are, or in which places.
    void tilesChanged();
    /// By a double click, with a `One` that is left for the shape of before.
    void shapeChosen(sightglass::GridShape shape);

    // Of the current tile's view; see VideoView.
    void hovered(std::optional<std::size_t> index);
    void selectedChanged(std::optional<std::size_t> index);
    void placeChanged(std::optional<QPointF> place);
    void menuRequested(const QPoint &global, std::optional<std::size_t> detection);
    void cancelRequested();
    void retryRequested();
    /// A double click while there is nothing to fill.
    void fullScreenToggled();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Tile *makeTile(SourceLane &lane);
    void connectView(Tile &tile);
    QRect cell(int place) const;
    int placeAt(const QPoint &place) const;
    void arrange();

    Pipeline &m_pipeline;
    QList<Tile *> m_tiles;
    QList<Tile *> m_spare; ///< Their lanes are empty.
    Tile *m_current = nullptr;
    CurrentLane m_lane;
    NoticeCard *m_notices;
    GridShape m_shape = GridShape::Automatic;
    GridShape m_unfilled = GridShape::Automatic; ///< What the grid goes back to.
    OverlayStyle m_style;
    bool m_statisticsVisible = false;
};

} // namespace sightglass
