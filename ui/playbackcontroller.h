// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcelane.h"

#include <QObject>

#include <optional>

namespace sightglass
{

class ActionSet;
class TransportBar;
struct Marks;
struct PlaybackSettings;

/// Play, pause, steps, seeks, speed, marks, loop and how frames flow: actions and transport on one side, the pipeline
/// on the other.
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
    /// Of the open source; gone with it.
    const Marks &marks() const;

Q_SIGNALS:
    /// What was marked, in words.
    void said(const QString &text);

private:
    void connectActions();
    void playPause();
    void skip(double seconds);
    void changeSpeed(int steps);
    void follow();
    void mark(void (Marks::*which)(std::int64_t), std::int64_t frame);
    void setMarks(const Marks &marks);
    QString frameText(std::int64_t frame) const;
    void showSeekMenu(const QPoint &place, std::int64_t frame);

    SourceLane &m_lane;
    PlaybackSettings &m_settings;
    const ActionSet &m_actions;
    TransportBar &m_transport;
};

} // namespace sightglass
