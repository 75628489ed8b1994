// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sightglass::test
{

using Triple = std::array<double, 3>;

enum class Sight
{
    Common,
    Protanopia,
    Deuteranopia,
    Tritanopia
};

constexpr std::array allSights{Sight::Common, Sight::Protanopia, Sight::Deuteranopia, Sight::Tritanopia};

/// Linear sRGB as somebody sees it. G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model
/// for simulation of color vision deficiency", IEEE TVCG 15 (6), 2009: the matrices for severity 1.0.
inline Triple seen(const QColor &colour, Sight sight)
{
    static constexpr std::array<std::array<double, 9>, 4> matrices{
        {{1, 0, 0, 0, 1, 0, 0, 0, 1},
         {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
         {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
         {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}}};
    const auto linear = [](int channel) {
        const double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const Triple rgb{linear(colour.red()), linear(colour.green()), linear(colour.blue())};
    const auto &matrix = matrices[static_cast<std::size_t>(sight)];
    Triple result{};
    for (std::size_t row = 0; row < 3; ++row)
        result[row] = std::clamp(matrix[3 * row] * rgb[0] + matrix[3 * row + 1] * rgb[1] + matrix[3 * row + 2] * rgb[2],
                                 0.0, 1.0);
    return result;
}

/// CIELAB (CIE 15) of linear sRGB (IEC 61966-2-1), white D65.
inline Triple lab(const Triple &rgb)
{
    const double x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047;
    const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
    const double z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883;
    const auto f = [](double t) { return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0; };
    return {116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))};
}

/// CIEDE2000, after G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes,
/// supplementary test data, and mathematical observations", Color Research and Application 30 (1), 2005.
inline double distance(const Triple &p, const Triple &q)
{
    constexpr double degree = std::numbers::pi / 180.0;
    constexpr double twentyFiveToTheSeventh = 6103515625.0;
    const auto share = [](double chroma) {
        const double power = std::pow(chroma, 7.0);
        return std::sqrt(power / (power + twentyFiveToTheSeventh));
    };
    const double g = 0.5 * (1.0 - share((std::hypot(p[1], p[2]) + std::hypot(q[1], q[2])) / 2.0));
    const double a1 = (1.0 + g) * p[1];
    const double a2 = (1.0 + g) * q[1];
    const double c1 = std::hypot(a1, p[2]);
    const double c2 = std::hypot(a2, q[2]);
    const auto hue = [](double b, double a) {
        const double angle = a == 0.0 && b == 0.0 ? 0.0 : std::atan2(b, a) / degree;
        return angle < 0.0 ? angle + 360.0 : angle;
    };
    const double h1 = hue(p[2], a1);
    const double h2 = hue(q[2], a2);
    const bool grey = c1 * c2 == 0.0;
    const double turn = grey ? 0.0 : std::remainder(h2 - h1, 360.0);
    const double dL = q[0] - p[0];
    const double dC = c2 - c1;
    const double dH = 2.0 * std::sqrt(c1 * c2) * std::sin(turn / 2.0 * degree);
    const double meanL = (p[0] + q[0]) / 2.0;
    const double meanC = (c1 + c2) / 2.0;
    double meanH = h1 + h2;
    if (!grey) {
        const double both = h1 + h2;
        meanH = std::abs(h1 - h2) <= 180.0 ? both / 2.0 : both < 360.0 ? (both + 360.0) / 2.0 : (both - 360.0) / 2.0;
    }
    const double t = 1.0 - 0.17 * std::cos((meanH - 30.0) * degree) + 0.24 * std::cos(2.0 * meanH * degree) +
                     0.32 * std::cos((3.0 * meanH + 6.0) * degree) - 0.20 * std::cos((4.0 * meanH - 63.0) * degree);
    const double rotation = 30.0 * std::exp(-std::pow((meanH - 275.0) / 25.0, 2.0));
    const double fromMiddle = std::pow(meanL - 50.0, 2.0);
    const double lightness = dL / (1.0 + 0.015 * fromMiddle / std::sqrt(20.0 + fromMiddle));
    const double chroma = dC / (1.0 + 0.045 * meanC);
    const double tone = dH / (1.0 + 0.015 * meanC * t);
    return std::sqrt(lightness * lightness + chroma * chroma + tone * tone -
                     std::sin(2.0 * rotation * degree) * 2.0 * share(meanC) * chroma * tone);
}

inline double distance(const QColor &a, const QColor &b, Sight sight)
{
    return distance(lab(seen(a, sight)), lab(seen(b, sight)));
}

/// Between two hues of CIELAB, 0 to 180 degrees.
inline double hueDistance(const QColor &a, const QColor &b)
{
    const Triple p = lab(seen(a, Sight::Common));
    const Triple q = lab(seen(b, Sight::Common));
    return std::abs(
        std::remainder((std::atan2(p[2], p[1]) - std::atan2(q[2], q[1])) * 180.0 / std::numbers::pi, 360.0));
}

} // namespace sightglass::test
