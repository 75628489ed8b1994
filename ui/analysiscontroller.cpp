// SPDX-License-Identifier: Apache-2.0
#include "ui/analysiscontroller.h"

#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/analysisrow.h"
#include "ui/currentlane.h"
#include "ui/docks/messagespanel.h"
#include "ui/settings.h"

#include <QAction>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;
using State = Analysis::State;

constexpr std::chrono::seconds lookInterval{1};
constexpr int quietLooks = 3; ///< Before one begins by itself.

} // namespace

AnalysisController::AnalysisController(Pipeline &pipeline, CurrentLane &lane, SourceSettings &settings,
                                       const ActionSet &actions, AnalysisRow &row, MessagesPanel &messages,
                                       std::function<bool()> isBusy, QObject *parent)
    : QObject(parent)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_actions(actions)
    , m_row(row)
    , m_messages(messages)
    , m_isBusy(std::move(isBusy))
{
    m_look.setInterval(lookInterval);
    connect(&m_look, &QTimer::timeout, this, &AnalysisController::look);
    connect(m_actions[ActionId::AnalyseClip], &QAction::triggered, this, [this] { toggle(analysisOf(*m_lane)); });
    connect(&m_lane, &CurrentLane::changed, this, &AnalysisController::showState);
    connect(&m_row, &AnalysisRow::toggled, this, [this] { toggle(told()); });
    connect(&m_row, &AnalysisRow::cancelled, this, &AnalysisController::cancel);
    setAutomatic(m_settings.analyses);
}

Analysis &AnalysisController::analysisOf(const SourceLane &lane) const
{
    return m_pipeline.analysis(static_cast<std::size_t>(lane.number()));
}

Analysis &AnalysisController::told() const
{
    Analysis &chosen = analysisOf(*m_lane);
    if (chosen.isActive())
        return chosen;
    const auto active =
        std::find_if(m_lanes.begin(), m_lanes.end(), [this](SourceLane *lane) { return analysisOf(*lane).isActive(); });
    return active == m_lanes.end() ? chosen : analysisOf(**active);
}

void AnalysisController::watch(SourceLane &lane)
{
    m_lanes.append(&lane);
    Analysis *analysis = &analysisOf(lane);
    connect(analysis, &Analysis::changed, this, [this, analysis] { take(*analysis); });
    connect(analysis, &Analysis::warned, &m_messages, &MessagesPanel::addWarning);
    connect(&lane, &SourceLane::storeChanged, this, &AnalysisController::showState);
    connect(&lane, &SourceLane::sourceStateChanged, this, &AnalysisController::showState);
    connect(&lane, &SourceLane::sourceOpened, this, [this, analysis] { m_refused.remove(analysis); });
    showState();
}

void AnalysisController::setAutomatic(bool automatic)
{
    m_settings.analyses = automatic;
    m_quiet = 0;
    if (automatic) {
        m_look.start();
        return;
    }
    m_look.stop();
    for (const SourceLane *lane : std::as_const(m_lanes))
        if (m_byItself.contains(&analysisOf(*lane)))
            analysisOf(*lane).cancel();
}

void AnalysisController::toggle(Analysis &analysis)
{
    m_byItself.remove(&analysis);
    if (analysis.isActive() && analysis.state() != State::Paused)
        analysis.pause();
    else
        analysis.start();
    showState(); // A click has ticked the action already, whatever has come of it.
}

void AnalysisController::cancel()
{
    Analysis &analysis = told();
    m_refused.insert(&analysis);
    analysis.cancel();
}

void AnalysisController::take(Analysis &analysis)
{
    if (!analysis.isActive())
        m_byItself.remove(&analysis);
    if (analysis.state() == State::Failed)
        m_messages.addError(analysis.error());
    showState();
}

void AnalysisController::showState()
{
    const Analysis &chosen = analysisOf(*m_lane);
    QAction *action = m_actions[ActionId::AnalyseClip];
    action->setEnabled(chosen.isActive() || chosen.isPossible());
    action->setChecked(chosen.isActive() && chosen.state() != State::Paused);
    const Analysis &analysis = told();
    m_row.setAnalysis(visibleText(analysis.lane().sourceInfo().name), analysis);
}

void AnalysisController::look()
{
    m_quiet = isPlaying() || m_isBusy() ? 0 : m_quiet + 1;
    if (m_quiet >= quietLooks)
        beginByItself();
    if (m_quiet > 0 || (!m_isBusy() && !isLosing()))
        return;
    for (const SourceLane *lane : std::as_const(m_lanes))
        if (m_byItself.contains(&analysisOf(*lane)))
            analysisOf(*lane).pause();
}

/// The chosen one first, one after the other.
void AnalysisController::beginByItself()
{
    QList<SourceLane *> lanes = m_lanes;
    lanes.prepend(&*m_lane);
    for (const SourceLane *lane : std::as_const(lanes)) {
        Analysis &analysis = analysisOf(*lane);
        const bool isOwn = m_byItself.contains(&analysis);
        if (analysis.isActive() && !(isOwn && analysis.state() == State::Paused))
            return;
    }
    for (const SourceLane *lane : std::as_const(lanes)) {
        Analysis &analysis = analysisOf(*lane);
        const bool isNew = analysis.state() == State::Idle && analysis.isPossible() && !m_refused.contains(&analysis);
        const bool goesOn = m_byItself.contains(&analysis) && analysis.state() == State::Paused;
        if (!isNew && !goesOn)
            continue;
        m_byItself.insert(&analysis);
        analysis.start();
        return;
    }
}

bool AnalysisController::isPlaying() const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [](const SourceLane *lane) {
        const Phase phase = lane->sourceState().phase;
        return lane->sourceState().isActive() && phase != Phase::Paused && phase != Phase::Ended;
    });
}

bool AnalysisController::isLosing() const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [](const SourceLane *lane) {
        return lane->sourceState().phase == Phase::Playing && lane->statistics().lostLately() > 0;
    });
}

} // namespace sightglass
