// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"

#include <QAbstractTableModel>

#include <vector>

namespace sightglass
{

/// Spans of a clip, a row each, in their order.
class EventsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        TimeColumn,
        FramesColumn,
        LengthColumn,
        columnTotal
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that stay keep what is selected of them.
    void setSpans(const std::vector<ClipSpan> &spans);
    const std::vector<ClipSpan> &spans() const { return m_spans; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ClipSpan> m_spans;
};

} // namespace sightglass
