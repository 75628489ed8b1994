// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcestate.h"

#include <QObject>

#include <optional>

namespace sightglass
{

class MessagesPanel;
class SourceLane;

/// Tells among the messages when a live source that has shown pictures is lost or falls silent, and when it is back.
class LossReporter : public QObject
{
    Q_OBJECT

public:
    LossReporter(const SourceLane &lane, MessagesPanel &messages, QObject *parent);

private:
    void follow(const SourceState &state);
    void tellLoss(const SourceState &state) const;

    const SourceLane &m_lane;
    MessagesPanel &m_messages;
    std::optional<Clock::time_point> m_lostSince;
};

} // namespace sightglass
