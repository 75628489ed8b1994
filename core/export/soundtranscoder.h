// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/transcoder.h"

extern "C" {
#include <libavutil/audio_fifo.h>
#include <libswresample/swresample.h>
}

#include <array>

namespace sightglass
{

/// Codes sound anew: mono stays mono, all else becomes stereo; the rate stays where the encoder takes it.
///
/// Begins with the sample at `start`, to the sample; what is missing before it, or in a gap of up to an hour, becomes
/// silence, so that sound and picture stay together. Of silence a second at a time is in memory.
class SoundTranscoder : public Transcoder
{
public:
    /// What becomes of the samples that an encoder begins with, to warm up a decoder.
    enum class Padding
    {
        BeforeStart, ///< They lie before the first picture, and the container says so.
        Told,        ///< Times are told with them, and the container says by how much too late.
        Unknown      ///< As much of the sound's beginning gives way, so that the rest is in time.
    };
    struct Target
    {
        const char *encoder; ///< libav's name.
        bool globalHeader;   ///< The container keeps what a decoder needs first in a place of its own.
        Padding padding;
    };
    /// Null where the sound cannot be decoded, or there is no such encoder.
    static std::unique_ptr<SoundTranscoder> make(const AVStream &from, const Target &target, std::int64_t start);

    void send(const AVPacket *packet) override;
    bool receive(AVPacket &packet) override;
    const AVCodecContext &encoder() const override { return *m_encoder; }

private:
    struct FreeResampler
    {
        void operator()(SwrContext *context) const { swr_free(&context); }
    };
    struct FreeFifo
    {
        void operator()(AVAudioFifo *fifo) const { av_audio_fifo_free(fifo); }
    };

    bool openDecoder(const AVStream &from);
    bool openEncoder(const Target &target);
    AVFramePointer emptyFrame(int samples) const;
    bool prepareResampler(AVFrame &decoded);
    void take(AVFrame &decoded);
    void place(AVFrame &samples, std::int64_t position);
    bool refill();
    bool feedEncoder();

    AVCodecPointer m_decoder;
    AVCodecPointer m_encoder;
    std::unique_ptr<SwrContext, FreeResampler> m_resampler;
    std::unique_ptr<AVAudioFifo, FreeFifo> m_fifo;
    std::unique_ptr<AVAudioFifo, FreeFifo> m_afterSilence; ///< Samples that come after what m_silence counts.
    AVFramePointer m_decoded;
    AVRational m_timeBase{}; ///< Of the file's stream.
    std::int64_t m_start = 0;
    std::int64_t m_next = 0;    ///< Where the sample is to be that comes next, from 0, at the encoder's rate.
    std::int64_t m_silence = 0; ///< Samples of it that come after m_fifo's.
    std::int64_t m_encoded = 0;
    std::int64_t m_begin = 0;         ///< Where the sound begins: later than 0 where its beginning gives way.
    std::array<int, 3> m_resampled{}; ///< Form, rate and channels that the resampler was made for.
    bool m_isEnding = false;
    bool m_isFlushed = false;
};

} // namespace sightglass
