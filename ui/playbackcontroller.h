// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/lanegroup.h"
#include "core/pipeline/pipeline.h"
#include "ui/currentlane.h"
#include "ui/transport/marks.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace sightglass
{

class ActionSet;
class TransportBar;
struct PlaybackSettings;

/// Play, pause, steps, seeks, speed, marks, loop and how frames flow: actions and transport on one side, the lane that
/// is chosen on the other, and those that play together with it. Loop and flow are those of all lanes.
class PlaybackController : public QObject
{
    Q_OBJECT

public:
    PlaybackController(Pipeline &pipeline, CurrentLane &lane, PlaybackSettings &settings, const ActionSet &actions,
                       TransportBar &transport, QObject *parent);

    /// A lane that may be chosen: flows as the others do.
    void watch(SourceLane &lane);

    void setFlow(const FlowOptions &flow);
    void setSpeed(double speed);
    void setLoop(bool loop);
    void seek(std::int64_t frame);
    /// Which lanes play together.
    LaneGroup &group() { return m_group; }
    /// Of the open source; gone with it.
    const Marks &marks() const;

Q_SIGNALS:
    /// What was marked, in words.
    void said(const QString &text);
    /// marks() are others.
    void marksChanged();

private:
    void connectActions();
    void playPause();
    void skip(double seconds);
    void changeSpeed(int steps);
    void follow();
    void turnToLane();
    void mark(void (Marks::*which)(std::int64_t), std::int64_t frame);
    void setMarks(const Marks &marks);
    QString frameText(std::int64_t frame) const;
    void showSeekMenu(const QPoint &place, std::int64_t frame);

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    PlaybackSettings &m_settings;
    const ActionSet &m_actions;
    TransportBar &m_transport;
    LaneGroup m_group;
    QHash<const SourceLane *, Marks> m_marks; ///< Of the lanes' open sources.
};

} // namespace sightglass
