// SPDX-License-Identifier: Apache-2.0
#include "ui/video/videogrid.h"

#include "core/pipeline/pipeline.h"
#include "ui/theme/theme.h"
#include "ui/video/noticecard.h"
#include "ui/video/tile.h"
#include "ui/video/tilebar.h"
#include "ui/video/videoview.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace sightglass
{

VideoGrid::VideoGrid(Pipeline &pipeline, QWidget *parent)
    : QWidget(parent)
    , m_pipeline(pipeline)
    , m_lane(pipeline.lane())
    , m_notices(new NoticeCard(this))
{
    m_current = makeTile(pipeline.lane());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusProxy(&m_current->view());
    m_tiles.append(m_current);
    arrange();
}

VideoView &VideoGrid::view() const
{
    return m_current->view();
}

Tile *VideoGrid::makeTile(SourceLane &lane)
{
    auto *tile = new Tile(lane, this);
    tile->lower(); // What lies over the grid stays over it.
    tile->view().setOverlayStyle(m_style);
    tile->view().setStatisticsVisible(m_statisticsVisible);
    connectView(*tile);
    return tile;
}

void VideoGrid::connectView(Tile &tile)
{
    VideoView *view = &tile.view();
    view->installEventFilter(this);
    const auto ifCurrent = [this, &tile](auto signal) {
        return [this, &tile, signal](auto... values) {
            if (&tile == m_current)
                Q_EMIT(this->*signal)(values...);
        };
    };
    const auto chosen = [this, &tile](auto signal) {
        return [this, &tile, signal] {
            choose(tile);
            Q_EMIT(this->*signal)();
        };
    };
    connect(view, &VideoView::hovered, this, ifCurrent(&VideoGrid::hovered));
    connect(view, &VideoView::selectedChanged, this, ifCurrent(&VideoGrid::selectedChanged));
    connect(view, &VideoView::placeChanged, this, ifCurrent(&VideoGrid::placeChanged));
    connect(view, &VideoView::menuRequested, this, ifCurrent(&VideoGrid::menuRequested));
    connect(view, &VideoView::cancelRequested, this, chosen(&VideoGrid::cancelRequested));
    connect(view, &VideoView::retryRequested, this, chosen(&VideoGrid::retryRequested));
    connect(view, &VideoView::fullScreenToggled, this, &VideoGrid::toggleFill);
    connect(&tile.bar(), &TileBar::closeRequested, this, [this, &tile] { removeTile(tile); });
    connect(&tile.bar(), &TileBar::draggedTo, this, [this, &tile](const QPoint &global) {
        Tile *below = tileAt(mapFromGlobal(global));
        for (Tile *other : std::as_const(m_tiles))
            other->setTargeted(other == below && other != &tile);
    });
    connect(&tile.bar(), &TileBar::droppedAt, this, [this, &tile](const QPoint &global) {
        for (Tile *other : std::as_const(m_tiles))
            other->setTargeted(false);
        if (Tile *below = tileAt(mapFromGlobal(global)))
            swap(tile, *below);
    });
    tile.bar().installEventFilter(this);
}

Tile *VideoGrid::addTile()
{
    if (m_tiles.size() >= mostTiles)
        return nullptr;
    const bool isNew = m_spare.isEmpty();
    Tile *tile = isNew ? makeTile(m_pipeline.addLane()) : m_spare.takeFirst();
    // Of what its lane was before, nothing stays.
    tile->lane().setSpeed(1.0);
    tile->lane().setThresholds(m_lane->thresholds());
    m_tiles.append(tile);
    if (isNew)
        Q_EMIT tileMade(*tile);
    if (m_shape == GridShape::One) {
        m_shape = m_unfilled;
        Q_EMIT shapeChosen(m_shape);
    }
    choose(*tile);
    Q_EMIT tilesChanged();
    return tile;
}

void VideoGrid::removeTile(Tile &tile)
{
    tile.lane().close();
    if (m_tiles.size() == 1)
        return;
    const qsizetype place = m_tiles.indexOf(&tile);
    m_tiles.removeAt(place);
    m_spare.append(&tile);
    if (&tile == m_current)
        choose(*m_tiles.at(std::min(place, m_tiles.size() - 1)));
    arrange();
    Q_EMIT tilesChanged();
}

void VideoGrid::choose(Tile &tile)
{
    const bool hadFocus = m_current->view().hasFocus();
    const bool isOther = &tile != m_current;
    m_current = &tile;
    setFocusProxy(&tile.view());
    arrange();
    if (!isOther)
        return;
    if (hadFocus)
        tile.view().setFocus();
    m_lane.follow(tile.lane());
    Q_EMIT hovered(std::nullopt);
    Q_EMIT selectedChanged(tile.view().selected());
    Q_EMIT placeChanged(tile.view().place());
}

void VideoGrid::choosePlace(int place)
{
    if (place >= 0 && place < m_tiles.size())
        choose(*m_tiles.at(place));
}

void VideoGrid::swap(Tile &one, Tile &other)
{
    m_tiles.swapItemsAt(m_tiles.indexOf(&one), m_tiles.indexOf(&other));
    arrange();
    Q_EMIT tilesChanged();
}

Tile *VideoGrid::tileAt(const QPoint &place) const
{
    for (Tile *tile : m_tiles) {
        if (!tile->isHidden() && tile->geometry().contains(place))
            return tile;
    }
    return nullptr;
}

void VideoGrid::setShape(GridShape shape)
{
    m_shape = shape;
    if (shape != GridShape::One)
        m_unfilled = shape;
    arrange();
}

bool VideoGrid::isFramed() const
{
    return m_tiles.size() > 1 || gridCells(m_unfilled, 1) != QSize(1, 1);
}

void VideoGrid::toggleFill()
{
    if (!isFramed()) {
        Q_EMIT fullScreenToggled();
        return;
    }
    setShape(m_shape == GridShape::One ? m_unfilled : GridShape::One);
    Q_EMIT shapeChosen(m_shape);
}

void VideoGrid::setOverlayStyle(const OverlayStyle &style)
{
    m_style = style;
    for (Tile *tile : m_tiles + m_spare)
        tile->view().setOverlayStyle(style);
}

void VideoGrid::setStatisticsVisible(bool visible)
{
    m_statisticsVisible = visible;
    for (Tile *tile : m_tiles + m_spare)
        tile->view().setStatisticsVisible(visible);
}

void VideoGrid::refresh()
{
    for (Tile *tile : std::as_const(m_tiles))
        tile->refresh();
}

QRect VideoGrid::cell(int place) const
{
    const QSize cells = gridCells(m_shape, static_cast<int>(m_tiles.size()));
    const int column = place % cells.width();
    const int row = place / cells.width();
    const int left = width() * column / cells.width();
    const int top = height() * row / cells.height();
    return {QPoint(left, top),
            QPoint(width() * (column + 1) / cells.width() - 1, height() * (row + 1) / cells.height() - 1)};
}

int VideoGrid::placeAt(const QPoint &place) const
{
    const QSize cells = gridCells(m_shape, static_cast<int>(m_tiles.size()));
    for (int i = 0; i < cells.width() * cells.height(); ++i) {
        if (cell(i).contains(place))
            return i;
    }
    return -1;
}

void VideoGrid::arrange()
{
    const bool filled = m_shape == GridShape::One;
    const bool framed = isFramed();
    for (Tile *tile : std::as_const(m_spare))
        tile->hide();
    for (qsizetype i = 0; i < m_tiles.size(); ++i) {
        Tile *tile = m_tiles.at(i);
        tile->setFramed(framed);
        tile->setCurrent(framed && tile == m_current);
        tile->setGeometry(filled ? rect() : cell(static_cast<int>(i)));
        tile->setVisible(!filled || tile == m_current);
    }
    update();
}

void VideoGrid::resizeEvent(QResizeEvent *)
{
    arrange();
}

/// The places that nothing is in yet.
void VideoGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    if (m_shape == GridShape::One)
        return;
    const QSize cells = gridCells(m_shape, static_cast<int>(m_tiles.size()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1.0, Qt::DashLine));
    for (int i = static_cast<int>(m_tiles.size()); i < cells.width() * cells.height(); ++i) {
        const QRect place = cell(i).adjusted(Theme::rhythm, Theme::rhythm, -Theme::rhythm, -Theme::rhythm);
        painter.drawRoundedRect(place, 6.0, 6.0);
        painter.drawText(place, Qt::AlignCenter | Qt::TextWordWrap, tr("Click to add a source"));
    }
}

void VideoGrid::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && placeAt(event->position().toPoint()) >= m_tiles.size())
        addTile();
}

bool VideoGrid::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn) {
        for (Tile *tile : std::as_const(m_tiles)) {
            if (watched == &tile->view() || watched == &tile->bar())
                choose(*tile);
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sightglass
