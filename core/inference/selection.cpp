// SPDX-License-Identifier: Apache-2.0
#include "core/inference/selection.h"

#include "core/inference/probabilisticiou.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace sightglass
{

float intersectionOverUnion(const cv::Rect2f &a, const cv::Rect2f &b)
{
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0.f) || !(height > 0.f))
        return 0.f;
    const float shared = width * height;
    return shared / (a.width * a.height + b.width * b.height - shared);
}

namespace
{

/// The boxes kept so far, as what overlaps are worked out from.
class KeptBoxes
{
public:
    explicit KeptBoxes(const Thresholds &thresholds)
        : m_thresholds(thresholds)
    {}

    /// Whether a better box covers this one.
    bool cover(const Candidate &candidate) const
    {
        const auto distribution = distributionOf(candidate);
        return std::any_of(m_kept.begin(), m_kept.end(), [&](const Kept &better) {
            if (!m_thresholds.classAgnostic && better.candidate->classId != candidate.classId)
                return false;
            if (distribution && better.distribution)
                return distribution->overlapsMore(*better.distribution, m_thresholds.iou);
            return intersectionOverUnion(better.candidate->box, candidate.box) > m_thresholds.iou;
        });
    }

    void add(const Candidate &candidate) { m_kept.push_back({&candidate, distributionOf(candidate)}); }

private:
    struct Kept
    {
        const Candidate *candidate;
        std::optional<BoxDistribution> distribution; ///< Of those that are turned.
    };

    static std::optional<BoxDistribution> distributionOf(const Candidate &candidate)
    {
        if (!candidate.shape || !candidate.shape->oriented)
            return std::nullopt;
        return BoxDistribution(*candidate.shape->oriented);
    }

    const Thresholds &m_thresholds;
    std::vector<Kept> m_kept;
};

} // namespace

Detections select(const Candidates &candidates, const Thresholds &thresholds)
{
    const auto most = static_cast<std::size_t>(std::max(thresholds.maxDetections, 1));
    const bool suppressAny = !candidates.suppressed || thresholds.classAgnostic;
    Detections detections;
    KeptBoxes kept(thresholds);
    for (const Candidate &candidate : candidates.items) {
        const ClassRule &rule = thresholds.rule(candidate.classId);
        if (!rule.shown || !(candidate.score >= rule.confidence.value_or(thresholds.confidence)))
            continue;
        if (suppressAny && !candidate.wholePicture) {
            if (kept.cover(candidate))
                continue;
            kept.add(candidate);
        }
        detections.push_back(candidate);
        // Candidates come best first, so whatever follows could only rank behind these.
        if (detections.size() == most)
            break;
    }
    return detections;
}

} // namespace sightglass
