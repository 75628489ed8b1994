// SPDX-License-Identifier: Apache-2.0
#include "core/export/transcoder.h"

#include "core/export/soundtranscoder.h"
#include "core/export/subtitletranscoder.h"

#include <QByteArrayView>

namespace sightglass
{

namespace
{

struct Wanted
{
    const char *sound;
    const char *subtitles; ///< Null: the container has none.
    SoundTranscoder::Padding padding;
};

/// What players of such files know best.
Wanted wantedFor(QByteArrayView muxer)
{
    using Padding = SoundTranscoder::Padding;
    if (muxer == "webm")
        return {"libopus", "webvtt", Padding::Told};
    if (muxer == "avi")
        return {"libmp3lame", nullptr, Padding::Unknown};
    if (muxer == "matroska")
        return {"aac", "subrip", Padding::Unknown};
    return {"aac", "mov_text", Padding::BeforeStart};
}

} // namespace

std::unique_ptr<Transcoder> makeTranscoder(const AVStream &from, const AVFormatContext &output, std::int64_t start)
{
    const Wanted wanted = wantedFor(output.oformat->name);
    const bool globalHeader = (output.oformat->flags & AVFMT_GLOBALHEADER) != 0;
    if (from.codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
        return SoundTranscoder::make(from, {wanted.sound, globalHeader, wanted.padding}, start);
    if (wanted.subtitles)
        return SubtitleTranscoder::make(from, wanted.subtitles, start);
    return nullptr;
}

} // namespace sightglass
