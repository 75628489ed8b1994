// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/transcoder.h"

#include <deque>

namespace sightglass
{

/// Codes subtitles that are text in another form of text. Lines that began before the first picture are left out.
class SubtitleTranscoder : public Transcoder
{
public:
    /// Null where they are no text, or there is no such encoder.
    static std::unique_ptr<SubtitleTranscoder> make(const AVStream &from, const char *encoder, std::int64_t start);

    void send(const AVPacket *packet) override;
    bool receive(AVPacket &packet) override;
    const AVCodecContext &encoder() const override { return *m_encoder; }

private:
    bool open(const AVStream &from, const char *encoder);
    void encode(AVSubtitle &subtitle, const AVPacket &of);

    AVCodecPointer m_decoder;
    AVCodecPointer m_encoder;
    AVRational m_timeBase{}; ///< Of the file's stream.
    std::int64_t m_start = 0;
    std::deque<AVPacketPointer> m_done;
};

} // namespace sightglass
