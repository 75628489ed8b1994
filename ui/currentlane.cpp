// SPDX-License-Identifier: Apache-2.0
#include "ui/currentlane.h"

namespace sightglass
{

CurrentLane::CurrentLane(SourceLane &lane, QObject *parent)
    : QObject(parent)
    , m_lane(&lane)
{
    listen();
}

void CurrentLane::follow(SourceLane &lane)
{
    if (&lane == m_lane)
        return;
    disconnect(m_lane, nullptr, this, nullptr);
    m_lane = &lane;
    listen();
    Q_EMIT changed();
}

void CurrentLane::listen()
{
    connect(m_lane, &SourceLane::sourceStateChanged, this, &CurrentLane::sourceStateChanged);
    connect(m_lane, &SourceLane::sourceOpened, this, &CurrentLane::sourceOpened);
    connect(m_lane, &SourceLane::sourceIndexed, this, &CurrentLane::sourceIndexed);
    connect(m_lane, &SourceLane::sourceChanged, this, &CurrentLane::sourceChanged);
    connect(m_lane, &SourceLane::presented, this, &CurrentLane::presented);
    connect(m_lane, &SourceLane::storeChanged, this, &CurrentLane::storeChanged);
}

} // namespace sightglass
