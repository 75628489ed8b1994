// SPDX-License-Identifier: Apache-2.0
#include "core/export/soundtranscoder.h"

#include <QByteArrayView>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
}

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

constexpr int usualRate = 48000;
constexpr int bitsPerChannel = 80000;
/// Where the encoder does not say how many samples it takes at a time.
constexpr int usualFrame = 1024;
/// Clocks are rounded, to a millisecond in Matroska: that is no gap.
constexpr double leastGap = 0.05;
/// A clock that jumps further than this is broken, and not followed.
constexpr double longestGap = 3600.0;

/// What all of AAC, MP3 and Vorbis take; Opus has one rate.
int rateFor(QByteArrayView encoder, int rate)
{
    constexpr std::array rates{16000, 22050, 24000, 32000, 44100, 48000};
    const bool isTaken = std::find(rates.begin(), rates.end(), rate) != rates.end();
    return isTaken && encoder != "libopus" ? rate : usualRate;
}

} // namespace

std::unique_ptr<SoundTranscoder> SoundTranscoder::make(const AVStream &from, const Target &target, std::int64_t start)
{
    auto made = std::make_unique<SoundTranscoder>();
    made->m_timeBase = from.time_base;
    made->m_start = start;
    return made->openDecoder(from) && made->openEncoder(target) ? std::move(made) : nullptr;
}

bool SoundTranscoder::openDecoder(const AVStream &from)
{
    const AVCodec *codec = avcodec_find_decoder(from.codecpar->codec_id);
    if (!codec || from.codecpar->sample_rate <= 0 || from.codecpar->ch_layout.nb_channels <= 0)
        return false;
    m_decoder.reset(avcodec_alloc_context3(codec));
    m_decoded.reset(av_frame_alloc());
    if (!m_decoder || avcodec_parameters_to_context(m_decoder.get(), from.codecpar) < 0)
        return false;
    m_decoder->pkt_timebase = from.time_base;
    return avcodec_open2(m_decoder.get(), codec, nullptr) >= 0;
}

bool SoundTranscoder::openEncoder(const Target &target)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(target.encoder);
    if (!codec)
        return false;
    m_encoder.reset(avcodec_alloc_context3(codec));
    const int channels = std::min(m_decoder->ch_layout.nb_channels, 2);
    av_channel_layout_default(&m_encoder->ch_layout, channels);
    m_encoder->sample_fmt = QByteArrayView(target.encoder) == "libopus" ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_FLTP;
    m_encoder->sample_rate = rateFor(target.encoder, m_decoder->sample_rate);
    m_encoder->time_base = {1, m_encoder->sample_rate};
    m_encoder->bit_rate = bitsPerChannel * channels;
    if (target.globalHeader)
        m_encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (avcodec_open2(m_encoder.get(), codec, nullptr) < 0)
        return false;
    if (target.padding != Padding::BeforeStart)
        m_encoded = m_encoder->initial_padding;
    if (target.padding == Padding::Unknown)
        m_begin = m_encoder->initial_padding;
    m_next = m_begin;
    m_fifo.reset(av_audio_fifo_alloc(m_encoder->sample_fmt, channels, m_encoder->sample_rate));
    m_afterSilence.reset(av_audio_fifo_alloc(m_encoder->sample_fmt, channels, m_encoder->sample_rate));
    return m_fifo && m_afterSilence;
}

