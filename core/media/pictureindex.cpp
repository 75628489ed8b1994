// SPDX-License-Identifier: Apache-2.0
#include "core/media/pictureindex.h"

#include <algorithm>

namespace sightglass
{

namespace
{

/// A step so many times as long as usual may be a jump of the clock.
constexpr std::int64_t jumpFactor = 100;

bool haveUsableTimestamps(const std::vector<IndexedPacket> &packets)
{
    std::optional<std::int64_t> last;
    for (const IndexedPacket &packet : packets) {
        if (!packet.pts)
            return false;
        if (packet.dts && last && *packet.dts < *last)
            return false;
        last = packet.dts ? packet.dts : last;
    }
    return true;
}

} // namespace

PictureIndex::PictureIndex(const std::vector<IndexedPacket> &packets, std::int64_t frameDuration,
                           std::int64_t longestStep)
    : m_lastDuration(frameDuration)
    , m_byTimestamp(haveUsableTimestamps(packets))
    , m_startsWithKeyframe(!packets.empty() && packets.front().key)
{
    if (m_byTimestamp)
        indexByTimestamp(packets, longestStep);
    else
        indexByCount(packets, frameDuration);
}

void PictureIndex::indexByTimestamp(const std::vector<IndexedPacket> &packets, std::int64_t longestStep)
{
    std::int64_t latest = 0;
    for (const IndexedPacket &packet : packets) {
        if (packet.discarded)
            continue;
        if (packet.duration > 0 && (m_pictures.empty() || *packet.pts >= latest))
            m_lastDuration = packet.duration;
        latest = m_pictures.empty() ? *packet.pts : std::max(latest, *packet.pts);
        m_pictures.push_back({*packet.pts, 0});
    }
    std::sort(m_pictures.begin(), m_pictures.end(),
              [](const Picture &a, const Picture &b) { return a.streamPts < b.streamPts; });
    const std::int64_t usual = usualStep(m_pictures);
    const std::int64_t longest = usual < longestStep / jumpFactor ? longestStep : jumpFactor * usual;
    std::int64_t offset = m_pictures.empty() ? 0 : m_pictures.front().streamPts;
    for (std::size_t i = 1; i < m_pictures.size(); ++i) {
        const std::int64_t step = m_pictures[i].streamPts - m_pictures[i - 1].streamPts;
        if (usual > 0 && step > longest)
            offset += step - usual;
        m_pictures[i].pts = std::max(m_pictures[i].streamPts - offset, m_pictures[i - 1].pts + 1);
    }
    // Some containers make durations up from a rate that they do not know.
    if (m_lastDuration < usual / 10)
        m_lastDuration = usual;
    for (const IndexedPacket &packet : packets) {
        if (packet.key)
            appendKeyframe(*packet.pts);
    }
    std::sort(m_keyframes.begin(), m_keyframes.end(),
              [](const Keyframe &a, const Keyframe &b) { return a.streamPts < b.streamPts; });
}

void PictureIndex::indexByCount(const std::vector<IndexedPacket> &packets, std::int64_t frameDuration)
{
    std::optional<std::int64_t> lastDts;
    std::int64_t next = 0;
    for (const IndexedPacket &packet : packets) {
        // Jumps in time (joined recordings) are taken for one frame's duration.
        if (packet.dts && lastDts && !m_pictures.empty()) {
            const std::int64_t step = *packet.dts - *lastDts;
            next = m_pictures.back().pts + (step > 0 && step < jumpFactor * frameDuration ? step : frameDuration);
        } else if (!m_pictures.empty()) {
            next = m_pictures.back().pts + frameDuration;
        }
        lastDts = packet.dts;
        if (!packet.discarded)
            m_pictures.push_back({next, next});
    }
}

/// The median of the steps between pictures; 0 where there is none.
std::int64_t PictureIndex::usualStep(const std::vector<Picture> &pictures)
{
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < pictures.size(); ++i)
        steps.push_back(pictures[i].streamPts - pictures[i - 1].streamPts);
    if (steps.empty())
        return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

PictureIndex PictureIndex::beginning(bool startsWithKeyframe)
{
    PictureIndex index;
    index.m_byTimestamp = true;
    index.m_startsWithKeyframe = startsWithKeyframe;
    return index;
}

void PictureIndex::append(std::int64_t streamPts)
{
    if (m_pictures.empty())
        m_start = streamPts;
    const std::int64_t earliest = m_pictures.empty() ? 0 : m_pictures.back().pts + 1;
    m_pictures.push_back({streamPts, std::max(streamPts - m_start, earliest)});
}

void PictureIndex::appendKeyframe(std::int64_t streamPts)
{
    m_keyframes.push_back({streamPts, firstAt(streamPts)});
}

bool PictureIndex::continues(const PictureIndex &beginning) const
{
    const auto startsWith = [](const auto &all, const auto &first) {
        return all.size() >= first.size() && std::equal(first.begin(), first.end(), all.begin());
    };
    return m_byTimestamp == beginning.m_byTimestamp && startsWith(m_pictures, beginning.m_pictures) &&
           startsWith(m_keyframes, beginning.m_keyframes);
}

std::optional<std::int64_t> PictureIndex::lastStreamPts() const
{
    return m_pictures.empty() ? std::nullopt : std::optional(m_pictures.back().streamPts);
}

/// The first picture at or after this time.
std::int64_t PictureIndex::firstAt(std::int64_t streamPts) const
{
    const auto first =
        std::lower_bound(m_pictures.begin(), m_pictures.end(), streamPts,
                         [](const Picture &picture, std::int64_t pts) { return picture.streamPts < pts; });
    return first - m_pictures.begin();
}

std::int64_t PictureIndex::leadingCount(std::int64_t firstDecoded) const
{
    if (!m_byTimestamp)
        return 0;
    // Behind a keyframe only what is shown before it may refer to an earlier one.
    return m_startsWithKeyframe ? std::min(firstDecoded, m_keyframes.front().index) : firstDecoded;
}

void PictureIndex::dropFirst(std::int64_t dropped)
{
    m_pictures.erase(m_pictures.begin(), m_pictures.begin() + dropped);
    const std::int64_t start = m_pictures.empty() ? 0 : m_pictures.front().pts;
    for (Picture &picture : m_pictures)
        picture.pts -= start;
    m_start += start;
    for (Keyframe &keyframe : m_keyframes)
        keyframe.index = std::max<std::int64_t>(0, keyframe.index - dropped);
}

std::optional<std::int64_t> PictureIndex::origin() const
{
    if (!m_byTimestamp || m_pictures.empty() ||
        m_pictures.back().streamPts - m_pictures.front().streamPts != m_pictures.back().pts)
        return std::nullopt;
    return m_pictures.front().streamPts;
}

std::int64_t PictureIndex::duration(std::int64_t index) const
{
    return index + 1 < count() ? pts(index + 1) - pts(index) : m_lastDuration;
}

std::int64_t PictureIndex::totalDuration() const
{
    return m_pictures.empty() ? 0 : m_pictures.back().pts + m_lastDuration;
}

Rational PictureIndex::averageRate() const
{
    return count() < 2 ? Rational{} : Rational{count() - 1, m_pictures.back().pts};
}

std::optional<std::int64_t> PictureIndex::find(std::int64_t streamPts, std::int64_t from) const
{
    const auto [first, last] =
        std::equal_range(m_pictures.begin(), m_pictures.end(), Picture{streamPts, 0},
                         [](const Picture &a, const Picture &b) { return a.streamPts < b.streamPts; });
    if (first == last)
        return std::nullopt;
    const std::int64_t begin = first - m_pictures.begin();
    const std::int64_t end = last - m_pictures.begin();
    return std::min(std::max(begin, from), end - 1);
}

std::int64_t PictureIndex::shownAt(std::int64_t pts) const
{
    const auto after = std::upper_bound(m_pictures.begin(), m_pictures.end(), pts,
                                        [](std::int64_t value, const Picture &picture) { return value < picture.pts; });
    return std::max<std::int64_t>(0, after - m_pictures.begin() - 1);
}

std::int64_t PictureIndex::keyframeBefore(std::int64_t index) const
{
    if (index < 0 || index >= count())
        return -1;
    const std::int64_t pts = m_pictures[static_cast<std::size_t>(index)].streamPts;
    const auto after =
        std::upper_bound(m_keyframes.begin(), m_keyframes.end(), pts,
                         [](std::int64_t value, const Keyframe &keyframe) { return value < keyframe.streamPts; });
    return after - m_keyframes.begin() - 1;
}

} // namespace sightglass
