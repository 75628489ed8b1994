// SPDX-License-Identifier: Apache-2.0
#include "core/inference/keptboxes.h"

#include "core/inference/selection.h"

#include <algorithm>

namespace sightglass
{

const Candidate *KeptBoxes::betterThan(const Candidate &candidate) const
{
    const auto distribution = distributionOf(candidate);
    const auto found = std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept &better) {
        if (!m_thresholds.classAgnostic && better.candidate->classId != candidate.classId)
            return false;
        if (distribution && better.distribution)
            return distribution->overlapsMore(*better.distribution, m_thresholds.iou);
        return intersectionOverUnion(better.candidate->box, candidate.box) > m_thresholds.iou;
    });
    return found == m_kept.end() ? nullptr : found->candidate;
}

float KeptBoxes::overlap(const Candidate &a, const Candidate &b)
{
    const auto first = distributionOf(a);
    const auto second = distributionOf(b);
    return first && second ? first->iou(*second) : intersectionOverUnion(a.box, b.box);
}

std::optional<BoxDistribution> KeptBoxes::distributionOf(const Candidate &candidate)
{
    if (!candidate.shape || !candidate.shape->oriented)
        return std::nullopt;
    return BoxDistribution(*candidate.shape->oriented);
}

} // namespace sightglass
