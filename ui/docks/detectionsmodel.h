// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"
#include "ui/docks/boxunits.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace sightglass
{

/// The detections of one frame, a row each, best score first or sorted by a column. Rows stay the same objects while
/// frames come and go, so that the scroll position holds; which detection is in which row changes with the frames.
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

    void setPresentation(const Presentation &presentation);
    void setStyle(const OverlayStyle &style);
    /// What the columns of the box are in; csvLine() is in pixels always.
    void setUnits(BoxUnits units);
    void setHighlighted(std::optional<std::size_t> detection);

    /// The detection in a row, by its index in Presentation::detections.
    std::size_t detectionOf(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    /// Nothing for one that is not there.
    std::optional<int> rowOf(std::optional<std::size_t> detection) const;

    /// Whether the box of a row is turned.
    bool isTurned(int row) const;
    /// The names of csvLine()'s fields.
    static QString csvHeader(bool turned);
    /// "124,4.960,person,0.914,12.5,8.0,40.0,90.0": the frame's index and its time in seconds first; rounded, as CSV
    /// has it (RFC 4180). With turned boxes among the rows, their angle (degrees, clockwise), own width and own height
    /// follow; those are empty in the other rows.
    QString csvLine(int row, bool turned) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Column -1: as the detections come.
    void sort(int column, Qt::SortOrder order) override;

private:
    const Detection &at(int row) const { return m_detections[detectionOf(row)]; }
    void arrange();
    QString className(const Detection &detection) const;
    QString boxText(const Detection &detection, int column) const;
    QString shapeText(const Detection &detection) const;
    void changed(int first, int last);

    Detections m_detections;
    std::vector<std::size_t> m_order; ///< The detection of each row.
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    CandidatesPtr m_candidates;
    std::int64_t m_frame = 0;
    double m_seconds = 0.0;
    cv::Size m_size;
    mutable std::vector<std::optional<QString>> m_shapes; ///< Made when a row is seen: areas of masks take time.
    OverlayStyle m_style;
    BoxUnits m_units = BoxUnits::Pixels;
    std::optional<std::size_t> m_highlighted;
};

} // namespace sightglass
