// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/lanestatistics.h"

#include <QList>
#include <QString>
#include <Qt>

class QPainter;
class QRectF;

namespace sightglass
{

/// The few statistics that are shown over the picture: text on a dark plate, whatever the picture is.
class StatisticsOverlay
{
public:
    void setStatistics(const LaneStatistics &statistics);
    /// Paints on the left of an area, near its upper or its lower edge, in the painter's font.
    void paint(QPainter &painter, const QRectF &area, Qt::Edge edge) const;

private:
    struct Line
    {
        QString name;
        QString value;
        bool late = false;
    };
    QList<Line> m_lines;
};

} // namespace sightglass
