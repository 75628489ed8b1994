// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <optional>

namespace sightglass
{

/// Where a tag lies at its box. "End": at the right end of an upper or lower side, at the lower end of a left or right
/// one; else at its beginning.
enum class TagSpot : std::uint8_t
{
    Above,
    AboveEnd,
    InsideTop,
    InsideTopEnd,
    Below,
    BelowEnd,
    InsideBottom,
    InsideBottomEnd,
    Right,
    RightEnd,
    Left,
    LeftEnd
};

bool isInside(TagSpot spot);
bool isEnd(TagSpot spot);

/// Where along the sides of the upright box around it a turned box touches them: 0 to 1, from the left or from the top.
struct TouchingCorners
{
    double top = 0.0;
    double bottom = 0.0;
    double left = 0.0;
    double right = 0.0;
};

/// What tags are put at.
struct TaggedBox
{
    QRectF rect;                            ///< Output pixels; upright, around the thing.
    std::optional<TouchingCorners> corners; ///< Of a turned box: its tag goes to these, and "End" changes nothing.
};

/// What all tags of a picture share.
struct TagSpace
{
    QRectF bounds;            ///< Output pixels; no tag leaves them.
    double line = 0.0;        ///< Half the width of a box's line, output pixels: tags lie on its outer rim.
    double deviceRatio = 1.0; ///< Device pixels in an output pixel; tags begin on whole device pixels.
};

/// Where a tag of a size (output pixels) lies at a spot of the visible part of a box; none where that would not be
/// within the bounds. Along its side it is pushed into them. Pure; any thread.
std::optional<QRectF> placeAt(TagSpot spot, const TaggedBox &box, const QSizeF &size, const TagSpace &space);

} // namespace sightglass
