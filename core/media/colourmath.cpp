// SPDX-License-Identifier: Apache-2.0
#include "core/media/colourmath.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

// Of PQ, as ST 2084 names them.
constexpr double m1 = 2610.0 / 16384.0;
constexpr double m2 = 2523.0 / 4096.0 * 128.0;
constexpr double c1 = 3424.0 / 4096.0;
constexpr double c2 = 2413.0 / 4096.0 * 32.0;
constexpr double c3 = 2392.0 / 4096.0 * 32.0;

/// In the CIE's x and y.
struct Chromaticity
{
    double x;
    double y;

    cv::Vec3d xyz() const { return {x / y, 1.0, (1.0 - x - y) / y}; }
};

struct Primaries
{
    Chromaticity red;
    Chromaticity green;
    Chromaticity blue;
    Chromaticity white;
};

Primaries primariesOf(ColourCoding::Gamut gamut)
{
    constexpr Chromaticity d65{0.3127, 0.3290};
    constexpr Chromaticity cinema{0.314, 0.351};
    switch (gamut) {
    case ColourCoding::Gamut::Bt2020:
        return {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, d65};
    case ColourCoding::Gamut::P3D65:
        return {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, d65};
    case ColourCoding::Gamut::DciP3:
        return {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, cinema};
    case ColourCoding::Gamut::Bt709:
        break;
    }
    return {{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, d65};
}

cv::Matx33d adaptation(Chromaticity from, Chromaticity to)
{
    const cv::Matx33d cones(0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296);
    const cv::Vec3d before = cones * from.xyz();
    const cv::Vec3d after = cones * to.xyz();
    const cv::Vec3d ratio(after[0] / before[0], after[1] / before[1], after[2] / before[2]);
    return cones.inv() * cv::Matx33d::diag(ratio) * cones;
}

} // namespace

double nitsOfPq(double signal)
{
    const double power = std::pow(signal, 1.0 / m2);
    return 10000.0 * std::pow(std::max(0.0, power - c1) / (c2 - c3 * power), 1.0 / m1);
}

double pqOfNits(double nits)
{
    const double power = std::pow(nits / 10000.0, m1);
    return std::pow((c1 + c2 * power) / (1.0 + c3 * power), m2);
}

double sceneLightOfHlg(double signal)
{
    constexpr double a = 0.17883277;
    constexpr double b = 1.0 - 4.0 * a;
    const double c = 0.5 - a * std::log(4.0 * a);
    return signal <= 0.5 ? signal * signal / 3.0 : (std::exp((signal - c) / a) + b) / 12.0;
}

double compressedNits(double nits, double peak)
{
    const double top = pqOfNits(peak);
    const double most = pqOfNits(ColourCoding::referenceWhite) / top;
    const double knee = 1.5 * most - 0.5;
    const double light = std::min(1.0, pqOfNits(nits) / top);
    if (light <= knee)
        return nits;
    const double t = (light - knee) / (1.0 - knee);
    const double t2 = t * t;
    const double t3 = t2 * t;
    const double curve =
        (2.0 * t3 - 3.0 * t2 + 1.0) * knee + (t3 - 2.0 * t2 + t) * (1.0 - knee) + (-2.0 * t3 + 3.0 * t2) * most;
    return nitsOfPq(curve * top);
}

cv::Matx33d xyzOf(ColourCoding::Gamut gamut)
{
    const Primaries of = primariesOf(gamut);
    const cv::Vec3d r = of.red.xyz();
    const cv::Vec3d g = of.green.xyz();
    const cv::Vec3d b = of.blue.xyz();
    const cv::Matx33d columns(r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]);
    const cv::Vec3d shares = columns.inv() * of.white.xyz();
    return columns * cv::Matx33d::diag(shares);
}

cv::Matx33d bt709Of(ColourCoding::Gamut gamut)
{
    constexpr auto target = ColourCoding::Gamut::Bt709;
    return xyzOf(target).inv() * adaptation(primariesOf(gamut).white, primariesOf(target).white) * xyzOf(gamut);
}

} // namespace sightglass
