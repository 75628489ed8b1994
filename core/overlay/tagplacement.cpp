// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/tagplacement.h"

#include "core/overlay/rectgrid.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sightglass
{

namespace
{

constexpr double middleShare = 0.5;
constexpr double mostMiddle = 8.0; ///< Heights of a tag.
/// From one frame to the next boxes tremble by a few pixels: so much room more is asked for a change than for staying.
constexpr double roomToSpare = 4.0;
constexpr double spacing = 1.0; ///< Between new tags: touching ones of a class would look like one.
/// A box so many times as high as its tag spares the room for it; one that has its tag inside keeps it a bit longer.
constexpr double spareHeight = 4.0;
constexpr double keptHeight = 3.0;

constexpr std::array roomyOrder{TagSpot::Above, TagSpot::AboveEnd, TagSpot::InsideTop,    TagSpot::InsideTopEnd,
                                TagSpot::Below, TagSpot::BelowEnd, TagSpot::InsideBottom, TagSpot::InsideBottomEnd,
                                TagSpot::Right, TagSpot::RightEnd, TagSpot::Left,         TagSpot::LeftEnd};
constexpr std::array lowOrder{TagSpot::Above,        TagSpot::AboveEnd,     TagSpot::Below,
                              TagSpot::BelowEnd,     TagSpot::Right,        TagSpot::RightEnd,
                              TagSpot::Left,         TagSpot::LeftEnd,      TagSpot::InsideTop,
                              TagSpot::InsideTopEnd, TagSpot::InsideBottom, TagSpot::InsideBottomEnd};

/// What a place covers of the middles of other boxes.
enum class Cover
{
    Nothing,
    Around, ///< Of boxes around its own one alone.
    Others
};

const auto &orderOf(const TagRequest &request, const QSizeF &size)
{
    return !request.box.corners && request.box.rect.height() >= spareHeight * size.height() ? roomyOrder : lowOrder;
}

class Placement
{
public:
    Placement(const std::vector<TagRequest> &requests, const TagSpace &space);

    std::vector<PlacedTag> take() { return std::move(m_placed); }
    void keep(std::size_t index);
    void choose(std::size_t index);
    void enlarge(std::size_t index);

private:
    bool isFree(const QRectF &place, std::size_t index) const;
    Cover cover(const QRectF &place, std::size_t index) const;
    bool tryLevel(std::size_t index, TagLevel level, double margin, Cover most);
    void put(std::size_t index, const QRectF &place, TagSeat seat);
    const QSizeF &size(std::size_t index, TagLevel level) const
    {
        return level == TagLevel::Full ? m_requests[index].full : m_requests[index].small;
    }

    const std::vector<TagRequest> &m_requests;
    const TagSpace &m_space;
    std::vector<PlacedTag> m_placed;
    RectGrid m_tags;
    RectGrid m_middles;
};

double cellSize(const std::vector<TagRequest> &requests)
{
    return requests.empty() ? 1.0 : std::max(1.0, 3.0 * requests.front().full.height());
}

Placement::Placement(const std::vector<TagRequest> &requests, const TagSpace &space)
    : m_requests(requests)
    , m_space(space)
    , m_placed(requests.size())
    , m_tags(space.bounds, cellSize(requests), requests.size())
    , m_middles(space.bounds, cellSize(requests), requests.size())
{
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const QRectF visible = requests[i].box.rect & space.bounds;
        const double most = mostMiddle * requests[i].full.height();
        QRectF middle(QPointF(), QSizeF(std::min(middleShare * visible.width(), most),
                                        std::min(middleShare * visible.height(), most)));
        middle.moveCenter(visible.center());
        m_middles.set(i, middle);
    }
}

bool Placement::isFree(const QRectF &place, std::size_t index) const
{
    return !m_tags.any(place, [index](std::size_t other) { return other != index; });
}

Cover Placement::cover(const QRectF &place, std::size_t index) const
{
    Cover worst = Cover::Nothing;
    m_middles.any(place, [&](std::size_t other) {
        if (other != index)
            worst = m_requests[other].box.rect.contains(m_middles.rect(index).center()) ? std::max(worst, Cover::Around)
                                                                                        : Cover::Others;
        return worst == Cover::Others;
    });
    return worst;
}

void Placement::put(std::size_t index, const QRectF &place, TagSeat seat)
{
    m_placed[index] = {place, seat};
    m_tags.set(index, place);
}

/// As on the frame before, where that is still possible.
void Placement::keep(std::size_t index)
{
    const TagRequest &request = m_requests[index];
    if (!request.before || request.before->level == TagLevel::Hidden)
        return;
    const TagSeat seat = *request.before;
    const QSizeF &wanted = size(index, seat.level);
    if (isInside(seat.spot) && !request.box.corners && request.box.rect.height() < keptHeight * wanted.height())
        return;
    const auto place = placeAt(seat.spot, request.box, wanted, m_space);
    if (!place || !isFree(*place, index))
        return;
    const double inset = std::min(roomToSpare, wanted.height() / 4.0);
    const QRectF core = place->adjusted(inset, inset, -inset, -inset);
    if (seat.level == TagLevel::Small || cover(core, index) != Cover::Others)
        put(index, *place, seat);
}

/// The first spot that is free, by what it covers of others.
bool Placement::tryLevel(std::size_t index, TagLevel level, double margin, Cover most)
{
    const TagRequest &request = m_requests[index];
    const QSizeF &wanted = size(index, level);
    std::optional<QRectF> best;
    TagSpot bestSpot = TagSpot::Above;
    Cover bestCover = Cover::Others;
    for (const TagSpot spot : orderOf(request, request.full)) {
        // A turned box has one corner on each side.
        if (request.box.corners && isEnd(spot))
            continue;
        const auto place = placeAt(spot, request.box, wanted, m_space);
        if (!place)
            continue;
        const QRectF asked = place->adjusted(-margin, -margin, margin, margin);
        if (!isFree(asked, index))
            continue;
        const Cover covered = cover(asked, index);
        if (covered > most || (best && covered >= bestCover))
            continue;
        best = place;
        bestSpot = spot;
        bestCover = covered;
        if (covered == Cover::Nothing)
            break;
    }
    if (best)
        put(index, *best, {level, bestSpot});
    return best.has_value();
}

/// A place for a tag that had none, or has lost it.
void Placement::choose(std::size_t index)
{
    if (m_placed[index].seat.level != TagLevel::Hidden)
        return;
    const auto &before = m_requests[index].before;
    const double margin = before && before->level == TagLevel::Hidden ? roomToSpare : spacing;
    if (!tryLevel(index, TagLevel::Full, margin, Cover::Around))
        tryLevel(index, TagLevel::Small, margin, Cover::Others);
}

/// Full size for a tag that was kept small.
void Placement::enlarge(std::size_t index)
{
    const auto &before = m_requests[index].before;
    if (before && before->level == TagLevel::Small && m_placed[index].seat == *before)
        tryLevel(index, TagLevel::Full, roomToSpare, Cover::Around);
}

} // namespace

