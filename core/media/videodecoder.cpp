// SPDX-License-Identifier: Apache-2.0
#include "core/media/videodecoder.h"

#include "core/media/libaverror.h"
#include "core/media/libavlog.h"
#include "core/media/mediatext.h"

#include <algorithm>
#include <thread>

namespace sightglass
{

VideoDecoder::VideoDecoder(VideoInput &input, Interruption &interruption)
    : m_input(input)
    , m_interruption(interruption)
    , m_packet(av_packet_alloc())
{}

Result<void> VideoDecoder::open(bool live)
{
    const LibavLog log;
    const AVStream &stream = m_input.stream();
    const AVCodec *codec = avcodec_find_decoder(stream.codecpar->codec_id);
    m_codec.reset(avcodec_alloc_context3(codec));
    if (!m_codec)
        return libavError(m_input.spec(), AVERROR(ENOMEM), {}, m_interruption);
    avcodec_parameters_to_context(m_codec.get(), stream.codecpar);
    m_codec->pkt_timebase = stream.time_base;
    m_codec->max_pixels = libavPixelLimit();
    m_codec->thread_count = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
    if (live) {
        // Threads that decode whole pictures hold back as many of them.
        m_codec->thread_type = FF_THREAD_SLICE;
        m_codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    }
    const int code = avcodec_open2(m_codec.get(), codec, nullptr);
    if (code < 0)
        return libavError(m_input.spec(), code, log.text(), m_interruption);
    restart(StartAt::AnyPacket);
    return {};
}

void VideoDecoder::restart(StartAt start)
{
    avcodec_flush_buffers(m_codec.get());
    m_draining = false;
    m_awaitsKeyframe = start == StartAt::Keyframe;
    m_firstPts = AV_NOPTS_VALUE;
}

void VideoDecoder::send(const AVPacket *packet)
{
    const LibavLog log;
    avcodec_send_packet(m_codec.get(), packet);
}

VideoDecoder::Step VideoDecoder::receive(AVFrame &picture)
{
    const LibavLog log;
    // Each damaged packet fails once; a decoder that fails for ever is given up.
    constexpr int maxFailures = 1000;
    for (int failures = 0; failures < maxFailures;) {
        const int code = avcodec_receive_frame(m_codec.get(), &picture);
        if (code == AVERROR_EOF)
            return Step::End;
        if (code == AVERROR(EAGAIN))
            return Step::Wait;
        if (code < 0) {
            ++failures;
            continue;
        }
        const bool early = m_firstPts != AV_NOPTS_VALUE && picture.pts != AV_NOPTS_VALUE && picture.pts < m_firstPts;
        if (!early && picture.width > 0 && picture.height > 0)
            return Step::Picture;
    }
    return Step::End;
}

bool VideoDecoder::accepts(const AVPacket &packet)
{
    if (!m_awaitsKeyframe)
        return true;
    if ((packet.flags & AV_PKT_FLAG_KEY) == 0)
        return false;
    m_awaitsKeyframe = false;
    m_firstPts = packet.pts;
    return true;
}

Result<VideoDecoder::Step> VideoDecoder::next(AVFrame &picture)
{
    while (true) {
        if (m_interruption.isAborted())
            return abortedError(m_input.spec());
        const Step received = receive(picture);
        if (received != Step::Wait || m_draining)
            return received == Step::Wait ? Step::End : received;
        const auto read = m_input.read(*m_packet);
        if (!read)
            return read.error();
        if (*read == VideoInput::Step::Wait)
            return Step::Wait;
        if (*read == VideoInput::Step::End) {
            send(nullptr);
            m_draining = true;
        } else if ((m_packet->size > 0 || m_packet->side_data_elems > 0) && accepts(*m_packet)) {
            // One without anything in it would be taken for the end.
            send(m_packet.get());
        }
    }
}

} // namespace sightglass
