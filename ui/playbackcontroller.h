// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcelane.h"

#include <QObject>

#include <optional>

namespace sightglass
{

class ActionSet;
class TransportBar;
struct PlaybackSettings;

/// Play, pause, steps, seeks, speed, loop and how frames flow: actions and transport on one side, the pipeline on the
/// other.
class PlaybackController : public QObject
{
    Q_OBJECT

public:
    PlaybackController(SourceLane &lane, PlaybackSettings &settings, const ActionSet &actions, TransportBar &transport,
                       QObject *parent);

    void setFlow(const FlowOptions &flow);
    void setSpeed(double speed);
    void setLoop(bool loop);
    void seek(std::int64_t frame);

private:
    void connectActions();
    void playPause();
    void skip(double seconds);
    void changeSpeed(int steps);
    void follow();

    SourceLane &m_lane;
    PlaybackSettings &m_settings;
    const ActionSet &m_actions;
    TransportBar &m_transport;
};

} // namespace sightglass
