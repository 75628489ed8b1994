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
    double fill = 0.0;              ///< Opacity of the inside of boxes, in the colour of the class; 0 to 0.9.
    QString fontFamily;             ///< Empty: the application's.
    QHash<QString, QColor> colours; ///< The user's own, by class name; else by the class's place.

    bool operator==(const OverlayStyle &) const = default;
};

/// Nothing is drawn.
OverlayStyle bareStyle();

/// The colour of a class by its place in the model: the same for the same model on every machine. 48 colours, then they
/// come again; any number counts.
///
/// The first twelve lie at least 17 apart (CIEDE2000 of CIELAB, white D65), and at least 13 apart for each of the three
/// kinds of dichromats, whose sight is simulated as by Machado, Oliveira and Fernandes, "A physiologically-based model
/// for simulation of color vision deficiency" (2009), severity 1.0, on linear sRGB. Each two that follow each other,
/// the last and the first too, differ by 60 degrees of hue or more in CIELAB, by 30 in CIEDE2000, and by 12 for each
/// kind of dichromats.
///
/// Found by simulated annealing: twelve colours of L* 46 to 86 and chroma 45 or more, at least 18 from the light edge
/// of boxes, for the greatest of the least distances under all four kinds of sight (that of the common one times 0.75);
/// ordered so that those of models with few classes are the furthest apart; then, one by one, the best of 60000 colours
/// by chance, by its distance from all before it and, under each kind of sight, from the last three.
QColor classColour(int classId);

/// The colours of a skeleton's limbs, by the number of the edge: neighbours differ as those of classes do.
QColor limbColour(std::size_t edge);

/// The user's colour for a class, which goes by its name in every model, else classColour().
QColor classColour(const OverlayStyle &style, int classId, const QString &className);

/// Black or white, whichever reads better on a background: always at a contrast of 4.5:1 or more (WCAG 2).
QColor textColourOn(const QColor &background);

/// What the tag of a class is filled with while another detection is highlighted: dark, and translucent. White text on
/// it has a contrast of 4.5:1 or more on any picture.
QColor dimmedTagColour(const QColor &colour);

/// Contrast of two opaque colours, 1 to 21, as WCAG 2 defines it.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::OverlayStyle)
