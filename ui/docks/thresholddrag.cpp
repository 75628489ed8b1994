// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/thresholddrag.h"

#include "ui/docks/classmodel.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

constexpr float coarse = 0.01f;
constexpr float fine = 0.001f;

} // namespace

ThresholdDrag::ThresholdDrag(QTableView *table, ClassModel *model)
    : QObject(table)
    , m_table(table)
    , m_model(model)
{
    table->viewport()->setMouseTracking(true);
    table->viewport()->installEventFilter(this);
}

void ThresholdDrag::begin(const QMouseEvent &press)
{
    const QModelIndex index = m_table->indexAt(press.position().toPoint());
    if (index.column() != ClassModel::ThresholdColumn || press.button() != Qt::LeftButton ||
        press.modifiers().testFlag(Qt::ControlModifier))
        return;
    const int pressed = index.data(ClassModel::IdRole).toInt();
    m_classes = {pressed};
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (m_table->selectionModel()->isRowSelected(index.row()) && rows.size() > 1) {
        m_classes.clear();
        for (const QModelIndex &row : rows)
            m_classes.append(row.data(ClassModel::IdRole).toInt());
    }
    m_threshold = m_model->threshold(pressed);
    m_last = press.position().toPoint();
    m_turning = false;
}

bool ThresholdDrag::turn(const QMouseEvent &move)
{
    const QPoint place = move.position().toPoint();
    if (m_classes.isEmpty()) {
        const bool over = m_table->indexAt(place).column() == ClassModel::ThresholdColumn;
        m_table->viewport()->setCursor(over ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return false;
    }
    const int step = place.x() - m_last.x();
    if (!m_turning && std::abs(step) < QApplication::startDragDistance())
        return true;
    m_turning = true;
    m_last = place;
    const float size = move.modifiers().testFlag(Qt::ShiftModifier) ? fine : coarse;
    m_threshold = std::clamp(m_threshold + static_cast<float>(step) * size, 0.f, 1.f);
    m_model->editThreshold(m_classes, std::round(m_threshold / size) * size);
    return true;
}

bool ThresholdDrag::eventFilter(QObject *, QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        begin(static_cast<QMouseEvent &>(*event));
        return false;
    case QEvent::MouseMove:
        return turn(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonRelease:
        m_classes.clear();
        return std::exchange(m_turning, false);
    case QEvent::Leave:
        m_table->viewport()->unsetCursor();
        return false;
    default:
        return false;
    }
}

} // namespace sightglass
