// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/pipeline/lanestatistics.h"

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace sightglass
{

/// The essentials in the status bar: rates, queue, drops, age of the picture, model. Each figure has its place and
/// width.
class StatusLine : public QObject
{
    Q_OBJECT

public:
    explicit StatusLine(QStatusBar *bar);

    void setStatistics(const LaneStatistics &statistics);
    void setModel(const ModelDescriptor &model);
    void setModelLoading(const QString &name);
    /// There is something new to read among the messages.
    void callAttention();

Q_SIGNALS:
    void messagesRequested();

private:
    QLabel *addFigure(const QString &widest, const QString &toolTip);

    QStatusBar *m_bar;
    QToolButton *m_attention;
    QLabel *m_rates;
    QLabel *m_queue;
    QLabel *m_dropped;
    QLabel *m_age;
    QLabel *m_model;
};

} // namespace sightglass
