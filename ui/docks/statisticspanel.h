// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/pipeline.h"

#include <QWidget>

#include <array>
#include <cstdint>

class QBoxLayout;
class QLabel;
class QTableView;

namespace sightglass
{

class ElidedLabel;
class LevelGauge;
class LivePlot;
class StatisticsModel;
class TonedLabel;

/// The instruments: rate and latency of each stage, level of each queue, what is lost, memory.
class StatisticsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatisticsPanel(QWidget *parent = nullptr);

    /// To be called at 4 Hz, which is what the plots' minute is counted by.
    void setStatistics(const LaneStatistics &statistics, const SourceState &source, const FlowOptions &flow);

    /// The numbers are another lane's from now on: the plots begin anew.
    void startOver();

    /// All numbers as text, columns separated by tabs.
    QString toText() const;

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct QueueRow
    {
        ElidedLabel *title = nullptr;
        TonedLabel *dropped = nullptr;
        LevelGauge *gauge = nullptr;
    };

    void makeTable();
    void layOutColumns();
    QWidget *makeQueues();
    void setQueue(const QueueRow &row, const QString &title, const FlowCounters &counters, FlowPolicy policy,
                  bool playing);
    void setUnreadable(const UnreadableFrames &unreadable);
    void updateAges(const LaneStatistics &statistics, const SourceState &source, const FlowOptions &flow);
    void copy() const;

    StatisticsModel *m_model;
    QTableView *m_table;
    std::array<LivePlot *, 6> m_plots{};
    std::array<std::uint64_t, 6> m_counts{};
    std::array<QueueRow, 2> m_queues;
    QWidget *m_queueBox = nullptr;
    QLabel *m_memory = nullptr;
    TonedLabel *m_age = nullptr;
    TonedLabel *m_unreadable = nullptr;
    QBoxLayout *m_layout;
};

} // namespace sightglass
