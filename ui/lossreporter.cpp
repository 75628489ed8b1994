// SPDX-License-Identifier: Apache-2.0
#include "ui/lossreporter.h"

#include "core/pipeline/sourcelane.h"
#include "ui/docks/messagespanel.h"
#include "ui/transport/timetext.h"

#include <chrono>

namespace sightglass
{

using Phase = SourceState::Phase;

LossReporter::LossReporter(const SourceLane &lane, MessagesPanel &messages, QObject *parent)
    : QObject(parent)
    , m_lane(lane)
    , m_messages(messages)
{
    connect(&lane, &SourceLane::sourceStateChanged, this, &LossReporter::follow);
}

void LossReporter::follow(const SourceState &state)
{
    const bool lost = state.phase == Phase::Stalled || state.phase == Phase::Reconnecting;
    if (lost) {
        // One that was never there is told by its tile.
        if (!m_lostSince && !m_lane.presentation().isNull()) {
            m_lostSince = Clock::now();
            tellLoss(state);
        }
        return;
    }
    if (m_lostSince && (state.phase == Phase::Playing || state.phase == Phase::Paused)) {
        const auto away = std::chrono::duration<double, std::milli>(Clock::now() - *m_lostSince);
        m_messages.addNote(
            tr("%1 is back after %2.").arg(m_lane.sourceInfo().spec.displayName(), ageText(away.count())));
    }
    m_lostSince.reset();
}

void LossReporter::tellLoss(const SourceState &state) const
{
    const QString name = m_lane.sourceInfo().spec.displayName();
    if (state.unplugged)
        m_messages.addWarning({tr("%1 was unplugged.").arg(name),
                               tr("It goes on by itself when it is plugged in again."), state.error.message});
    else if (state.phase == Phase::Stalled)
        m_messages.addWarning({tr("%1 sends no picture any more.").arg(name), {}, {}});
    else
        m_messages.addWarning(
            {tr("The connection to %1 was lost.").arg(name), tr("It is tried again by itself."), state.error.message});
}

} // namespace sightglass
