// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/thresholds.h"

#include <QImage>
#include <QMetaType>
#include <QRect>
#include <QSize>

namespace sightglass
{

/// Which part of the picture a view shows, and how large: what the display worker scales to.
struct Viewport
{
    QRect source; ///< Part of the frame, in source pixels; empty: all of it.
    QSize pixels; ///< Device pixels that part covers; empty: as many as source pixels.

    bool operator==(const Viewport &) const = default;
};

/// The frame on display, ready to paint, with all that belongs to it. A value.
struct Presentation
{
    Frame frame;              ///< The source picture; null: nothing on display.
    QImage image;             ///< Format_RGB32; the part `region` of the frame, scaled to the viewport's pixels.
    QRect region;             ///< Source pixels that the image covers.
    CandidatesPtr candidates; ///< Null: no model has seen a frame yet.
    Detections detections;    ///< select(candidates, thresholds).
    Thresholds thresholds;    ///< Those the detections were selected with.

    bool isNull() const { return frame.isNull(); }
    /// Whether the boxes were computed on this very frame.
    bool isSynced() const { return candidates && candidates->frame == frame.id; }
    /// By how many seconds of source time the boxes are older than the picture; 0 when synced or without boxes.
    double boxesAge() const { return candidates && !isSynced() ? frame.seconds() - candidates->seconds : 0.0; }
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Presentation)
