// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QHash>
#include <QMetaType>
#include <QString>

namespace sightglass
{

/// How results are drawn, on the view and on exports alike.
struct OverlayStyle
{
    bool boxes = true;
    bool labels = true;
    bool scores = true;
    double lineWidth = 2.0;         ///< Pixels of the output at 1:1; logical pixels in the view.
    double fontSize = 12.0;         ///< Pixels, likewise.
    QHash<QString, QColor> colours; ///< The user's own, by class name; else classColour().

    bool operator==(const OverlayStyle &) const = default;
};

/// The stable colour of a class: from its name alone, the same on every machine, evenly spaced in hue and
/// distinguishable for the colour-blind as far as possible.
QColor classColour(const QString &className);

/// The user's colour for a class, else classColour().
QColor classColour(const OverlayStyle &style, const QString &className);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::OverlayStyle)
