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

    QPainter &painter;
    const QTransform &toOutput; ///< From source pixels; scales and shifts.
    const QRectF bounds;        ///< Output pixels.
    const Annotation &annotation;
    const OverlayStyle &style;
    const QFontMetricsF metrics; ///< Of the painter's font.
    const double deviceRatio;    ///< Device pixels in an output pixel.
    double spaceWidth = 0.0;
    double scoreWidth = 0.0; ///< The same for every score, so that tags do not change width from frame to frame.

    const Detection &detection(std::size_t index) const { return (*annotation.detections)[index]; }
    bool isHighlighted(std::size_t index) const { return annotation.highlighted == index; }
    const ClassLook &look(std::size_t index);
    /// Of a box or a limb, output pixels.
    double lineWidth(std::size_t index) const;
    /// "0.93".
    QString scoreText(std::size_t index) const;
    /// The nearest position between device pixels.
    double snapped(double position) const;

private:
    std::unordered_map<int, ClassLook> m_looks;
};

} // namespace sightglass
