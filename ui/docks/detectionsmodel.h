// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"

#include <QAbstractTableModel>

#include <optional>

namespace sightglass
{

/// The detections of one frame, a row each, in their own order. Rows stay the same objects while frames come and go, so
/// that selection and scroll position hold.
class DetectionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        ClassColumn,
        ScoreColumn,
        XColumn,
        YColumn,
        WidthColumn,
        HeightColumn,
        columnTotal
    };

    explicit DetectionsModel(QObject *parent = nullptr);

    void setDetections(const Detections &detections, const CandidatesPtr &candidates);
    void setStyle(const OverlayStyle &style);
    void setHighlighted(std::optional<std::size_t> row);

    /// "person,0.914,12.5,8.0,40.0,90.0": rounded, as CSV has it (RFC 4180).
    QString csvLine(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString className(const Detection &detection) const;
    void changed(int first, int last);

    Detections m_detections;
    CandidatesPtr m_candidates;
    OverlayStyle m_style;
    std::optional<std::size_t> m_highlighted;
};

} // namespace sightglass
