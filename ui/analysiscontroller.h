// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/pipeline.h"

#include <QList>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace sightglass
{

class ActionSet;
class AnalysisRow;
class CurrentLane;
class MessagesPanel;
struct SourceSettings;

/// Analyses of the clips that are open: by hand of the one that is chosen, and by itself, where that is wanted, of one
/// after the other once nothing has played for a few seconds. One that began by itself pauses as soon as something
/// plays and loses frames, and goes on when nothing plays again; one that was begun by hand is left to the engine's
/// judgement.
class AnalysisController : public QObject
{
    Q_OBJECT

public:
    /// `isBusy`: whether something else is under way that is not to be slowed down by what nobody asked for.
    AnalysisController(Pipeline &pipeline, CurrentLane &lane, SourceSettings &settings, const ActionSet &actions,
                       AnalysisRow &row, MessagesPanel &messages, std::function<bool()> isBusy, QObject *parent);

    /// A lane that may be chosen.
    void watch(SourceLane &lane);
    void setAutomatic(bool automatic);

private:
    Analysis &analysisOf(const SourceLane &lane) const;
    /// What the row is about: the chosen lane's, else one that is under way.
    Analysis &told() const;
    void toggle(Analysis &analysis);
    void cancel();
    void take(Analysis &analysis);
    void showState();
    void look();
    void beginByItself();
    bool isPlaying() const;
    bool isLosing() const;

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    SourceSettings &m_settings;
    const ActionSet &m_actions;
    AnalysisRow &m_row;
    MessagesPanel &m_messages;
    const std::function<bool()> m_isBusy;
    QList<SourceLane *> m_lanes;
    QSet<const Analysis *> m_byItself; ///< Begun so, and in nobody's hands since.
    QSet<const Analysis *> m_refused;  ///< Of the source that is open, by hand.
    QTimer m_look;
    int m_quiet = 0; ///< Looks in a row at which nothing played.
};

} // namespace sightglass
