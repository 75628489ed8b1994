// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <cstdint>
#include <vector>

namespace sightglass
{

/// What decides which of a frame's candidates remove each other: the part of Thresholds that needs NMS anew when it
/// changes.
struct Suppression
{
    float iou = 0.45f; ///< See Thresholds.
    bool classAgnostic = false;

    bool operator==(const Suppression &) const = default;
};

/// A candidate that NMS at the floor leaves, in 12 bytes.
///
/// Greedy NMS removes a box by a better one alone. So what it leaves at any higher confidence are its survivors at the
/// floor, without those of lower scores; the same for a threshold of each class, and classes switched off, as long as
/// classes do not remove each other's boxes (see SurvivorFilter::holdsFor()). At most so many detections: the first so
/// many of what is left.
struct Survivor
{
    std::uint16_t score = 0;   ///< In steps, see candidategrid.h.
    std::uint16_t classId = 0; ///< Of those beyond 65535, that.
    std::uint16_t left = 0;    ///< The box in whole pixels, without what lies below 0 or beyond 65535.
    std::uint16_t top = 0;
    std::uint16_t width = 0;
    std::uint16_t height = 0;

    bool operator==(const Survivor &) const = default;

    /// Of one candidate, the nearest.
    static Survivor of(const Candidate &candidate);
};

/// What remains of these, best first: as select() leaves them at a confidence of 0 and without a maximum. Pure.
std::vector<Survivor> survivorsOf(const Candidates &candidates, const Suppression &suppression);

/// One frame's.
struct FrameSurvivors
{
    std::int64_t index = 0; ///< Of the frame.
    double seconds = 0.0;   ///< When it is shown, from the first one.
    std::vector<Survivor> items;
};

} // namespace sightglass
