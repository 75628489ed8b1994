// SPDX-License-Identifier: Apache-2.0
#include "core/media/indexreader.h"

#include "core/media/mediatext.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

std::optional<std::int64_t> known(std::int64_t timestamp)
{
    return timestamp == AV_NOPTS_VALUE ? std::nullopt : std::optional(timestamp);
}

} // namespace

IndexReader::IndexReader(SourceSpec spec, Interruption &interruption, Progress progress)
    : m_spec(spec)
    , m_input(std::move(spec), interruption)
    , m_progress(std::move(progress))
    , m_packet(av_packet_alloc())
{}

Result<void> IndexReader::open()
{
    if (auto opened = m_input.open(); !opened)
        return opened;
    m_timeBase = {m_input.stream().time_base.num, m_input.stream().time_base.den};
    m_content.emplace(*m_input.stream().codecpar);
    return {};
}

Result<void> IndexReader::readUntil(Clock::time_point deadline)
{
    while (!m_isWhole) {
        if (auto read = readPacket(); !read)
            return read;
        if (Clock::now() >= deadline)
            break;
    }
    return {};
}

Result<void> IndexReader::settle(std::int64_t index)
{
    while (!m_isWhole && m_index.count() <= index) {
        if (auto read = readPacket(); !read)
            return read;
    }
    return {};
}

Result<void> IndexReader::settleTime(std::int64_t streamPts)
{
    while (!m_isWhole && (!m_settledTo || streamPts >= *m_settledTo)) {
        if (auto read = readPacket(); !read)
            return read;
    }
    return {};
}

bool IndexReader::canBegin() const
{
    return m_isInOrder && m_index.count() > 1 && (!m_packets.front().key || !m_index.keyframes().empty());
}

void IndexReader::dropFirst(std::int64_t count)
{
    m_dropped += count;
    m_index.dropFirst(count);
}

Result<void> IndexReader::readPacket()
{
    constexpr std::size_t oftenEnough = 256; // In packets.
    if (m_isPromised && !m_isInOrder)
        return brokenPromise();
    const auto step = m_input.read(*m_packet);
    if (!step)
        return step.error();
    if (*step == VideoInput::Step::End)
        return complete();
    if (m_progress && m_packets.size() % oftenEnough == 0)
        m_progress(m_input.progress());
    const bool hidden = !m_content->showsPicture(*m_packet);
    m_packets.push_back({known(m_packet->pts), known(m_packet->dts), m_packet->duration,
                         (m_packet->flags & AV_PKT_FLAG_KEY) != 0,
                         hidden || (m_packet->flags & AV_PKT_FLAG_DISCARD) != 0});
    m_isInOrder = m_isInOrder && take(m_packets.back());
    if (m_isPromised && !m_isInOrder)
        return brokenPromise();
    return {};
}

/// Whether this packet keeps to the rule.
bool IndexReader::take(const IndexedPacket &packet)
{
    if (!packet.pts ||
        (m_decodedTo && (*packet.pts < *m_decodedTo || packet.dts.value_or(*m_decodedTo) < *m_decodedTo)))
        return false;
    if (m_packets.size() == 1)
        m_index = PictureIndex::beginning(packet.key);
    m_waiting.push(packet);
    if (packet.dts)
        m_decodedTo = packet.dts;
    settleWaiting();
    return true;
}

void IndexReader::settleWaiting()
{
    for (; !m_stands && !m_waiting.empty() && m_decodedTo && *m_waiting.top().pts < *m_decodedTo; m_waiting.pop()) {
        const IndexedPacket &first = m_waiting.top();
        const auto last = m_index.lastStreamPts();
        if (!first.discarded && last && *first.pts - *last > longestStep()) {
            m_settledTo = *last + 1;
            m_stands = true;
            return;
        }
        if (!first.discarded)
            m_index.append(*first.pts);
        if (first.key)
            m_index.appendKeyframe(*first.pts);
    }
    if (!m_stands)
        m_settledTo = m_decodedTo;
}

Result<void> IndexReader::complete()
{
    const Rational rate = m_input.frameRate();
    const double ticks = rate.isValid() ? 1.0 / (rate.toDouble() * m_timeBase.toDouble()) : 0.0;
    PictureIndex whole(m_packets, std::max<std::int64_t>(1, std::llround(ticks)), longestStep());
    m_missingAtEnd = m_input.missingAtEnd(static_cast<std::int64_t>(m_packets.size()),
                                          static_cast<double>(whole.totalDuration()) * m_timeBase.toDouble());
    whole.dropFirst(m_dropped);
    if (m_isPromised && !whole.continues(m_index)) {
        m_isInOrder = false;
        return brokenPromise();
    }
    m_index = std::move(whole);
    m_isWhole = true;
    m_packets = {};
    m_waiting = {};
    m_input.close();
    if (m_progress)
        m_progress(std::nullopt);
    return {};
}

Error IndexReader::brokenPromise() const
{
    return {
        Media::tr("The timestamps of %1 are out of order behind its beginning: its pictures cannot be numbered before "
                  "all of it has been read.")
            .arg(m_spec.location),
        Media::tr("It is read to its end first, and its numbers and times may be others than before."),
        {}};
}

/// Beyond this no still picture is taken for one: the shorter is what ffmpeg takes for a jump in such formats.
std::int64_t IndexReader::longestStep() const
{
    return std::llround((m_input.hasJumpingClock() ? 10.0 : 3600.0) / m_timeBase.toDouble());
}

} // namespace sightglass
