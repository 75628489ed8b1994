// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"
#include "core/values/shape.h"

#include <QString>
#include <QStringList>

#include <opencv2/core/types.hpp>

#include <memory>
#include <vector>

namespace sightglass
{

/// One thing that a model may have seen, before any threshold of the user.
struct Candidate
{
    cv::Rect2f box;    ///< In pixels of the source frame; left, top, width, height; may be fractional.
    int classId = 0;   ///< Index into the model's class names.
    float score = 0.f; ///< Confidence, 0 to 1.
    /// Says what the picture as a whole shows (classification); the box is the frame's, and NMS does not apply.
    bool wholePicture = false;
    std::shared_ptr<const Shape> shape = nullptr; ///< Null for most: nothing is known beyond the box.

    bool operator==(const Candidate &) const = default;
};

/// What the model said about one frame, kept with the frame so that thresholds can change without another run.
///
/// Holds candidates above the low floor that the detector was loaded with, best first. Immutable once published:
/// shared between threads as std::shared_ptr<const Candidates>.
struct Candidates
{
    FrameId frame;                                   ///< The frame these were computed on.
    double seconds = 0.0;                            ///< That frame's source timestamp.
    Clock::time_point captured;                      ///< That frame's capture time.
    std::uint64_t model = 0;                         ///< Which loading of a model computed them (see Pipeline).
    std::vector<Candidate> items;                    ///< Best score first.
    bool suppressed = false;                         ///< The model has applied NMS itself; see select().
    bool stored = false;                             ///< They come from a store: the model has not run for them.
    std::shared_ptr<const QStringList> classNames;   ///< The names of that model; null: classes have numbers only.
    std::shared_ptr<const KeypointLayout> keypoints; ///< Of that model; null: it has none or they have no names.

    /// "person", or "class 7" where the model gives no name.
    QString className(int classId) const
    {
        if (classNames && classId >= 0 && classId < classNames->size() && !classNames->at(classId).isEmpty())
            return classNames->at(classId);
        return QStringLiteral("class %1").arg(classId);
    }
};

using CandidatesPtr = std::shared_ptr<const Candidates>;

/// A candidate that passed the thresholds: what is drawn, listed and exported.
using Detection = Candidate;
using Detections = std::vector<Detection>; ///< Best score first.

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::CandidatesPtr)
