// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/survivors.h"
#include "core/values/thresholds.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// Which of a frame's survivors are detections: the thresholds of each class as whole numbers, so that a clip of many
/// hours is counted in an instant. A value; pure.
class SurvivorFilter
{
public:
    /// A candidate is nearly a detection where its score is less than so many steps below its threshold: 0.05.
    static constexpr int nearMissSteps = 2500;

    explicit SurvivorFilter(const Thresholds &thresholds);

    /// Whether the detections among survivors of these thresholds' Suppression are those of select(). They are not
    /// where classes remove each other's boxes and have rules of their own: at the floor a box may have been removed by
    /// one of a class that is hidden or has a higher threshold, which in select() removes nothing. See SurvivorBasis.
    static bool holdsFor(const Thresholds &thresholds);

    /// But for how many there are.
    bool passes(const Survivor &survivor) const { return survivor.score >= leastOf(survivor.classId); }
    bool isNearMiss(const Survivor &survivor) const
    {
        const int least = leastOf(survivor.classId);
        return survivor.score < least && least != hidden && least - survivor.score < nearMissSteps;
    }

    /// The detections of a frame, best first.
    template <typename Visit>
    void forEach(std::span<const Survivor> survivors, Visit visit) const
    {
        std::size_t left = m_most;
        for (const Survivor &survivor : survivors) {
            if (!passes(survivor))
                continue;
            visit(survivor);
            if (--left == 0)
                return;
        }
    }
    /// The same as a list, in place of what is in it.
    void detections(std::span<const Survivor> survivors, std::vector<Survivor> &found) const
    {
        found.clear();
        forEach(survivors, [&found](const Survivor &survivor) { found.push_back(survivor); });
    }

private:
    static constexpr std::uint16_t hidden = 65535; ///< Above all scores.

    std::uint16_t leastOf(std::uint16_t classId) const
    {
        return classId < m_leastOf.size() ? m_leastOf[classId] : m_least;
    }

    std::uint16_t m_least;
    std::vector<std::uint16_t> m_leastOf; ///< By class id, as far as there are rules.
    std::size_t m_most;
};

/// What has to be left of a clip's candidates so that the filter of some thresholds finds their detections: for most
/// thresholds any that have the same Suppression; for those that SurvivorFilter::holdsFor() is false of, these alone,
/// up to how many detections there may be.
struct SurvivorBasis
{
    Suppression suppression;
    std::optional<Thresholds> rules = std::nullopt; ///< Where survivors at the floor do not suffice.

    static SurvivorBasis of(const Thresholds &thresholds);
    bool operator==(const SurvivorBasis &) const = default;
};

/// With rules: what select() leaves of these without a maximum, and the near misses that none of it would remove.
std::vector<Survivor> survivorsOf(const Candidates &candidates, const SurvivorBasis &basis);

} // namespace sightglass
