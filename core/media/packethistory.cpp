// SPDX-License-Identifier: Apache-2.0
#include "core/media/packethistory.h"

#include <algorithm>
#include <new>
#include <utility>

namespace sightglass
{

void PacketHistory::clear()
{
    m_packets.clear();
    m_bytes = 0;
    m_delivered.reset();
}

void PacketHistory::add(const AVPacket &packet, bool isShown)
{
    AVPacketPointer copy(av_packet_clone(&packet));
    if (!copy)
        throw std::bad_alloc();
    m_bytes += static_cast<std::size_t>(copy->size);
    m_packets.push_back({std::move(copy), isShown});
}

void PacketHistory::deliver(std::int64_t pts)
{
    if (m_packets.empty() || pts < m_packets.front().packet->pts)
        return;
    m_delivered = pts;
    // Where a clock jumped back, what comes before a keyframe may be shown later than it.
    auto begin = m_packets.begin();
    for (auto kept = begin; kept != m_packets.end() && kept->packet->pts <= pts; ++kept) {
        if ((kept->packet->flags & AV_PKT_FLAG_KEY) != 0)
            begin = kept;
    }
    for (auto kept = m_packets.begin(); kept != begin; ++kept)
        m_bytes -= static_cast<std::size_t>(kept->packet->size);
    m_packets.erase(m_packets.begin(), begin);
}

std::optional<std::int64_t> PacketHistory::next() const
{
    if (m_packets.empty())
        return std::nullopt;
    const std::int64_t least = m_delivered ? *m_delivered + 1 : m_packets.front().packet->pts;
    std::optional<std::int64_t> next;
    for (const auto &[packet, isShown] : m_packets) {
        if (isShown && packet->pts >= least && (!next || packet->pts < *next))
            next = packet->pts;
    }
    return next;
}

bool PacketHistory::isDue(std::int64_t pts) const
{
    if (pts == next())
        return true;
    return !m_delivered && !m_packets.empty() && pts < m_packets.front().packet->pts &&
           std::any_of(m_packets.begin(), m_packets.end(), [pts](const Kept &kept) { return kept.packet->pts == pts; });
}

std::deque<AVPacketPointer> PacketHistory::take()
{
    std::deque<AVPacketPointer> packets;
    for (Kept &kept : m_packets)
        packets.push_back(std::move(kept.packet));
    clear();
    return packets;
}

} // namespace sightglass
