// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QHash>
#include <QMetaType>
#include <QString>

#include <cstddef>

namespace sightglass
{

/// How results are drawn, on the view and on exports alike.
struct OverlayStyle
{
    bool boxes = true;
    bool labels = true;
    bool scores = true;
    bool masks = true;
    bool keypoints = true;          ///< And the skeleton that joins them.
    double lineWidth = 2.0;         ///< Pixels of the output at 1:1; logical pixels in the view.
    double fontSize = 12.0;         ///< Pixels, likewise.
    QHash<QString, QColor> colours; ///< The user's own, by class name; else classColour().

    bool operator==(const OverlayStyle &) const = default;
};

/// The stable colour of a class: from its name alone (upper and lower case alike), the same on every machine, evenly
/// spaced in hue and distinguishable for the colour-blind as far as possible.
QColor classColour(const QString &className);

/// The colours of a skeleton's limbs, by the number of the edge: neighbours differ in hue and lightness.
QColor limbColour(std::size_t edge);

/// The user's colour for a class, else classColour().
QColor classColour(const OverlayStyle &style, const QString &className);

/// Black or white, whichever reads better on a background: always at a contrast of 4.5:1 or more (WCAG 2).
QColor textColourOn(const QColor &background);

/// Contrast of two opaque colours, 1 to 21, as WCAG 2 defines it.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::OverlayStyle)
