// SPDX-License-Identifier: Apache-2.0
#include "core/media/videodecoder.h"

#include "core/media/libaverror.h"
#include "core/media/libavlog.h"
#include "core/media/mediatext.h"

#include <utility>

namespace sightglass
{

VideoDecoder::VideoDecoder(VideoInput &input, Interruption &interruption, HardwareDecoderFactories devices)
    : m_input(input)
    , m_interruption(interruption)
    , m_devices(std::move(devices))
    , m_decoder(interruption)
    , m_packet(av_packet_alloc())
{}

Result<void> VideoDecoder::open(bool live)
{
    const LibavLog log;
    const AVStream &stream = m_input.stream();
    const int code = m_decoder.open({*stream.codecpar, stream.time_base, live}, m_devices);
    if (code < 0)
        return libavError(m_input.spec(), code, log.text(), m_interruption);
    restart(StartAt::AnyPacket);
    return {};
}

void VideoDecoder::restart(StartAt start)
{
    m_decoder.flush();
    m_draining = false;
    m_awaitsKeyframe = start == StartAt::Keyframe;
    m_firstPts = AV_NOPTS_VALUE;
}

void VideoDecoder::send(const AVPacket *packet)
{
    const LibavLog log;
    m_decoder.send(packet);
}

VideoDecoder::Step VideoDecoder::receive(AVFrame &picture)
{
    const LibavLog log;
    // Each damaged packet fails once; a decoder that fails for ever is given up.
    constexpr int maxFailures = 1000;
    for (int failures = 0; failures < maxFailures;) {
        const int code = m_decoder.receive(picture);
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

QString VideoDecoder::nameIn(const QString &format) const
{
    const QString device = m_decoder.device();
    if (device.isEmpty())
        return format;
    QStringList parts = format.split(QLatin1String(", "));
    parts.front() += QStringLiteral(" (%1)").arg(device);
    return parts.join(QLatin1String(", "));
}

std::optional<QString> VideoDecoder::takeNote()
{
    const auto failed = m_decoder.takeFailed();
    if (!failed)
        return std::nullopt;
    return Media::tr("%1 no longer decodes %2: software goes on, from the same picture.")
        .arg(*failed, m_input.spec().displayName());
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
