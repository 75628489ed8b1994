// SPDX-License-Identifier: Apache-2.0
#include "core/export/soundtranscoder.h"
#include "tests/support/testcase.h"

#include <algorithm>
#include <cstring>

using namespace sightglass;

namespace
{

constexpr int rate = 16000;

/// A stream of samples as they are, in time units of one each.
struct Stream
{
    Stream()
        : container(avformat_alloc_context())
        , stream(avformat_new_stream(container.get(), nullptr))
    {
        stream->time_base = {1, rate};
        stream->codecpar->codec_type = AVMEDIA_TYPE_AUDIO;
        stream->codecpar->codec_id = AV_CODEC_ID_PCM_S16LE;
        stream->codecpar->sample_rate = rate;
        stream->codecpar->format = AV_SAMPLE_FMT_S16;
        av_channel_layout_default(&stream->codecpar->ch_layout, 1);
    }

    AVFormatPointer container;
    AVStream *stream;
};

AVPacketPointer packetAt(std::int64_t pts, int samples)
{
    AVPacketPointer packet(av_packet_alloc());
    av_new_packet(packet.get(), 2 * samples);
    std::memset(packet->data, 1, static_cast<std::size_t>(packet->size));
    packet->pts = packet->dts = pts;
    packet->duration = samples;
    return packet;
}

/// Where the sound that was received ends, in samples.
std::int64_t endOf(SoundTranscoder &transcoder)
{
    std::int64_t end = 0;
    const AVPacketPointer packet(av_packet_alloc());
    while (transcoder.receive(*packet)) {
        end = std::max(end, packet->pts + packet->duration);
        av_packet_unref(packet.get());
    }
    return end;
}

} // namespace

/// Where re-coded sound lies; what it sounds like is looked at in whole exports.
class SoundTranscoderTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void gapsBecomeSilence_data()
    {
        QTest::addColumn<std::int64_t>("begins");
        QTest::addColumn<std::int64_t>("ends");
        QTest::newRow("at once") << std::int64_t{0} << std::int64_t{rate};
        QTest::newRow("late") << std::int64_t{3 * rate} << std::int64_t{4 * rate};
        QTest::newRow("after a quarter of an hour") << std::int64_t{900 * rate} << std::int64_t{901 * rate};
        QTest::newRow("before the first picture") << std::int64_t{-rate / 2} << std::int64_t{rate / 2};
        // Nobody waits for years of silence.
        QTest::newRow("a broken clock") << (std::int64_t{1} << 40) << std::int64_t{rate};
    }

    void gapsBecomeSilence()
    {
        QFETCH(std::int64_t, begins);
        QFETCH(std::int64_t, ends);
        const Stream from;
        const auto transcoder =
            SoundTranscoder::make(*from.stream, {"aac", true, SoundTranscoder::Padding::BeforeStart}, 0);
        QVERIFY(transcoder);
        transcoder->send(packetAt(begins, rate).get());
        const std::int64_t before = endOf(*transcoder);
        transcoder->send(nullptr);
        const std::int64_t end = std::max(before, endOf(*transcoder));
        // The last packet is filled up.
        QVERIFY2(end >= ends && end <= ends + transcoder->encoder().frame_size, qPrintable(QString::number(end)));
    }

    void whatIsNoSoundIsRefused()
    {
        const Stream from;
        from.stream->codecpar->codec_id = AV_CODEC_ID_NONE;
        QVERIFY(!SoundTranscoder::make(*from.stream, {"aac", true, SoundTranscoder::Padding::BeforeStart}, 0));
    }
};

QTEST_GUILESS_MAIN(SoundTranscoderTest)
#include "tst_soundtranscoder.moc"
