// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace sightglass
{

/// How full a queue is: a sight glass, lying or standing, with a level, ticks and the number "3/8". Amber when full.
class LevelGauge : public QWidget
{
    Q_OBJECT

public:
    explicit LevelGauge(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

    /// Both at least 0; a depth over the capacity reads as full. Capacity 0: nothing to show.
    void setLevel(int depth, int capacity);
    int depth() const { return m_depth; }
    int capacity() const { return m_capacity; }
    bool isFull() const { return m_capacity > 0 && m_depth >= m_capacity; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF tube() const;
    QString text() const;

    Qt::Orientation m_orientation;
    int m_depth = 0;
    int m_capacity = 0;
};

} // namespace sightglass
