// SPDX-License-Identifier: Apache-2.0
#include "core/store/survivorfilter.h"

#include "core/inference/keptboxes.h"
#include "core/values/candidategrid.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int mostClasses = 65536;

bool isAsCommon(const ClassRule &rule, const Thresholds &thresholds)
{
    return rule.shown &&
           leastScoreStep(rule.confidence.value_or(thresholds.confidence)) == leastScoreStep(thresholds.confidence);
}

std::vector<Survivor> survivorsUnder(const Candidates &candidates, const Thresholds &rules)
{
    const SurvivorFilter filter(rules);
    KeptBoxes kept(rules);
    std::vector<Survivor> survivors;
    for (const Candidate &candidate : candidates.items) {
        const Survivor survivor = Survivor::of(candidate);
        const bool passes = filter.passes(survivor);
        if (!passes && !filter.isNearMiss(survivor))
            continue;
        if (!candidate.wholePicture) {
            if (kept.betterThan(candidate))
                continue;
            if (passes)
                kept.add(candidate);
        }
        survivors.push_back(survivor);
    }
    return survivors;
}

} // namespace

SurvivorFilter::SurvivorFilter(const Thresholds &thresholds)
    : m_least(static_cast<std::uint16_t>(leastScoreStep(thresholds.confidence)))
    , m_most(static_cast<std::size_t>(std::max(thresholds.maxDetections, 1)))
{
    for (const auto &[classId, rule] : thresholds.classes) {
        if (classId < 0 || classId >= mostClasses)
            continue;
        const auto place = static_cast<std::size_t>(classId);
        if (place >= m_leastOf.size())
            m_leastOf.resize(place + 1, m_least);
        m_leastOf[place] =
            rule.shown ? static_cast<std::uint16_t>(leastScoreStep(rule.confidence.value_or(thresholds.confidence)))
                       : hidden;
    }
}

bool SurvivorFilter::holdsFor(const Thresholds &thresholds)
{
    return !thresholds.classAgnostic ||
           std::all_of(thresholds.classes.begin(), thresholds.classes.end(),
                       [&](const auto &entry) { return isAsCommon(entry.second, thresholds); });
}

SurvivorBasis SurvivorBasis::of(const Thresholds &thresholds)
{
    SurvivorBasis basis{{thresholds.iou, thresholds.classAgnostic}};
    if (SurvivorFilter::holdsFor(thresholds))
        return basis;
    basis.rules = thresholds;
    basis.rules->maxDetections = Thresholds().maxDetections;
    std::erase_if(basis.rules->classes, [](const auto &entry) { return entry.second == ClassRule(); });
    return basis;
}

std::vector<Survivor> survivorsOf(const Candidates &candidates, const SurvivorBasis &basis)
{
    return basis.rules ? survivorsUnder(candidates, *basis.rules) : survivorsOf(candidates, basis.suppression);
}

} // namespace sightglass
