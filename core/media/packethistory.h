// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace sightglass
{

/// The packets that a decoder was given, as far as they are needed to decode again what has not been delivered yet:
/// from the last keyframe on whose picture has been, with all before it. So it holds a group of pictures, and what the
/// decoder keeps back.
class PacketHistory
{
public:
    /// Begins anew, at a keyframe.
    void clear();
    /// `isShown`: one picture comes of it, and of this time.
    void add(const AVPacket &packet, bool isShown);
    /// The picture of this time was delivered, in order of display. Ones before the first keyframe do not matter.
    void deliver(std::int64_t pts);

    /// Whether more is kept than is worth it: 64 MiB, or 600 packets.
    bool isTooLong() const { return m_bytes > maxBytes || m_packets.size() > maxPackets; }
    /// Time of the picture that is to be delivered next, as far as packets were added; nothing where all were.
    std::optional<std::int64_t> next() const;
    /// Whether a picture of this time is that one, or one of those before the first keyframe: they refer to what nobody
    /// has, and may be delivered or not.
    bool isDue(std::int64_t pts) const;
    /// In order of decoding; nothing is kept then.
    std::deque<AVPacketPointer> take();

private:
    static constexpr std::size_t maxBytes = 64u << 20;
    static constexpr std::size_t maxPackets = 600;

    struct Kept
    {
        AVPacketPointer packet;
        bool isShown;
    };

    std::deque<Kept> m_packets;
    std::size_t m_bytes = 0;
    std::optional<std::int64_t> m_delivered;
};

} // namespace sightglass
