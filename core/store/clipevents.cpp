// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipevents.h"

#include "core/store/clipsurvivors.h"
#include "core/store/cliptimes.h"
#include "core/store/survivorfilter.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int longestGap = 3;
constexpr std::int64_t sameThingTenths = 3; ///< The least IoU of a thing with itself in another frame.

/// By whole numbers, as boxes are.
bool isSameThing(const Survivor &a, const Survivor &b)
{
    const std::int64_t width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
    const std::int64_t height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
    if (a.classId != b.classId || width <= 0 || height <= 0)
        return false;
    const std::int64_t shared = width * height;
    const std::int64_t all = std::int64_t(a.width) * a.height + std::int64_t(b.width) * b.height - shared;
    return 10 * shared >= sameThingTenths * all;
}

/// Tells of one frame after another whether it is an event, by it and those around it.
class EventFinder
{
public:
    EventFinder(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish)
        : m_clip(clip)
        , m_filter(filter)
        , m_wish(wish)
        , m_counts(clip.classCount())
    {}

    /// The last frame that belongs to the event of this one, as far as this one tells; nothing where it is none.
    std::optional<std::int64_t> eventAt(std::int64_t index);
    /// Whether the frame after one of the same event belongs to it, too.
    bool goesOn(std::int64_t index);

private:
    bool isWished(const Survivor &survivor) const { return !m_wish.classId || survivor.classId == *m_wish.classId; }
    bool hasDetection(std::int64_t index) const;
    bool hasNearMiss(std::int64_t index) const;
    bool hasOtherCounts(std::int64_t index);
    std::optional<std::int64_t> gapAt(std::int64_t index);
    bool isThere(const Survivor &thing, std::int64_t index) const;

    const ClipSurvivors &m_clip;
    const SurvivorFilter &m_filter;
    const EventWish m_wish;
    std::vector<int> m_counts; ///< By class id; all 0 between two uses.
};

std::optional<std::int64_t> EventFinder::eventAt(std::int64_t index)
{
    if (!m_clip.known(index))
        return std::nullopt;
    bool found = false;
    switch (m_wish.event) {
    case ClipEvent::Detection:
        found = (index == 0 || (m_clip.known(index - 1) && !hasDetection(index - 1))) && hasDetection(index);
        break;
    case ClipEvent::CountChange:
        found = m_clip.known(index - 1) && hasOtherCounts(index);
        break;
    case ClipEvent::NearMiss:
        found = hasNearMiss(index);
        break;
    case ClipEvent::Gap:
        return m_clip.known(index - 1) ? gapAt(index) : std::nullopt;
    }
    return found ? std::optional(index) : std::nullopt;
}

bool EventFinder::goesOn(std::int64_t index)
{
    return (m_wish.event == ClipEvent::Detection && hasDetection(index)) ||
           (m_wish.event == ClipEvent::NearMiss && hasNearMiss(index));
}

bool EventFinder::hasDetection(std::int64_t index) const
{
    bool found = false;
    m_filter.forEach(m_clip.at(index), [&](const Survivor &survivor) { found = found || isWished(survivor); });
    return found;
}

bool EventFinder::hasNearMiss(std::int64_t index) const
{
    const auto survivors = m_clip.at(index);
    return std::any_of(survivors.begin(), survivors.end(), [this](const Survivor &survivor) {
        return isWished(survivor) && m_filter.isNearMiss(survivor);
    });
}

bool EventFinder::hasOtherCounts(std::int64_t index)
{
    const auto add = [this](int number) {
        return [this, number](const Survivor &survivor) {
            if (isWished(survivor))
                m_counts[survivor.classId] += number;
        };
    };
    bool others = false;
    const auto look = [this, &others](const Survivor &survivor) { others = others || m_counts[survivor.classId] != 0; };
    const auto now = m_clip.at(index);
    const auto before = m_clip.at(index - 1);
    m_filter.forEach(now, add(1));
    m_filter.forEach(before, add(-1));
    m_filter.forEach(now, look);
    m_filter.forEach(before, look);
    for (const auto &survivors : {now, before}) {
        for (const Survivor &survivor : survivors)
            m_counts[survivor.classId] = 0;
    }
    return others;
}

/// The last frame of the longest gap that begins with this one.
std::optional<std::int64_t> EventFinder::gapAt(std::int64_t index)
{
    std::optional<std::int64_t> last;
    m_filter.forEach(m_clip.at(index - 1), [&](const Survivor &thing) {
        if (!isWished(thing) || isThere(thing, index))
            return;
        for (std::int64_t next = index + 1; next <= index + longestGap && m_clip.known(next); ++next) {
            if (isThere(thing, next)) {
                last = std::max(last.value_or(0), next - 1);
                return;
            }
        }
    });
    return last;
}

bool EventFinder::isThere(const Survivor &thing, std::int64_t index) const
{
    bool found = false;
    m_filter.forEach(m_clip.at(index),
                     [&](const Survivor &survivor) { found = found || isSameThing(thing, survivor); });
    return found;
}

/// Seldom enough to cost nothing.
bool isGivenUp(std::int64_t index, const EventsUnwanted &unwanted)
{
    return unwanted && index % 256 == 0 && unwanted();
}

} // namespace

std::optional<std::int64_t> nextEvent(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish,
                                      std::int64_t from, bool forward, const EventsUnwanted &unwanted)
{
    EventFinder finder(clip, filter, wish);
    const std::int64_t step = forward ? 1 : -1;
    const std::int64_t begin = std::clamp<std::int64_t>(from, -1, clip.end()) + step;
    for (std::int64_t index = begin; index >= 0 && index < clip.end(); index += step) {
        if (isGivenUp(index, unwanted))
            return std::nullopt;
        if (finder.eventAt(index))
            return index;
    }
    return std::nullopt;
}

std::vector<ClipSpan> eventsOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish, int most,
                               const EventsUnwanted &unwanted)
{
    EventFinder finder(clip, filter, wish);
    const ClipTimes times(clip);
    std::vector<ClipSpan> events;
    for (std::int64_t index = 0; index < clip.end(); ++index) {
        if (static_cast<int>(events.size()) >= most || isGivenUp(index, unwanted))
            break;
        auto last = finder.eventAt(index);
        if (!last)
            continue;
        const std::int64_t first = index;
        while (finder.goesOn(*last + 1))
            ++*last;
        events.push_back(times.span(first, *last));
        // Of gaps, the next one may begin within this one.
        if (wish.event != ClipEvent::Gap)
            index = *last;
    }
    return events;
}

} // namespace sightglass
