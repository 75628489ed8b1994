// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/colours.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

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

} // namespace

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

} // namespace sightglass
