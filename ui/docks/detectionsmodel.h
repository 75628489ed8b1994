// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

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
        ShapeColumn, ///< What is known beyond the upright box: "17 keypoints".
        columnTotal
    };

    enum Role
    {
        ColourRole = Qt::UserRole, ///< QColor of the class, in its column.
    };

    explicit DetectionsModel(QObject *parent = nullptr);

    /// Of a frame of this size, in pixels.
    void setDetections(const Detections &detections, const CandidatesPtr &candidates, cv::Size frame);
    void setStyle(const OverlayStyle &style);
    void setHighlighted(std::optional<std::size_t> row);

    /// Whether the box of a row is turned.
    bool isTurned(int row) const;
    /// The names of csvLine()'s fields.
    static QString csvHeader(bool turned);
    /// "person,0.914,12.5,8.0,40.0,90.0": rounded, as CSV has it (RFC 4180). With turned boxes among the rows, their
    /// angle (degrees, clockwise), own width and own height follow; those are empty in the other rows.
    QString csvLine(int row, bool turned) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString className(const Detection &detection) const;
    QString boxText(const Detection &detection, int column) const;
    QString shapeText(std::size_t row) const;
    void changed(int first, int last);

    Detections m_detections;
    CandidatesPtr m_candidates;
    cv::Size m_frame;
    mutable std::vector<std::optional<QString>> m_shapes; ///< Made when a row is seen: areas of masks take time.
    OverlayStyle m_style;
    std::optional<std::size_t> m_highlighted;
};

} // namespace sightglass
