// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/sourcestate.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace sightglass
{

class ElidedLabel;

/// Over a tile of the grid: what its source is called, what it does, and how that goes. Dragged, it takes its tile to
/// another place.
class TileBar : public QWidget
{
    Q_OBJECT

public:
    explicit TileBar(QWidget *parent = nullptr);

    /// About four times a second, and whenever the state is another.
    void setReport(const SourceState &state, const SourceInfo &info, const LaneStatistics &statistics);
    /// See Tile; shown with the next report.
    void setOffset(std::optional<double> seconds) { m_offset = seconds; }
    /// The tile that the instruments are about.
    void setCurrent(bool current);

    QString text() const;

Q_SIGNALS:
    void closeRequested();
    /// The bar is held over another place of the screen; let go there.
    void draggedTo(const QPoint &global);
    void droppedAt(const QPoint &global);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    ElidedLabel *m_name;
    QLabel *m_mark;
    ElidedLabel *m_figures;
    std::optional<double> m_offset;
    bool m_current = false;
    std::optional<QPoint> m_pressed;
    bool m_dragging = false;
};

} // namespace sightglass
