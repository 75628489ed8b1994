// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

/// Found by a search whose conditions stand in the header. Constants, since what a colour is computed from may be
/// rounded otherwise on another machine.
constexpr std::array<QRgb, 48> palette{0xfe97c9, 0x1e8042, 0x8e33fe, 0xcde300, 0xa54f87, 0xb7a000, 0xa18aff, 0x00ad8e,
                                       0xec516d, 0x07edff, 0xdc0300, 0xa0d98d, 0x0073bd, 0xfb7706, 0xe0a9fd, 0x04f1cb,
                                       0x9a6021, 0x6b69b9, 0xfc8c76, 0x1cbefd, 0x6f7205, 0xce0cc6, 0xfebf72, 0x88acfe,
                                       0x639720, 0xf848ae, 0xfad112, 0x0fc97b, 0xb64a47, 0xe45ffe, 0xcd8507, 0x44f708,
                                       0xd60269, 0x0397f1, 0x99780e, 0xf78897, 0x82c218, 0xa475c1, 0xbb6541, 0x16f686,
                                       0xe7aa01, 0x5880fa, 0xed5545, 0xd4dd80, 0x00ccbe, 0x1a5efe, 0x76b264, 0xc64b00};

/// Of a class's colour in a tag that is dimmed, and how much of the picture that hides: dark enough for the text on it
/// when both the colour and the picture are white.
constexpr double dimmedShare = 0.3;
constexpr double dimmedTagOpacity = 0.8;

double relativeLuminance(const QColor &colour)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

OverlayStyle bareStyle()
{
    OverlayStyle style;
    style.boxes = style.labels = style.scores = style.masks = style.keypoints = false;
    style.fill = 0.0;
    return style;
}

QColor classColour(int classId)
{
    constexpr int count = static_cast<int>(palette.size());
    return QColor::fromRgb(palette[static_cast<std::size_t>((classId % count + count) % count)]);
}

QColor limbColour(std::size_t edge)
{
    return QColor::fromRgb(palette[edge % palette.size()]);
}

QColor classColour(const OverlayStyle &style, int classId, const QString &className)
{
    const auto own = style.colours.constFind(className);
    return own != style.colours.constEnd() && own->isValid() ? *own : classColour(classId);
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

QColor dimmedTagColour(const QColor &colour)
{
    return QColor::fromRgbF(static_cast<float>(dimmedShare * colour.redF()),
                            static_cast<float>(dimmedShare * colour.greenF()),
                            static_cast<float>(dimmedShare * colour.blueF()), static_cast<float>(dimmedTagOpacity));
}

} // namespace sightglass
