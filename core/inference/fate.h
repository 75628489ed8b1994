// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/thresholds.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace sightglass
{

/// What has become of a candidate in select(), and by which of its rules: the first one that it fails.
struct Fate
{
    enum class Rule
    {
        Shown,          ///< It passes all of them.
        ClassOff,       ///< Its class is not shown.
        BelowThreshold, ///< Its score is below its class's threshold.
        Suppressed,     ///< A better box overlaps it.
        BeyondMaximum,  ///< There are enough better ones.
    };

    Rule rule = Rule::Shown;
    std::size_t better = 0; ///< Suppressed: the best candidate that overlaps it, by its place among the items.
    float overlap = 0.f;    ///< Suppressed: IoU with that one, 0 to 1; of boxes that are turned, the probabilistic.

    bool operator==(const Fate &) const = default;
};

/// One for each of the items, in their order: those that are Shown are what select() returns. Pure; quick enough for
/// the most candidates that are kept while somebody points at a picture.
std::vector<Fate> fatesOf(const Candidates &candidates, const Thresholds &thresholds);

/// One change of the thresholds that shows a candidate which is not shown, or hides one that is: a turn of the control
/// whose rule decided, as far as it is needed in steps of 0.01. Nothing where that alone does not do it.
std::optional<Thresholds> turnedFate(const Candidates &candidates, const Thresholds &thresholds, std::size_t item);

} // namespace sightglass
