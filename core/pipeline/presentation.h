// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/frame.h"
#include "core/values/thresholds.h"

#include <QImage>
#include <QMetaType>
#include <QRect>
#include <QSize>

#include <cstddef>
#include <vector>

namespace sightglass
{

/// Which part of the picture a view shows, and how large: what the display worker scales to.
struct Viewport
{
    QRect source; ///< Part of the frame, in source pixels; empty: all of it.
    QSize pixels; ///< Device pixels that part covers; empty: as many as source pixels.

    bool operator==(const Viewport &) const = default;
};

/// What one model says of the frame on display.
struct ModelResult
{
    CandidatesPtr candidates; ///< Null: the model has seen no frame yet, or none is loaded.
    Detections detections;    ///< select(candidates, thresholds).
    Thresholds thresholds;    ///< Those the detections were selected with.

    /// The candidates (may be null) with what of them passes.
    static ModelResult of(CandidatesPtr candidates, const Thresholds &thresholds);
};

/// The frame on display, ready to paint, with all that belongs to it. A value.
struct Presentation
{
    Frame frame;  ///< The source picture; null: nothing on display.
    QImage image; ///< Format_RGB32; the part `region` of the frame, scaled to the viewport's pixels.
    QRect region; ///< Source pixels that the image covers.
    std::vector<ModelResult> results; ///< Of the models that the lane feeds, in their order.

    bool isNull() const { return frame.isNull(); }
    /// What this model says; nothing where there is no such.
    const ModelResult &result(std::size_t model = 0) const
    {
        static const ModelResult none;
        return model < results.size() ? results[model] : none;
    }
    /// Whether the boxes were computed on this very frame.
    bool isSynced(std::size_t model = 0) const
    {
        const CandidatesPtr &candidates = result(model).candidates;
        return candidates && candidates->frame == frame.id;
    }
    /// By how many seconds of source time the boxes are older than the picture; 0 when synced or without boxes.
    double boxesAge(std::size_t model = 0) const
    {
        const CandidatesPtr &candidates = result(model).candidates;
        return candidates && !isSynced(model) ? frame.seconds() - candidates->seconds : 0.0;
    }
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Presentation)
