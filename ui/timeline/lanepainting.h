// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/pipeline/timeline.h"
#include "ui/timeline/lanegeometry.h"
#include "ui/transport/marks.h"

#include <QFont>
#include <QImage>
#include <QPalette>
#include <QSize>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// What stands on a lane but for what moves with time: a value.
struct LaneScene
{
    LaneGeometry geometry;
    double seconds = 0.0; ///< The clip's length.
    TimelinePicture picture;
    std::shared_ptr<const QStringList> classNames; ///< For the user's own colours; may be null.
    OverlayStyle style;
    Marks marks;
    std::vector<std::int64_t> unreadable; ///< Frames, ascending.
    QString emptyText;                    ///< While nothing is known.
};

/// How it is to be drawn.
struct LaneSurface
{
    QSize size; ///< Logical pixels.
    double devicePixelRatio = 1.0;
    QPalette palette;
    QFont font;
};

/// Where the parts of a lane lie, from above: a value; logical pixels.
struct LaneRows
{
    explicit LaneRows(const LaneSurface &surface);

    QRectF spans; ///< Where the query matches.
    QRectF area;  ///< Counts, stacked.
    QRectF marks; ///< What is wrong with the clip.
    QRectF axis;
};

/// Each column is as wide as its frames, and as high as it has detections, in steps; the class with the lowest id is
/// the lowest. What the model has not seen is hatched.
QImage paintLane(const LaneScene &scene, const LaneSurface &surface);

} // namespace sightglass
