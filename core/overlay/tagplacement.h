// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/tagspot.h"

#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// How much of a tag is shown.
enum class TagLevel : std::uint8_t
{
    Hidden,
    Small,
    Full
};

/// What a tag is from frame to frame, while its box moves.
struct TagSeat
{
    TagLevel level = TagLevel::Hidden;
    TagSpot spot = TagSpot::Above; ///< Meaningless when hidden.

    bool operator==(const TagSeat &) const = default;
};

/// One box that wants a tag. Lengths in output pixels.
struct TagRequest
{
    TaggedBox box;
    QSizeF full;
    QSizeF small;
    std::optional<TagSeat> before; ///< On the frame before, where the thing was seen there.
};

struct PlacedTag
{
    QRectF place; ///< Output pixels; empty when hidden.
    TagSeat seat;
};

/// Finds a place for each tag, the most important request first. Pure geometry; any thread.
///
/// No two tags overlap, none leaves the bounds, and none covers the middle of another box while there is room
/// elsewhere: the middle half of its width and height, though no more than eight heights of a tag. A tag is tried
/// above its box, within its upper edge, below, within its lower edge, right and left of it, at either end of each
/// side; inside comes last where the box is too low to spare the room. Where no place is free in full size, it becomes
/// small, and where none is free for that either, it is hidden. A middle is no obstacle to a full tag whose own box
/// has its centre in that other box when nothing else is left, nor to a small one at all.
///
/// Places hold still from frame to frame: a request that tells its seat of the frame before keeps that while it is
/// possible, whatever better ones have become free, and kept tags come before new ones, whose scores may be higher;
/// a hidden or small tag gets more only where there is some room to spare. Without such seats the places depend on the
/// boxes and their order alone. Neither depends on chance, time or threads.
std::vector<PlacedTag> placeTags(const std::vector<TagRequest> &requests, const TagSpace &space);

/// The place of a tag that must show in full whatever it covers: at its seat's spot where it has one, else at the
/// first, within the bounds and beside `avoided` (output pixels) where that can be. Only a tag larger than the bounds
/// is cut.
QRectF forcedPlace(const TagRequest &request, const TagSeat &seat, const TagSpace &space, const QRectF &avoided = {});

} // namespace sightglass
