// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/annotator.h"

#include <QFont>
#include <QFontMetricsF>
#include <QRectF>

#include <unordered_map>

class QPainter;

namespace sightglass
{

/// How a class is written and coloured.
struct ClassLook
{
    QString name;
    double nameWidth = 0.0;
    QString shortName; ///< Elided where it is long.
    double shortWidth = 0.0;
    QString smallName; ///< Elided sooner, for the small font.
    double smallWidth = 0.0;
    QColor colour;
    QColor text; ///< That reads on the colour.
};

/// What the parts of one drawing share, worked out once. Lives for one Annotator::draw(), on its thread; what it is
/// made from outlives it.
class OverlayContext
{
public:
    OverlayContext(QPainter &painter, const QTransform &toOutput, const QRectF &bounds, const Annotation &annotation,
                   const OverlayStyle &style);

    static constexpr double edgeWidth = 1.0;       ///< Of the light edge on both sides of a line.
    static constexpr QRgb edgeColour = 0xfff0f0f0; ///< Opaque: blending takes ten times as long.
    static constexpr double dimmedOpacity = 0.5;   ///< Of all but the highlighted.

    QPainter &painter;
    const QTransform &toOutput; ///< From source pixels; scales and shifts.
    const QRectF bounds;        ///< Output pixels.
    const Annotation &annotation;
    const OverlayStyle &style;
    const QFont font; ///< The painter's, unless a part has set another.
    const QFontMetricsF metrics;
    const QFont smallFont; ///< Where tags are dense.
    const QFontMetricsF smallMetrics;
    const double deviceRatio; ///< Device pixels in an output pixel.
    double spaceWidth = 0.0;
    double scoreWidth = 0.0; ///< The same for every score, so that tags do not change width from frame to frame.
    double smallScoreWidth = 0.0;

    const Detection &detection(std::size_t index) const { return (*annotation.detections)[index]; }
    bool isHighlighted(std::size_t index) const
    {
        return annotation.highlighted == index || annotation.selected == index;
    }
    /// Whether another one is highlighted.
    bool isDimmed(std::size_t index) const { return m_highlights && !isHighlighted(index); }
    const ClassLook &look(std::size_t index);
    /// Of a box or a limb that is not highlighted, output pixels.
    double lineWidth() const;
    /// Of this one's box or limb.
    double lineWidth(std::size_t index) const;
    /// A name in the painter's font, cut to a width (output pixels) where it is longer.
    QString elided(const QString &name, double width) const;
    /// "0.93".
    QString scoreText(std::size_t index) const;
    /// The nearest position between device pixels.
    double snapped(double position) const;

private:
    const bool m_highlights; ///< One that is drawn.
    std::unordered_map<int, ClassLook> m_looks;
};

} // namespace sightglass
