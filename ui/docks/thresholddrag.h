// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>
#include <QPoint>

#include <optional>

class QMouseEvent;
class QTableView;

namespace sightglass
{

class ClassModel;

/// Own thresholds turned in their cells: dragged to the right they rise by 0.01 for each pixel, with Shift by a tenth
/// of that. Of a class that is selected with others, all of these. A click that does not move stays the table's.
class ThresholdDrag : public QObject
{
    Q_OBJECT

public:
    /// The table shows this model through a proxy; both outlive this.
    ThresholdDrag(QTableView *table, ClassModel *model);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void begin(const QMouseEvent &press);
    bool turn(const QMouseEvent &move);

    QTableView *m_table;
    ClassModel *m_model;
    QList<int> m_classes; ///< That are turned; empty: none.
    float m_threshold = 0.f;
    QPoint m_last; ///< Where the pointer was.
    bool m_turning = false;
};

} // namespace sightglass
