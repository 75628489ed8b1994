// SPDX-License-Identifier: Apache-2.0
#include "core/media/packetreader.h"

#include "core/media/guarded.h"
#include "core/media/libaverror.h"

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto cameraPoll = 4ms;

} // namespace

PacketReader::PacketReader(VideoInput &input, Interruption &interruption)
    : m_input(input)
    , m_interruption(interruption)
{}

PacketReader::~PacketReader()
{
    stop();
}

void PacketReader::start(std::deque<ReadPacket> first)
{
    stop();
    m_packets = std::move(first);
    m_thread = std::thread([this] { readOn(); });
}

void PacketReader::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_interruption.suspend();
    if (m_thread.joinable())
        m_thread.join();
    m_interruption.resume();
    m_packets.clear();
    m_over.reset();
    m_stopping = false;
}

void PacketReader::readOn()
{
    while (true) {
        ReadPacket next{AVPacketPointer(av_packet_alloc()), {}};
        const auto step = guarded(placeOf(m_input.spec()), [&] { return m_input.read(*next.packet); });
        next.arrived = Clock::now();
        if (step && *step == VideoInput::Step::Wait) {
            m_interruption.waitFor(cameraPoll);
            continue;
        }
        std::unique_lock lock(m_mutex);
        if (!step || *step != VideoInput::Step::Packet) {
            m_over = step;
        } else {
            m_changed.wait(lock, [this] { return m_stopping || m_packets.size() < capacity; });
            m_packets.push_back(std::move(next));
        }
        const bool ends = m_stopping || m_over;
        lock.unlock();
        m_changed.notify_all();
        if (ends)
            return;
    }
}

Result<VideoInput::Step> PacketReader::take(ReadPacket &packet, Clock::time_point deadline)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, deadline, [this] { return !m_packets.empty() || m_over; });
    if (m_packets.empty())
        return m_over ? *m_over : Result<VideoInput::Step>(VideoInput::Step::Wait);
    packet = std::move(m_packets.front());
    m_packets.pop_front();
    lock.unlock();
    m_changed.notify_all();
    return VideoInput::Step::Packet;
}

} // namespace sightglass
