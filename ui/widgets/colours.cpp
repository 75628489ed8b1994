// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/colours.h"

#include <algorithm>
#include <cmath>

namespace sightglass {

namespace {

constexpr double textContrast = 4.5;
constexpr double graphicContrast = 3.0;

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QColor mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto mix = [shareOfB](float x, float y) { return static_cast<float>(x + (y - x) * shareOfB); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

/// Text stands on panels as well as in tables.
QColor readable(const QColor &colour, const QPalette &palette, double ratio)
{
    return withContrast(withContrast(colour, palette.color(QPalette::Base), ratio), palette.color(QPalette::Window),
                        ratio);
}

} // namespace

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Text)) > luminance(palette.color(QPalette::Base));
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

QColor withContrast(const QColor &colour, const QColor &background, double ratio)
{
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    const QColor end = contrastRatio(black, background) > contrastRatio(white, background) ? black : white;
    QColor result = colour;
    for (int step = 1; contrastRatio(result, background) < ratio && step <= 20; ++step)
        result = mixed(colour, end, step / 20.0);
    return result;
}

QColor attentionColour(const QPalette &palette)
{
    return readable(isDark(palette) ? QColor(0xff, 0xb3, 0x40) : QColor(0x96, 0x5c, 0x00), palette, textContrast);
}

QColor failureColour(const QPalette &palette)
{
    return readable(isDark(palette) ? QColor(0xff, 0x6b, 0x61) : QColor(0xc0, 0x1c, 0x28), palette, textContrast);
}

QColor quietColour(const QPalette &palette)
{
    const QColor mix = mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.35);
    return readable(mix, palette, textContrast);
}

QColor accentColour(const QPalette &palette)
{
    return readable(palette.color(QPalette::Active, QPalette::Highlight), palette, graphicContrast);
}

QColor hairlineColour(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::Active, QPalette::Text), 0.25);
}

} // namespace sightglass
