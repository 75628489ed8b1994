// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <cstdint>
#include <memory>

namespace sightglass
{

/// Codes one stream of sound or subtitles anew, for a container that does not take it as it is. What does not decode is
/// passed over: silence, or no line. One thread.
class Transcoder
{
public:
    virtual ~Transcoder() = default;
    Transcoder(const Transcoder &) = delete;
    Transcoder &operator=(const Transcoder &) = delete;

    /// A packet of the file, or null: there are no more.
    virtual void send(const AVPacket *packet) = 0;
    /// The next packet for the output, in encoder().time_base, from 0 at the first picture; false: there is none yet.
    virtual bool receive(AVPacket &packet) = 0;
    /// What describes the new stream.
    virtual const AVCodecContext &encoder() const = 0;

protected:
    Transcoder() = default;
};

/// For this stream into this output, whose first picture is at `start` in the stream's time base. Null where there is
/// no way: no decoder, no encoder, or subtitles that are pictures.
std::unique_ptr<Transcoder> makeTranscoder(const AVStream &from, const AVFormatContext &output, std::int64_t start);

} // namespace sightglass
