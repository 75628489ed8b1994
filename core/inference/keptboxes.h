// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/probabilisticiou.h"
#include "core/values/candidates.h"
#include "core/values/thresholds.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace sightglass
{

/// The boxes that greedy NMS has kept so far, best first, as what overlaps are worked out from. Candidates and
/// thresholds outlive it.
class KeptBoxes
{
public:
    explicit KeptBoxes(const Thresholds &thresholds)
        : m_thresholds(thresholds)
    {}

    void add(const Candidate &candidate) { m_kept.push_back({&candidate, distributionOf(candidate)}); }

    /// The best kept box that overlaps this one by more than the thresholds allow; null: it is kept, too.
    const Candidate *betterThan(const Candidate &candidate) const;

    /// IoU of two boxes, 0 to 1; of those that are turned, the probabilistic one.
    static float overlap(const Candidate &a, const Candidate &b);

private:
    struct Kept
    {
        const Candidate *candidate;
        std::optional<BoxDistribution> distribution; ///< Of those that are turned.
    };

    static std::optional<BoxDistribution> distributionOf(const Candidate &candidate);

    const Thresholds &m_thresholds;
    std::vector<Kept> m_kept;
};

} // namespace sightglass
