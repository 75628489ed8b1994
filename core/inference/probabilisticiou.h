// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/shape.h"

namespace sightglass
{

/// A turned box as the normal distribution of points that has its centre and spread: how Ultralytics compares oriented
/// boxes (ultralytics/utils/metrics.py, batch_probiou), after Llerena et al., "Probabilistic Intersection-over-Union
/// for Training and Evaluation of Oriented Object Detectors", arXiv 2106.06072.
///
/// The covariance of a box w x h turned by t has a = w^2/12 cos^2 t + h^2/12 sin^2 t, b = w^2/12 sin^2 t + h^2/12 cos^2
/// t and c = (w^2/12 - h^2/12) cos t sin t. With sums A, B, C of two boxes' and dx, dy between their centres, the
/// Bhattacharyya distance is
///     D = 1/4 (A dy^2 + B dx^2 - 2 C dx dy) / (A B - C^2) + 1/2 ln((A B - C^2) / (4 sqrt(det1 det2)))
/// and the measure 1 - sqrt(1 - exp(-D)): 1 for equal boxes, towards 0 for distant ones.
class BoxDistribution
{
public:
    explicit BoxDistribution(const OrientedBox &box);

    /// 0 to 1; 0 where a box has no area.
    float iou(const BoxDistribution &other) const;
    /// Whether iou() is above this threshold; mostly quicker.
    bool overlapsMore(const BoxDistribution &other, float threshold) const;

private:
    struct Sums;
    Sums sumsWith(const BoxDistribution &other) const;

    double m_x = 0;
    double m_y = 0;
    double m_a = 0;
    double m_b = 0;
    double m_c = 0;
    double m_determinant = 0;
};

} // namespace sightglass
