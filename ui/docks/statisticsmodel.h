// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/lanestatistics.h"

#include <QAbstractTableModel>

#include <array>

namespace sightglass
{

/// The stages of the flow, a row each: rate and percentiles of the duration.
class StatisticsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        StageColumn,
        RateColumn,
        P50Column,
        P95Column,
        P99Column,
        PlotColumn,
        columnTotal
    };
    static constexpr int stageCount = 6;

    explicit StatisticsModel(QObject *parent = nullptr);

    void setStatistics(const LaneStatistics &statistics);
    const StageSnapshot &stage(int row) const { return m_stages[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::array<StageSnapshot, stageCount> m_stages;
};

} // namespace sightglass
