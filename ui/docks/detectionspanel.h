// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"
#include "ui/docks/boxunits.h"

#include <QWidget>

#include <optional>

class QModelIndex;
class QTableView;

namespace sightglass
{

class DetectionsModel;
class ElidedLabel;
class Inspector;

/// What is seen on the frame on display, a row for each detection, best score first.
///
/// A detection is named by its index in Presentation::detections.
class DetectionsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit DetectionsPanel(QWidget *parent = nullptr);

    void setPresentation(const Presentation &presentation);
    /// For the classes' colours.
    void setOverlayStyle(const OverlayStyle &style);
    void setUnits(BoxUnits units);
    /// Marks a row, as the pointer is over its box in the view; nothing is emitted.
    void setHighlighted(std::optional<std::size_t> index);
    /// Selects a row, as its box was selected in the view; nothing is emitted.
    void setSelected(std::optional<std::size_t> index);

    /// Under the table, while a place is looked into.
    Inspector &inspector() { return *m_inspector; }

    /// The selected rows, or all where none is, as lines of CSV: frame,seconds,class,score,x,y,width,height in source
    /// pixels, and where a box is turned, its angle,own_width,own_height (degrees, clockwise).
    QString toCsv() const;

Q_SIGNALS:
    /// The pointer is over a row, or has left them all.
    void hovered(std::optional<std::size_t> index);
    void selected(std::optional<std::size_t> index);
    /// The right button on a row, or the menu key on the one with the focus. actions() belong in the menu.
    void menuRequested(const QPoint &global, std::optional<std::size_t> index);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void copy() const;
    void setHovered(std::optional<std::size_t> index);
    void followSelection();
    void selectRow(std::optional<int> row);
    std::optional<std::size_t> detectionAt(const QModelIndex &index) const;
    void followModel(const Candidates &candidates);
    void fitColumns();

    DetectionsModel *m_model;
    QTableView *m_table;
    ElidedLabel *m_title;
    Inspector *m_inspector;
    std::optional<std::size_t> m_hovered;
    std::optional<std::size_t> m_selected;
    bool m_updating = false;
    bool m_hasShapes = false;        ///< The model tells more than boxes.
    std::uint64_t m_modelNumber = 0; ///< Candidates::model.
};

} // namespace sightglass
