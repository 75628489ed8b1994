// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/tagspot.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Where a stretch of some length may begin to lie within bounds, on whole device pixels.
struct Range
{
    Range(double low, double high, double length, double ratio)
        : first(std::ceil(low * ratio) / ratio)
        , last(std::floor((high - length) * ratio) / ratio)
    {}

    bool holds(double position) const { return position >= first && position <= last; }
    double nearest(double position) const { return std::max(first, std::min(position, last)); }

    double first;
    double last;
};

/// The visible part of a box along one axis, with its line where that is within the bounds.
struct Extent
{
    Extent(double low, double high, double least, double most, double line)
        : first(low >= least ? low - line : least)
        , last(high <= most ? high + line : most)
    {}

    double at(double share, double length) const { return first + share * (last - first - length); }

    double first;
    double last;
};

} // namespace

bool isInside(TagSpot spot)
{
    return spot == TagSpot::InsideTop || spot == TagSpot::InsideTopEnd || spot == TagSpot::InsideBottom ||
           spot == TagSpot::InsideBottomEnd;
}

bool isEnd(TagSpot spot)
{
    return (static_cast<unsigned>(spot) & 1u) != 0;
}

std::optional<QRectF> placeAt(TagSpot spot, const TaggedBox &box, const QSizeF &size, const TagSpace &space)
{
    const QRectF &rect = box.rect;
    const QRectF &bounds = space.bounds;
    const Range columns(bounds.left(), bounds.right(), size.width(), space.deviceRatio);
    const Range rows(bounds.top(), bounds.bottom(), size.height(), space.deviceRatio);
    const Extent across(rect.left(), rect.right(), bounds.left(), bounds.right(), space.line);
    const Extent down(rect.top(), rect.bottom(), bounds.top(), bounds.bottom(), space.line);
    const auto share = [&](double TouchingCorners::*corner) {
        return box.corners ? (*box.corners).*corner : isEnd(spot) ? 1.0 : 0.0;
    };
    double left = columns.nearest(across.at(share(&TouchingCorners::top), size.width()));
    double top = 0.0;
    switch (spot) {
    case TagSpot::Above:
    case TagSpot::AboveEnd:
        top = rect.top() - space.line - size.height();
        break;
    case TagSpot::InsideTop:
    case TagSpot::InsideTopEnd:
        top = std::max(rect.top() + space.line, rows.first);
        break;
    case TagSpot::Below:
    case TagSpot::BelowEnd:
        left = columns.nearest(across.at(share(&TouchingCorners::bottom), size.width()));
        top = rect.bottom() + space.line;
        break;
    case TagSpot::InsideBottom:
    case TagSpot::InsideBottomEnd:
        left = columns.nearest(across.at(share(&TouchingCorners::bottom), size.width()));
        top = std::min(rect.bottom() - space.line - size.height(), rows.last);
        break;
    case TagSpot::Right:
    case TagSpot::RightEnd:
        left = rect.right() + space.line;
        top = rows.nearest(down.at(share(&TouchingCorners::right), size.height()));
        break;
    case TagSpot::Left:
    case TagSpot::LeftEnd:
        left = rect.left() - space.line - size.width();
        top = rows.nearest(down.at(share(&TouchingCorners::left), size.height()));
        break;
    }
    const auto snapped = [&space](double position) {
        return std::round(position * space.deviceRatio) / space.deviceRatio;
    };
    const QPointF corner(snapped(left), snapped(top));
    if (!columns.holds(corner.x()) || !rows.holds(corner.y()))
        return std::nullopt;
    return QRectF(corner, size);
}

} // namespace sightglass
