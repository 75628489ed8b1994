// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcelane.h"

#include <QElapsedTimer>
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
    void step(int frames);
    void skip(double seconds);
    void changeSpeed(int steps);
    void follow();

    SourceLane &m_lane;
    PlaybackSettings &m_settings;
    const ActionSet &m_actions;
    TransportBar &m_transport;
    /// Where the last seek went: skips that follow quickly start from there, not from the picture still on display.
    std::optional<std::int64_t> m_target;
    QElapsedTimer m_sinceSeek;
};

} // namespace sightglass
