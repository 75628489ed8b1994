// SPDX-License-Identifier: Apache-2.0
#include "core/export/companionstreams.h"

#include "core/media/libavlog.h"
#include "core/values/words.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace sightglass
{

namespace
{

bool isCompanion(const AVStream &stream)
{
    const AVMediaType type = stream.codecpar->codec_type;
    return type == AVMEDIA_TYPE_AUDIO || type == AVMEDIA_TYPE_SUBTITLE;
}

bool isContainer(const AVFormatContext &output, const char *name)
{
    return std::strcmp(output.oformat->name, name) == 0;
}

/// Whether the container takes it as it is.
bool takes(const AVFormatContext &output, AVCodecID codec)
{
    // AVI counts on packets that all last as long, which it does not say.
    constexpr std::array simple{AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_U8, AV_CODEC_ID_MP3, AV_CODEC_ID_MP2,
                                AV_CODEC_ID_AC3};
    if (isContainer(output, "avi"))
        return std::find(simple.begin(), simple.end(), codec) != simple.end();
    return avformat_query_codec(output.oformat, codec, FF_COMPLIANCE_NORMAL) == 1;
}

QString kindOf(const AVStream &stream)
{
    return QStringLiteral("%1 (%2)").arg(stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO ? Words::tr("sound")
                                                                                           : Words::tr("subtitles"),
                                         QLatin1String(avcodec_get_name(stream.codecpar->codec_id)));
}

std::int64_t timeOf(const AVPacket &packet)
{
    return packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
}

} // namespace

CompanionStreams::CompanionStreams(const QString &path, std::optional<std::int64_t> origin,
                                   std::optional<double> length)
    : m_origin(origin)
    , m_length(length)
{
    if (!open(path))
        m_input.reset();
}

bool CompanionStreams::open(const QString &path)
{
    const LibavLog log;
    AVFormatContext *opened = nullptr;
    // "file:", so that no colon in a name is taken for a protocol.
    const QByteArray url = "file:" + QFile::encodeName(path);
    if (avformat_open_input(&opened, url.constData(), nullptr, nullptr) < 0)
        return false;
    m_input.reset(opened);
    if (avformat_find_stream_info(m_input.get(), nullptr) < 0)
        return false;
    m_packet.reset(av_packet_alloc());
    for (unsigned i = 0; i < m_input->nb_streams; ++i) {
        AVStream &stream = *m_input->streams[i];
        if (!isCompanion(stream))
            stream.discard = AVDISCARD_ALL;
    }
    return true;
}

void CompanionStreams::addTo(AVFormatContext &output, std::int64_t pts, AVRational timeBase)
{
    if (!m_input)
        return;
    m_fromStart = pts == 0;
    const std::int64_t start = m_origin.value_or(0) + pts;
    for (unsigned i = 0; i < m_input->nb_streams; ++i) {
        const AVStream &from = *m_input->streams[i];
        if (!isCompanion(from))
            continue;
        if (!m_origin) {
            m_notes.append(Words::tr("Left out: %1, as the clock of the file jumps.").arg(kindOf(from)));
            continue;
        }
        if (!addStream(output, from, av_rescale_q(start, timeBase, from.time_base)))
            m_notes.append(Words::tr("Left out: %1, which does not go into a file of this kind (%2). MKV takes "
                                     "nearly everything.")
                               .arg(kindOf(from), QLatin1String(output.oformat->name)));
    }
    addMetadata(output);
    if (m_origin)
        addChapters(output, start, timeBase);
    if (!m_fromStart && !m_copies.empty())
        av_seek_frame(m_input.get(), -1, av_rescale_q(start, timeBase, AV_TIME_BASE_Q), AVSEEK_FLAG_BACKWARD);
}

bool CompanionStreams::addStream(AVFormatContext &output, const AVStream &from, std::int64_t shift)
{
    std::unique_ptr<Transcoder> transcoder;
    if (!takes(output, from.codecpar->codec_id)) {
        const LibavLog log;
        transcoder = makeTranscoder(from, output, shift);
        if (!transcoder)
            return false;
        m_notes.append(Words::tr("Coded anew as %1: %2, which does not go into a file of this kind (%3) as it is.")
                           .arg(QLatin1String(avcodec_get_name(transcoder->encoder().codec_id)), kindOf(from),
                                QLatin1String(output.oformat->name)));
    }
    AVStream *to = avformat_new_stream(&output, nullptr);
    if (!to)
        return false;
    const int described = transcoder ? avcodec_parameters_from_context(to->codecpar, &transcoder->encoder())
                                     : avcodec_parameters_copy(to->codecpar, from.codecpar);
    if (described < 0)
        return false;
    to->codecpar->codec_tag = 0;
    to->time_base = transcoder ? transcoder->encoder().time_base : from.time_base;
    to->disposition = from.disposition;
    av_dict_copy(&to->metadata, from.metadata, 0);
    m_copies.push_back(
        {from.index, to->index, shift, std::numeric_limits<std::int64_t>::min(), false, std::move(transcoder)});
    return true;
}

void CompanionStreams::addMetadata(AVFormatContext &output) const
{
    av_dict_copy(&output.metadata, m_input->metadata, 0);
    // Of the file that was, and not of what is in it.
    for (const char *key : {"major_brand", "minor_version", "compatible_brands", "encoder", "duration"})
        av_dict_set(&output.metadata, key, nullptr, 0);
}

void CompanionStreams::addChapters(AVFormatContext &output, std::int64_t start, AVRational timeBase) const
{
    for (unsigned i = 0; i < m_input->nb_chapters; ++i) {
        const AVChapter &from = *m_input->chapters[i];
        const std::int64_t shift = av_rescale_q(start, timeBase, from.time_base);
        // A container may take the end of its last chapter for its own.
        const std::int64_t last =
            m_length ? std::llround(*m_length / av_q2d(from.time_base)) : std::numeric_limits<std::int64_t>::max();
        if ((from.end != AV_NOPTS_VALUE && from.end <= shift) || from.start - shift >= last)
            continue;
        auto *to = static_cast<AVChapter *>(av_mallocz(sizeof(AVChapter)));
        auto *all =
            static_cast<AVChapter **>(av_realloc_array(output.chapters, output.nb_chapters + 1, sizeof(AVChapter *)));
        if (!to || !all) {
            av_free(to);
            return;
        }
        output.chapters = all;
        output.chapters[output.nb_chapters++] = to;
        to->id = from.id;
        to->time_base = from.time_base;
        to->start = std::max<std::int64_t>(0, from.start - shift);
        to->end = from.end == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : std::min(last, from.end - shift);
        av_dict_copy(&to->metadata, from.metadata, 0);
    }
}

/// Reads the next packet that is copied; null at the end, or where reading fails, which is told.
CompanionStreams::Copy *CompanionStreams::readNext()
{
    while (!m_over) {
        const int code = av_read_frame(m_input.get(), m_packet.get());
        if (code < 0) {
            m_over = true;
            if (code != AVERROR_EOF)
                m_notes.append(Words::tr("Sound and subtitles break off where the file could not be read on."));
            break;
        }
        const auto copy = std::find_if(m_copies.begin(), m_copies.end(),
                                       [this](const Copy &each) { return each.from == m_packet->stream_index; });
        if (copy != m_copies.end() && timeOf(*m_packet) != AV_NOPTS_VALUE)
            return &*copy;
        av_packet_unref(m_packet.get());
    }
    return nullptr;
}

void CompanionStreams::copyPacket(AVFormatContext &output, Copy &copy)
{
    const AVRational from = m_input->streams[copy.from]->time_base;
    const AVRational to = output.streams[copy.to]->time_base;
    for (std::int64_t *time : {&m_packet->pts, &m_packet->dts}) {
        if (*time != AV_NOPTS_VALUE)
            *time = av_rescale_q_rnd(*time - copy.shift, from, to,
                                     static_cast<AVRounding>(AV_ROUND_NEAR_INF | AV_ROUND_PASS_MINMAX));
    }
    m_packet->duration = av_rescale_q(m_packet->duration, from, to);
    write(output, copy, *m_packet);
}

/// What the transcoder has ready.
void CompanionStreams::writeTranscoded(AVFormatContext &output, Copy &copy)
{
    const AVPacketPointer packet(av_packet_alloc());
    while (packet && copy.transcoder->receive(*packet)) {
        av_packet_rescale_ts(packet.get(), copy.transcoder->encoder().time_base, output.streams[copy.to]->time_base);
        write(output, copy, *packet);
    }
}

/// Whether the output has a place for what lies before the first picture, as decoders want it to warm up. Where there
/// is none, it would move all pictures.
bool CompanionStreams::mayBeNegative(const AVFormatContext &output) const
{
    return m_fromStart && (isContainer(output, "mp4") || isContainer(output, "mov"));
}

void CompanionStreams::write(AVFormatContext &output, Copy &copy, AVPacket &packet)
{
    packet.stream_index = copy.to;
    packet.pos = -1;
    // What an encoder begins with, to warm up a decoder, is told to players.
    const bool isTooEarly = timeOf(packet) < 0 && !copy.transcoder && !mayBeNegative(output);
    // Broken clocks: libav takes no packet that goes back.
    if (isTooEarly || (copy.isBegun && timeOf(packet) <= copy.last)) {
        av_packet_unref(&packet);
        return;
    }
    copy.isBegun = true;
    copy.last = timeOf(packet);
    av_interleaved_write_frame(&output, &packet);
}

void CompanionStreams::writeUntil(AVFormatContext &output, std::int64_t time, AVRational timeBase)
{
    while (!m_copies.empty()) {
        if (!m_pending)
            m_pending = readNext();
        if (!m_pending)
            return;
        const AVRational from = m_input->streams[m_pending->from]->time_base;
        if (av_compare_ts(timeOf(*m_packet) - m_pending->shift, from, time, timeBase) >= 0)
            return;
        Copy &copy = *std::exchange(m_pending, nullptr);
        if (copy.transcoder) {
            copy.transcoder->send(m_packet.get());
            av_packet_unref(m_packet.get());
            writeTranscoded(output, copy);
        } else {
            copyPacket(output, copy);
        }
    }
}

void CompanionStreams::finish(AVFormatContext &output, std::int64_t time, AVRational timeBase)
{
    const LibavLog log;
    writeUntil(output, m_length ? time : std::numeric_limits<std::int64_t>::max(), timeBase);
    for (Copy &copy : m_copies) {
        if (!copy.transcoder)
            continue;
        copy.transcoder->send(nullptr);
        writeTranscoded(output, copy);
    }
}

} // namespace sightglass
