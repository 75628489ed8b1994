// SPDX-License-Identifier: Apache-2.0
#include "core/inference/probabilisticiou.h"

#include <algorithm>

namespace sightglass
{

BoxDistribution::BoxDistribution(const OrientedBox &box)
    : m_x(box.centre.x)
    , m_y(box.centre.y)
{
    const double width = double(box.size.width) * box.size.width / 12.0;
    const double height = double(box.size.height) * box.size.height / 12.0;
    const double cosine = std::cos(double(box.angle));
    const double sine = std::sin(double(box.angle));
    m_a = width * cosine * cosine + height * sine * sine;
    m_b = width * sine * sine + height * cosine * cosine;
    m_c = (width - height) * cosine * sine;
    // Of a turned diagonal matrix; worked out from a, b and c, thin boxes would lose it to rounding.
    m_determinant = width * height;
}

/// What two boxes' distance is made of.
struct BoxDistribution::Sums
{
    double centres;     ///< The first part of D: how far the centres are apart.
    double determinant; ///< A B - C^2.
};

BoxDistribution::Sums BoxDistribution::sumsWith(const BoxDistribution &other) const
{
    const double a = m_a + other.m_a;
    const double b = m_b + other.m_b;
    const double c = m_c + other.m_c;
    const double dx = m_x - other.m_x;
    const double dy = m_y - other.m_y;
    const double determinant = a * b - c * c;
    return {0.25 * (a * dy * dy + b * dx * dx - 2.0 * c * dx * dy) / determinant, determinant};
}

float BoxDistribution::iou(const BoxDistribution &other) const
{
    if (!(m_determinant > 0.0) || !(other.m_determinant > 0.0))
        return 0.f;
    const Sums sums = sumsWith(other);
    const double spread = 0.5 * std::log(sums.determinant / (4.0 * std::sqrt(m_determinant * other.m_determinant)));
    const double distance = std::max(0.0, sums.centres + spread);
    return static_cast<float>(1.0 - std::sqrt(1.0 - std::exp(-distance)));
}

bool BoxDistribution::overlapsMore(const BoxDistribution &other, float threshold) const
{
    // The second part of D is never below 0, so distant centres decide alone: exp(-x) <= 1 / (1 + x).
    const double apart = sumsWith(other).centres;
    const double least = 1.0 - double(threshold);
    if (1.0 / (1.0 + apart) <= 1.0 - least * least)
        return false;
    return iou(other) > threshold;
}

} // namespace sightglass
