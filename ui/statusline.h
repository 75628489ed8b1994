// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/framesource.h"
#include "core/pipeline/flowoptions.h"
#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/sourcestate.h"

#include <QObject>

class QStatusBar;
class QToolButton;
class QWidget;

namespace sightglass
{

class ActionSet;

/// What there is to say of a lane at one moment.
struct LaneReport
{
    LaneStatistics statistics;
    SourceState source;
    SourceInfo info;
    FlowOptions flow;
    double speed = 1.0;
    bool stored = false; ///< The boxes on display come from a store.
};

/// The essentials in the status bar, each a chip that leads to more: how frames are chosen, rates and losses, where the
/// model runs, new messages. Each has its place and width.
class StatusLine : public QObject
{
    Q_OBJECT

public:
    StatusLine(QStatusBar *bar, const ActionSet &actions);

    /// About four times a second.
    void setReport(const LaneReport &report);
    void setModel(const ModelDescriptor &model);
    void setModelLoading(const QString &name);
    /// There is something new to read among the messages.
    void callAttention();
    /// The messages were seen.
    void settle();
    void setStatisticsShown(bool shown);

Q_SIGNALS:
    void messagesRequested();
    void statisticsToggled(bool shown);
    void modelRequested();

private:
    QToolButton *addChip(const char *name, const QString &widest);
    void showFlow(const LaneReport &report);

    QStatusBar *m_bar;
    QToolButton *m_flow;
    QToolButton *m_rates;
    QToolButton *m_model;
    QToolButton *m_attention;
    int m_unseen = 0;
};

} // namespace sightglass
