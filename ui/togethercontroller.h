// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

namespace sightglass
{

class ActionSet;
class LaneGroup;
class TransportBar;
class VideoGrid;

/// Whether the files of the grid play together, and how one is shifted against the others: actions, the transport's
/// offset and the tiles on one side, the group of lanes on the other. Of the UI's thread.
class TogetherController : public QObject
{
    Q_OBJECT

public:
    TogetherController(LaneGroup &group, VideoGrid &grid, const ActionSet &actions, TransportBar &transport,
                       QObject *parent);

    void set(bool together);

Q_SIGNALS:
    /// What is so now, in words.
    void said(const QString &text);

private:
    void lineUp();
    void shift(int frames);
    void show();
    qsizetype fileCount() const;

    LaneGroup &m_group;
    VideoGrid &m_grid;
    const ActionSet &m_actions;
    TransportBar &m_transport;
};

} // namespace sightglass