std::vector<PlacedTag> placeTags(const std::vector<TagRequest> &requests, const TagSpace &space)
{
    if (space.bounds.isEmpty())
        return std::vector<PlacedTag>(requests.size());
    Placement placement(requests, space);
    for (const auto step : {&Placement::keep, &Placement::choose, &Placement::enlarge}) {
        for (std::size_t i = 0; i < requests.size(); ++i)
            (placement.*step)(i);
    }
    return placement.take();
}

QRectF forcedPlace(const TagRequest &request, const TagSeat &seat, const TagSpace &space, const QRectF &avoided)
{
    const auto at = [&](TagSpot spot) { return placeAt(spot, request.box, request.full, space); };
    std::optional<QRectF> found = seat.level == TagLevel::Hidden ? std::nullopt : at(seat.spot);
    if (found && !found->intersects(avoided))
        return *found;
    for (const TagSpot spot : orderOf(request, request.full)) {
        const auto place = at(spot);
        if (place && !place->intersects(avoided))
            return *place;
        found = found ? found : place;
    }
    if (found)
        return *found;
    const QRectF &bounds = space.bounds;
    const QRectF &box = request.box.rect;
    return {QPointF(std::max(bounds.left(), std::min(box.left(), bounds.right() - request.full.width())),
                    std::max(bounds.top(), std::min(box.top(), bounds.bottom() - request.full.height()))),
            request.full};
}

} // namespace sightglass