AVFramePointer SoundTranscoder::emptyFrame(int samples) const
{
    AVFramePointer frame(av_frame_alloc());
    frame->format = m_encoder->sample_fmt;
    frame->sample_rate = m_encoder->sample_rate;
    frame->nb_samples = samples;
    if (av_channel_layout_copy(&frame->ch_layout, &m_encoder->ch_layout) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
        return nullptr;
    return frame;
}

void SoundTranscoder::send(const AVPacket *packet)
{
    // A packet that does not decode leaves a gap, which becomes silence.
    avcodec_send_packet(m_decoder.get(), packet);
    while (avcodec_receive_frame(m_decoder.get(), m_decoded.get()) >= 0) {
        take(*m_decoded);
        av_frame_unref(m_decoded.get());
    }
    m_isEnding = packet == nullptr;
}

bool SoundTranscoder::prepareResampler(AVFrame &decoded)
{
    // Broken sound may change its form on the way.
    const std::array<int, 3> form{decoded.format, decoded.sample_rate, decoded.ch_layout.nb_channels};
    if (m_resampler && form == m_resampled)
        return true;
    SwrContext *made = nullptr;
    swr_alloc_set_opts2(&made, &m_encoder->ch_layout, m_encoder->sample_fmt, m_encoder->sample_rate, &decoded.ch_layout,
                        static_cast<AVSampleFormat>(decoded.format), decoded.sample_rate, 0, nullptr);
    m_resampler.reset(made);
    m_resampled = form;
    if (made && swr_init(made) >= 0)
        return true;
    m_resampler.reset();
    return false;
}

void SoundTranscoder::take(AVFrame &decoded)
{
    const int rate = m_encoder->sample_rate;
    if (decoded.sample_rate <= 0 || !prepareResampler(decoded))
        return;
    const std::int64_t held = swr_get_delay(m_resampler.get(), rate);
    AVFramePointer samples =
        emptyFrame(static_cast<int>(held + av_rescale_rnd(decoded.nb_samples, rate, decoded.sample_rate, AV_ROUND_UP)));
    if (!samples)
        return;
    const int count = swr_convert(m_resampler.get(), samples->extended_data, samples->nb_samples,
                                  const_cast<const std::uint8_t **>(decoded.extended_data), decoded.nb_samples);
    if (count <= 0)
        return;
    samples->nb_samples = count;
    const bool isTimed = decoded.best_effort_timestamp != AV_NOPTS_VALUE;
    place(*samples,
          isTimed ? av_rescale_q(decoded.best_effort_timestamp - m_start, m_timeBase, {1, rate}) - held : m_next);
}

/// Appends these samples, which belong there: after silence, or less those that are before what comes next.
void SoundTranscoder::place(AVFrame &samples, std::int64_t position)
{
    const double late = static_cast<double>(position - m_next) / m_encoder->sample_rate;
    // The first sample is put in its place exactly; after it, what is no gap is kept whole.
    const double tolerance = m_next == m_begin ? 0.0 : leastGap;
    int skipped = 0;
    if (late > tolerance && late < longestGap) {
        m_silence += position - m_next;
        m_next = position;
    } else if (late < -tolerance) {
        skipped = static_cast<int>(std::clamp<std::int64_t>(m_next - position, 0, samples.nb_samples));
    }
    if (skipped == samples.nb_samples)
        return;
    std::array<std::uint8_t *, AV_NUM_DATA_POINTERS> planes{};
    const bool isPlanar = av_sample_fmt_is_planar(m_encoder->sample_fmt) != 0;
    const int channels = m_encoder->ch_layout.nb_channels;
    const int step = av_get_bytes_per_sample(m_encoder->sample_fmt) * (isPlanar ? 1 : channels);
    for (int i = 0; i < (isPlanar ? channels : 1); ++i)
        planes[static_cast<std::size_t>(i)] = samples.data[i] + static_cast<std::ptrdiff_t>(skipped) * step;
    const int count = samples.nb_samples - skipped;
    av_audio_fifo_write((m_silence > 0 ? m_afterSilence : m_fifo).get(), reinterpret_cast<void **>(planes.data()),
                        count);
    m_next += count;
}

/// Moves what comes next, silence or what was after it, to where the encoder is fed from; false: there is nothing.
bool SoundTranscoder::refill()
{
    const bool isSilence = m_silence > 0;
    const std::int64_t waiting = isSilence ? m_silence : av_audio_fifo_size(m_afterSilence.get());
    const int count = static_cast<int>(std::min<std::int64_t>(waiting, m_encoder->sample_rate));
    const AVFramePointer part = count > 0 ? emptyFrame(count) : nullptr;
    if (!part)
        return false;
    auto **planes = reinterpret_cast<void **>(part->extended_data);
    if (isSilence)
        av_samples_set_silence(part->extended_data, 0, count, m_encoder->ch_layout.nb_channels, m_encoder->sample_fmt);
    else
        av_audio_fifo_read(m_afterSilence.get(), planes, count);
    m_silence -= isSilence ? count : 0;
    return av_audio_fifo_write(m_fifo.get(), planes, count) == count;
}

/// Hands the encoder what it takes at a time; false: there is not enough yet, or no more.
bool SoundTranscoder::feedEncoder()
{
    const int whole = m_encoder->frame_size > 0 ? m_encoder->frame_size : usualFrame;
    while (av_audio_fifo_size(m_fifo.get()) < whole && refill()) {
    }
    const int waiting = av_audio_fifo_size(m_fifo.get());
    if (waiting < (m_isEnding ? 1 : whole)) {
        const bool isNews = m_isEnding && !m_isFlushed;
        m_isFlushed = m_isFlushed || isNews;
        return isNews && avcodec_send_frame(m_encoder.get(), nullptr) >= 0;
    }
    const AVFramePointer frame = emptyFrame(std::min(whole, waiting));
    if (!frame ||
        av_audio_fifo_read(m_fifo.get(), reinterpret_cast<void **>(frame->extended_data), frame->nb_samples) < 0)
        return false;
    frame->pts = m_encoded;
    m_encoded += frame->nb_samples;
    return avcodec_send_frame(m_encoder.get(), frame.get()) >= 0;
}

bool SoundTranscoder::receive(AVPacket &packet)
{
    for (;;) {
        const int code = avcodec_receive_packet(m_encoder.get(), &packet);
        if (code >= 0)
            return true;
        if (code != AVERROR(EAGAIN) || !feedEncoder())
            return false;
    }
}

} // namespace sightglass
