// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>

#include <map>
#include <optional>

namespace sightglass
{

/// What of one class is shown.
struct ClassRule
{
    bool shown = true;
    std::optional<float> confidence; ///< Own threshold, 0 to 1; without it the common one counts.

    bool operator==(const ClassRule &) const = default;
};

/// The user's choice of what counts as a detection: a snapshot value, read once per frame.
struct Thresholds
{
    float confidence = 0.25f;         ///< Least score, 0 to 1, inclusive.
    float iou = 0.45f;                ///< NMS: boxes that overlap a better one by more than this are dropped, 0 to 1.
    int maxDetections = 300;          ///< Most detections of one frame; at least 1.
    bool classAgnostic = false;       ///< NMS across classes, not only within each.
    std::map<int, ClassRule> classes; ///< By class id; a class without a rule is shown under the common threshold.

    const ClassRule &rule(int classId) const
    {
        static const ClassRule common;
        const auto found = classes.find(classId);
        return found == classes.end() ? common : found->second;
    }
    float confidenceFor(int classId) const { return rule(classId).confidence.value_or(confidence); }

    bool operator==(const Thresholds &) const = default;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Thresholds)
