// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace sightglass
{

namespace
{

/// So many colours: golden-ratio steps around the hue circle, which spread any number of first steps evenly, with the
/// lightness changing at each step, which is what people with a colour deficiency tell them apart by.
constexpr unsigned colourCount = 48;
constexpr std::array lightnesses{0.80, 0.62, 0.71};
constexpr double chroma = 0.19;

/// Chosen by trying: with it, the ten classes met most on streets and in homes come out well apart, also for people
/// with deuteranopia and protanopia (least distance in Oklab among them, simulated after Machado et al. 2009).
constexpr std::uint32_t seed = 117171;

/// FNV-1a, 32 bit, with a final mix of its bits, as its low ones alone spread short names badly. Not qHash, which may
/// change between versions of Qt.
std::uint32_t nameHash(const QByteArray &name)
{
    std::uint32_t hash = 2166136261u ^ seed;
    for (const char byte : name)
        hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619u;
    hash ^= hash >> 16;
    hash *= 0x7feb352du;
    hash ^= hash >> 15;
    return hash;
}

using LinearRgb = std::array<double, 3>;

/// Oklch to linear sRGB (B. Ottosson, "A perceptual color space for image processing", 2020).
LinearRgb fromOklch(double lightness, double colourfulness, double hue)
{
    const double a = colourfulness * std::cos(hue);
    const double b = colourfulness * std::sin(hue);
    const auto cube = [](double x) { return x * x * x; };
    const double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    const double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    const double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool isInGamut(const LinearRgb &rgb)
{
    return std::all_of(rgb.begin(), rgb.end(), [](double c) { return c >= 0.0 && c <= 1.0; });
}

double encoded(double linear)
{
    const double c = std::clamp(linear, 0.0, 1.0);
    return c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1.0 / 2.4) - 0.055;
}

QColor paletteColour(unsigned step)
{
    constexpr double goldenRatio = std::numbers::phi - 1.0;
    const double turns = step * goldenRatio;
    const double hue = 2.0 * std::numbers::pi * (turns - std::floor(turns));
    const double lightness = lightnesses[step % lightnesses.size()];
    // Where the screen's colours end before that chroma, the most colourful one of that hue and lightness.
    double inside = 0.0;
    double outside = chroma;
    if (isInGamut(fromOklch(lightness, chroma, hue)))
        inside = chroma;
    for (int i = 0; i < 16 && inside < chroma; ++i) {
        const double middle = (inside + outside) / 2.0;
        (isInGamut(fromOklch(lightness, middle, hue)) ? inside : outside) = middle;
    }
    const LinearRgb rgb = fromOklch(lightness, inside, hue);
    return QColor::fromRgb(static_cast<int>(std::lround(255.0 * encoded(rgb[0]))),
                           static_cast<int>(std::lround(255.0 * encoded(rgb[1]))),
                           static_cast<int>(std::lround(255.0 * encoded(rgb[2]))));
}

const std::array<QColor, colourCount> &palette()
{
    static const auto made = [] {
        std::array<QColor, colourCount> colours;
        for (unsigned step = 0; step < colourCount; ++step)
            colours[step] = paletteColour(step);
        return colours;
    }();
    return made;
}

double relativeLuminance(const QColor &colour)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

QColor classColour(const QString &className)
{
    return palette()[nameHash(className.trimmed().toCaseFolded().toUtf8()) % colourCount];
}

QColor limbColour(std::size_t edge)
{
    return palette()[edge % colourCount];
}

QColor classColour(const OverlayStyle &style, const QString &className)
{
    const auto own = style.colours.constFind(className);
    return own != style.colours.constEnd() && own->isValid() ? *own : classColour(className);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({relativeLuminance(a), relativeLuminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

QColor textColourOn(const QColor &background)
{
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    return contrastRatio(background, black) >= contrastRatio(background, white) ? black : white;
}

} // namespace sightglass
