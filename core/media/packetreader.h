// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/videoinput.h"
#include "core/values/frame.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace sightglass
{

/// A packet of the chosen stream, and when it arrived.
struct ReadPacket
{
    AVPacketPointer packet;
    Clock::time_point arrived;
};

/// Reads a stream's packets on a thread of its own, a few ahead, so that nobody else is caught in libav while a server
/// says nothing.
///
/// Thread: all functions from one thread, the owner's. From start() to stop() the input is the reading thread's alone.
class PacketReader
{
public:
    /// Both must outlive this.
    PacketReader(VideoInput &input, Interruption &interruption);
    /// Stops.
    ~PacketReader();
    PacketReader(const PacketReader &) = delete;
    PacketReader &operator=(const PacketReader &) = delete;

    /// Reads on from where the input stands; `first`: packets of it that come before.
    void start(std::deque<ReadPacket> first);
    /// Ends the call under way and forgets all packets. Takes as long as libav takes to notice, 0.1 s as a rule.
    void stop();

    /// The next packet; Wait when none has come by the deadline; at the end, and after an Error, always that.
    Result<VideoInput::Step> take(ReadPacket &packet, Clock::time_point deadline);

private:
    void readOn();

    /// Enough for the unevenness of packets that come in order of decoding; what is behind waits in the network.
    static constexpr std::size_t capacity = 8;

    VideoInput &m_input;
    Interruption &m_interruption;
    std::thread m_thread;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_changed;
    std::deque<ReadPacket> m_packets;
    std::optional<Result<VideoInput::Step>> m_over; ///< How the reading ended.
    bool m_stopping = false;
};

} // namespace sightglass
