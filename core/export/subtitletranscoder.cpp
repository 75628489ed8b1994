// SPDX-License-Identifier: Apache-2.0
#include "core/export/subtitletranscoder.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sightglass
{

namespace
{

constexpr AVRational milliseconds{1, 1000};
/// More than any line has.
constexpr std::size_t mostBytes = 65536;

} // namespace

std::unique_ptr<SubtitleTranscoder> SubtitleTranscoder::make(const AVStream &from, const char *encoder,
                                                             std::int64_t start)
{
    auto made = std::make_unique<SubtitleTranscoder>();
    made->m_timeBase = from.time_base;
    made->m_start = start;
    return made->open(from, encoder) ? std::move(made) : nullptr;
}

bool SubtitleTranscoder::open(const AVStream &from, const char *encoder)
{
    const AVCodec *decoder = avcodec_find_decoder(from.codecpar->codec_id);
    const AVCodec *codec = avcodec_find_encoder_by_name(encoder);
    const AVCodecDescriptor *form = avcodec_descriptor_get(from.codecpar->codec_id);
    if (!decoder || !codec || !form || (form->props & AV_CODEC_PROP_TEXT_SUB) == 0)
        return false;
    m_decoder.reset(avcodec_alloc_context3(decoder));
    if (avcodec_parameters_to_context(m_decoder.get(), from.codecpar) < 0)
        return false;
    m_decoder->pkt_timebase = from.time_base;
    if (avcodec_open2(m_decoder.get(), decoder, nullptr) < 0)
        return false;
    m_encoder.reset(avcodec_alloc_context3(codec));
    m_encoder->time_base = milliseconds;
    // How its lines are styled, which the decoder tells in the form of SSA.
    if (m_decoder->subtitle_header) {
        const auto size = static_cast<std::size_t>(m_decoder->subtitle_header_size);
        m_encoder->subtitle_header = static_cast<std::uint8_t *>(av_mallocz(size + 1));
        if (!m_encoder->subtitle_header)
            return false;
        std::memcpy(m_encoder->subtitle_header, m_decoder->subtitle_header, size);
        m_encoder->subtitle_header_size = m_decoder->subtitle_header_size;
    }
    return avcodec_open2(m_encoder.get(), codec, nullptr) >= 0;
}

void SubtitleTranscoder::send(const AVPacket *packet)
{
    if (!packet || packet->pts == AV_NOPTS_VALUE || packet->pts < m_start)
        return;
    const AVPacketPointer own(av_packet_clone(packet));
    AVSubtitle subtitle = {};
    int isWhole = 0;
    if (!own || avcodec_decode_subtitle2(m_decoder.get(), &subtitle, &isWhole, own.get()) < 0)
        return;
    if (isWhole != 0)
        encode(subtitle, *packet);
    avsubtitle_free(&subtitle);
}

void SubtitleTranscoder::encode(AVSubtitle &subtitle, const AVPacket &of)
{
    // Their times are told by the packet; encoders want none within.
    const std::int64_t begins =
        av_rescale_q(of.pts - m_start, m_timeBase, milliseconds) + std::int64_t{subtitle.start_display_time};
    const std::int64_t shown = std::int64_t{subtitle.end_display_time} - subtitle.start_display_time;
    subtitle.start_display_time = 0;
    std::vector<std::uint8_t> bytes(mostBytes);
    const int size = avcodec_encode_subtitle(m_encoder.get(), bytes.data(), static_cast<int>(bytes.size()), &subtitle);
    AVPacketPointer packet(av_packet_alloc());
    if (size <= 0 || !packet || av_new_packet(packet.get(), size) < 0)
        return;
    std::memcpy(packet->data, bytes.data(), static_cast<std::size_t>(size));
    packet->pts = begins;
    packet->dts = begins;
    packet->duration =
        of.duration > 0 ? av_rescale_q(of.duration, m_timeBase, milliseconds) : std::max<std::int64_t>(0, shown);
    m_done.push_back(std::move(packet));
}

bool SubtitleTranscoder::receive(AVPacket &packet)
{
    if (m_done.empty())
        return false;
    av_packet_move_ref(&packet, m_done.front().get());
    m_done.pop_front();
    return true;
}

} // namespace sightglass
