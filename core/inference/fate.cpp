// SPDX-License-Identifier: Apache-2.0
#include "core/inference/fate.h"

#include "core/inference/keptboxes.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

using Rule = Fate::Rule;

constexpr double step = 0.01; ///< Of the controls.

/// But for how many there are.
bool passesAll(const Fate &fate)
{
    return fate.rule == Rule::Shown || fate.rule == Rule::BeyondMaximum;
}

bool isShown(const Candidates &candidates, const Thresholds &thresholds, std::size_t item)
{
    return fatesOf(candidates, thresholds)[item].rule == Rule::Shown;
}

/// As low as it has to be for a score, or as high, in steps of the controls.
float stepBelow(float value)
{
    double below = std::floor(double(value) / step) * step;
    while (below > 0.0 && static_cast<float>(below) > value)
        below -= step;
    return static_cast<float>(std::max(0.0, below));
}

float stepAbove(float value)
{
    double above = std::ceil(double(value) / step) * step;
    while (above < 1.0 && static_cast<float>(above) < value)
        above += step;
    return static_cast<float>(std::min(1.0, above));
}

Thresholds withOwnThreshold(Thresholds thresholds, int classId, float confidence)
{
    thresholds.classes[classId].confidence = confidence;
    return thresholds;
}

/// So much overlap allowed that nothing better removes it.
std::optional<Thresholds> withOverlap(const Candidates &candidates, Thresholds thresholds, std::size_t item)
{
    for (Fate fate = fatesOf(candidates, thresholds)[item]; fate.rule == Rule::Suppressed;
         fate = fatesOf(candidates, thresholds)[item]) {
        if (thresholds.iou >= 1.f)
            return std::nullopt;
        // What is kept then may be more, and another of them in its way.
        thresholds.iou = std::max(stepAbove(fate.overlap), std::min(1.f, stepAbove(thresholds.iou + float(step) / 2)));
    }
    return thresholds;
}

std::optional<Thresholds> hiding(const Candidates &candidates, const Thresholds &thresholds, std::size_t item)
{
    const Candidate &candidate = candidates.items[item];
    const float above = stepAbove(std::nextafter(candidate.score, 2.f));
    return above > candidate.score ? std::optional(withOwnThreshold(thresholds, candidate.classId, above))
                                   : std::nullopt;
}

} // namespace

std::vector<Fate> fatesOf(const Candidates &candidates, const Thresholds &thresholds)
{
    const auto most = static_cast<std::size_t>(std::max(thresholds.maxDetections, 1));
    const bool suppressAny = !candidates.suppressed || thresholds.classAgnostic;
    std::vector<Fate> fates;
    fates.reserve(candidates.items.size());
    KeptBoxes kept(thresholds);
    std::size_t shown = 0;
    for (const Candidate &candidate : candidates.items) {
        Fate &fate = fates.emplace_back();
        if (!thresholds.rule(candidate.classId).shown) {
            fate.rule = Rule::ClassOff;
        } else if (!(candidate.score >= thresholds.confidenceFor(candidate.classId))) {
            fate.rule = Rule::BelowThreshold;
        } else if (const Candidate *better =
                       suppressAny && !candidate.wholePicture ? kept.betterThan(candidate) : nullptr) {
            fate = {Rule::Suppressed, static_cast<std::size_t>(better - candidates.items.data()),
                    KeptBoxes::overlap(*better, candidate)};
        } else if (shown == most) {
            fate.rule = Rule::BeyondMaximum;
        } else {
            ++shown;
        }
        if (passesAll(fate) && suppressAny && !candidate.wholePicture)
            kept.add(candidate);
    }
    return fates;
}

std::optional<Thresholds> turnedFate(const Candidates &candidates, const Thresholds &thresholds, std::size_t item)
{
    const Candidate &candidate = candidates.items[item];
    const std::vector<Fate> fates = fatesOf(candidates, thresholds);
    const auto place = static_cast<std::ptrdiff_t>(item);
    std::optional<Thresholds> turned = thresholds;
    switch (fates[item].rule) {
    case Rule::Shown:
        return hiding(candidates, thresholds, item);
    case Rule::ClassOff:
        turned->classes[candidate.classId].shown = true;
        break;
    case Rule::BelowThreshold:
        turned = withOwnThreshold(thresholds, candidate.classId, stepBelow(candidate.score));
        break;
    case Rule::Suppressed:
        turned = withOverlap(candidates, thresholds, item);
        break;
    case Rule::BeyondMaximum:
        turned->maxDetections = static_cast<int>(std::count_if(fates.begin(), fates.begin() + place + 1, passesAll));
        break;
    }
    return turned && isShown(candidates, *turned, item) ? turned : std::nullopt;
}

} // namespace sightglass
