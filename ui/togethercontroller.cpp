// SPDX-License-Identifier: Apache-2.0
#include "ui/togethercontroller.h"

#include "core/pipeline/lanegroup.h"
#include "ui/actions.h"
#include "ui/transport/transportbar.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"

#include <QAction>

#include <algorithm>
#include <optional>

namespace sightglass
{

namespace
{

double frameSeconds(const SourceLane &lane)
{
    const Rational rate = lane.sourceInfo().frameRate;
    return rate.isValid() ? 1.0 / rate.toDouble() : 0.04;
}

} // namespace

TogetherController::TogetherController(LaneGroup &group, VideoGrid &grid, const ActionSet &actions,
                                       TransportBar &transport, QObject *parent)
    : QObject(parent)
    , m_group(group)
    , m_grid(grid)
    , m_actions(actions)
    , m_transport(transport)
{
    const auto on = [&](ActionId id, auto function) { connect(actions[id], &QAction::triggered, this, function); };
    on(ActionId::PlayTogether, [this](bool checked) { set(checked); });
    on(ActionId::LineUp, [this] { lineUp(); });
    on(ActionId::ShiftForward, [this] { shift(1); });
    on(ActionId::ShiftBack, [this] { shift(-1); });
    connect(&transport, &TransportBar::offsetChosen, this,
            [this](double seconds) { m_group.setOffset(*m_grid.lane(), seconds); });
    connect(&group, &LaneGroup::changed, this, &TogetherController::show);
    connect(&grid, &VideoGrid::tilesChanged, this, &TogetherController::show);
    connect(&grid.lane(), &CurrentLane::changed, this, &TogetherController::show);
    connect(&grid.lane(), &CurrentLane::sourceStateChanged, this, &TogetherController::show);
    show();
}

void TogetherController::set(bool together)
{
    if (together == m_group.isTogether())
        return;
    m_group.setTogether(together, *m_grid.lane());
    if (!together)
        Q_EMIT said(tr("Each file plays by itself"));
    else if (fileCount() > 1)
        Q_EMIT said(tr("The %1 files play together").arg(fileCount()));
    else
        Q_EMIT said(tr("Files play together once there are two of them"));
}

void TogetherController::lineUp()
{
    m_group.lineUp(*m_grid.lane());
    Q_EMIT said(tr("The %1 files play together, from these pictures").arg(fileCount()));
}

void TogetherController::shift(int frames)
{
    SourceLane &lane = *m_grid.lane();
    m_group.setOffset(lane, m_group.offset(lane) - frames * frameSeconds(lane));
}

qsizetype TogetherController::fileCount() const
{
    const QList<Tile *> &tiles = m_grid.tiles();
    return std::count_if(tiles.begin(), tiles.end(), [](const Tile *tile) { return LaneGroup::isFile(tile->lane()); });
}

void TogetherController::show()
{
    SourceLane &lane = *m_grid.lane();
    const bool isMember = m_group.isMember(lane);
    m_actions[ActionId::PlayTogether]->setChecked(m_group.isTogether());
    m_actions[ActionId::LineUp]->setEnabled(LaneGroup::isFile(lane) && fileCount() > 1);
    m_actions[ActionId::ShiftForward]->setEnabled(isMember);
    m_actions[ActionId::ShiftBack]->setEnabled(isMember);
    m_transport.setOffset(isMember ? std::optional(m_group.offset(lane)) : std::nullopt, frameSeconds(lane));
    for (Tile *tile : m_grid.tiles())
        tile->setOffset(m_group.isMember(tile->lane()) ? std::optional(m_group.offset(tile->lane())) : std::nullopt);
}

} // namespace sightglass
