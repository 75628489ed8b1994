// SPDX-License-Identifier: Apache-2.0
#include "ui/video/tile.h"

#include "core/values/visibletext.h"
#include "ui/theme/theme.h"
#include "ui/video/tilebar.h"
#include "ui/video/videoview.h"

#include <QPainter>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int frameWidth = 2;

} // namespace

Tile::Tile(SourceLane &lane, QWidget *parent)
    : QWidget(parent)
    , m_lane(lane)
    , m_bar(new TileBar)
    , m_view(new VideoView)
{
    auto *column = new QVBoxLayout(this);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_view, 1);
    setFramed(false);
    connect(&lane, &SourceLane::presented, m_view, &VideoView::setPresentation);
    connect(&lane, &SourceLane::sourceStateChanged, this, &Tile::showState);
    connect(&lane, &SourceLane::sourceOpened, this, [this] {
        m_view->startOver();
        showState();
    });
    connect(&lane, &SourceLane::sourceIndexed, this, &Tile::showState);
    connect(&lane, &SourceLane::sourceChanged, this, &Tile::showState);
    connect(&lane, &SourceLane::openingChanged, m_view, [this] {
        const auto next = m_lane.opening();
        m_view->setOpening(next ? next->displayName() : QString());
    });
    connect(m_view, &VideoView::viewportChanged, &lane, &SourceLane::setViewport);
    showState();
}

void Tile::showState()
{
    const SourceInfo &info = m_lane.sourceInfo();
    const QString name = info.spec.location.isEmpty() ? QString() : info.spec.displayName();
    m_view->setSourceState(m_lane.sourceState(), visibleText(name));
    m_view->setLateAfter(info.frameRate.isValid() ? 2.0 / info.frameRate.toDouble() : 0.1);
    refresh();
}

void Tile::setFramed(bool framed)
{
    m_framed = framed;
    m_bar->setVisible(framed);
    const int margin = framed ? frameWidth : 0;
    layout()->setContentsMargins(margin, margin, margin, margin);
    m_view->setInviting(framed);
    update();
}

void Tile::setCurrent(bool current)
{
    m_current = current;
    m_bar->setCurrent(current);
    update();
}

void Tile::setTargeted(bool targeted)
{
    if (targeted == m_targeted)
        return;
    m_targeted = targeted;
    update();
}

void Tile::setOffset(std::optional<double> seconds)
{
    m_bar->setOffset(seconds);
    refresh();
}

void Tile::refresh()
{
    const LaneStatistics statistics = m_lane.statistics();
    m_view->setStatistics(statistics);
    m_view->setOpeningProgress(m_lane.openingProgress());
    if (m_framed)
        m_bar->setReport(m_lane.sourceState(), m_lane.sourceInfo(), statistics);
}

void Tile::paintEvent(QPaintEvent *)
{
    if (!m_framed)
        return;
    QPainter painter(this);
    const SignalColours colours = Theme::signalColours(palette());
    const QColor quiet = palette().color(QPalette::Window);
    painter.fillRect(rect(), m_targeted ? colours.late : m_current ? colours.accent : quiet);
}

} // namespace sightglass
