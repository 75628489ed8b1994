// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "core/media/libavlog.h"
#include "core/media/libavpointers.h"
#include "tests/core/export/videofile.h"
#include "tests/support/testcase.h"

#include <QCryptographicHash>
#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

using namespace sightglass;

namespace
{

struct Packet
{
    double seconds; ///< From the first picture.
    QByteArray hash;
};

/// The packets of every stream of a kind, one stream after the other.
std::vector<std::vector<Packet>> packetsOf(const QString &path, AVMediaType type)
{
    const LibavLog log;
    AVFormatContext *opened = nullptr;
    if (avformat_open_input(&opened, ("file:" + QFile::encodeName(path)).constData(), nullptr, nullptr) < 0)
        return {};
    const AVFormatPointer input(opened);
    avformat_find_stream_info(input.get(), nullptr);
    const int video = av_find_best_stream(input.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    double origin = 1e9;
    std::map<int, std::vector<Packet>> found;
    const AVPacketPointer packet(av_packet_alloc());
    while (av_read_frame(input.get(), packet.get()) >= 0) {
        const AVStream &stream = *input->streams[packet->stream_index];
        const double seconds = static_cast<double>(packet->pts) * av_q2d(stream.time_base);
        if (packet->stream_index == video)
            origin = std::min(origin, seconds);
        if (stream.codecpar->codec_type == type)
            found[packet->stream_index].push_back(
                {seconds,
                 QCryptographicHash::hash(QByteArray(reinterpret_cast<const char *>(packet->data), packet->size),
                                          QCryptographicHash::Md5)});
        av_packet_unref(packet.get());
    }
    std::vector<std::vector<Packet>> streams;
    for (auto &[index, packets] : found) {
        for (Packet &each : packets)
            each.seconds -= origin;
        streams.push_back(std::move(packets));
    }
    return streams;
}

constexpr int soundRate = 8000;

/// The first channel of the first sound, from the time of the first picture on.
std::vector<float> soundOf(const QString &path)
{
    const LibavLog log;
    AVFormatContext *opened = nullptr;
    if (avformat_open_input(&opened, ("file:" + QFile::encodeName(path)).constData(), nullptr, nullptr) < 0)
        return {};
    const AVFormatPointer input(opened);
    avformat_find_stream_info(input.get(), nullptr);
    const int sound = av_find_best_stream(input.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
    const AVStream &stream = *input->streams[sound];
    const AVCodec *codec = avcodec_find_decoder(stream.codecpar->codec_id);
    const AVCodecPointer decoder(avcodec_alloc_context3(codec));
    avcodec_parameters_to_context(decoder.get(), stream.codecpar);
    decoder->pkt_timebase = stream.time_base;
    avcodec_open2(decoder.get(), codec, nullptr);
    // The mean of what falls on each sample, as there are fewer.
    std::vector<float> samples;
    std::vector<float> counts;
    const AVFramePointer frame(av_frame_alloc());
    const auto collect = [&] {
        while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
            const double begins = static_cast<double>(frame->pts) * av_q2d(stream.time_base);
            const double step = static_cast<double>(soundRate) / frame->sample_rate;
            for (int i = 0; i < frame->nb_samples; ++i) {
                const auto place = std::llround(begins * soundRate + i * step);
                if (place < 0)
                    continue;
                samples.resize(std::max(samples.size(), static_cast<std::size_t>(place) + 1));
                counts.resize(samples.size());
                samples[static_cast<std::size_t>(place)] += reinterpret_cast<const float *>(frame->data[0])[i];
                counts[static_cast<std::size_t>(place)] += 1.f;
            }
        }
    };
    const AVPacketPointer packet(av_packet_alloc());
    while (av_read_frame(input.get(), packet.get()) >= 0) {
        if (packet->stream_index == sound)
            avcodec_send_packet(decoder.get(), packet.get());
        av_packet_unref(packet.get());
        collect();
    }
    avcodec_send_packet(decoder.get(), nullptr);
    collect();
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] /= std::max(1.f, counts[i]);
    return samples;
}

std::size_t count(const std::vector<std::vector<Packet>> &streams)
{
    std::size_t total = 0;
    for (const auto &packets : streams)
        total += packets.size();
    return total;
}

} // namespace

/// Sound and subtitles in exports of real clips.
class CompanionStreamsTest : public test::TestCase
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    /// The pictures alone, without a model.
    Result<ExportSummary> exported(const QString &clip, const QString &name, const FrameRange &range = {},
                                   bool sound = true) const
    {
        ExportRequest request;
        request.source = SourceSpec::fromPath(clip);
        request.range = range;
        request.sound = sound;
        request.overwrite = true;
        request.videoPath = path(name);
        return Exporter(makeFrameSource, loadDetector).run(request, {});
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    void soundIsCopiedPacketForPacket_data()
    {
        QTest::addColumn<QString>("clip");
        QTest::addColumn<QString>("ending");
        const auto row = [](const char *clip, const char *ending) {
            QTest::addRow("%s to %s", clip, ending)
                << QStringLiteral("clips/") + QLatin1String(clip) << QString(QLatin1String(ending));
        };
        for (const char *ending : {"mp4", "mkv", "mov"}) {
            row("portrait_144x256.mp4", ending);
            row("vfr_ceiling_cam_960x544.mp4", ending); // Its pictures begin after its sound.
            row("bw_chaplin_mp3audio.mp4", ending);
        }
        row("portrait_ios9_rot90.mov", "mp4");
        row("webm_vp8_bbb30s.webm", "mkv");
    }

    void soundIsCopiedPacketForPacket()
    {
        QFETCH(QString, clip);
        QFETCH(QString, ending);
        SIGHTGLASS_TESTDATA(source, clip);
        const QString name = QStringLiteral("whole.") + ending;
        const auto summary = exported(source, name);
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->copied, 1);
        QVERIFY2(summary->notes.isEmpty(), qPrintable(summary->notes.join(QLatin1Char('\n'))));
        const auto before = packetsOf(source, AVMEDIA_TYPE_AUDIO);
        const auto after = packetsOf(path(name), AVMEDIA_TYPE_AUDIO);
        QCOMPARE(after.size(), std::size_t{1});
        // What lies before the first picture is kept by containers that have a place for it.
        std::size_t dropped = 0;
        while (dropped < before[0].size() && before[0][dropped].hash != after[0][0].hash)
            QVERIFY(before[0][dropped++].seconds < 0.0);
        if (ending != QLatin1String("mkv"))
            QCOMPARE(dropped, std::size_t{0});
        QCOMPARE(after[0].size() + dropped, before[0].size());
        for (std::size_t i = 0; i < after[0].size(); ++i) {
            QCOMPARE(after[0][i].hash, before[0][i + dropped].hash);
            const double off = after[0][i].seconds - before[0][i + dropped].seconds;
            QVERIFY2(std::abs(off) <= 0.0011, qPrintable(QString::number(off)));
        }
    }

    void picturesStayWhereTheyAre()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/vfr_ceiling_cam_960x544.mp4"));
        for (const QString &ending : {QStringLiteral("mp4"), QStringLiteral("mkv")}) {
            QVERIFY(exported(clip, QStringLiteral("with.") + ending, {0, 40}));
            QVERIFY(exported(clip, QStringLiteral("without.") + ending, {0, 40}, false));
            const auto with = test::readVideo(path(QStringLiteral("with.") + ending));
            const auto without = test::readVideo(path(QStringLiteral("without.") + ending));
            QCOMPARE(with.pictures.size(), std::size_t{41});
            QCOMPARE(with.pictures.size(), without.pictures.size());
            QCOMPARE(count(packetsOf(path(QStringLiteral("without.") + ending), AVMEDIA_TYPE_AUDIO)), std::size_t{0});
            const auto videoWith = packetsOf(path(QStringLiteral("with.") + ending), AVMEDIA_TYPE_VIDEO);
            const auto videoWithout = packetsOf(path(QStringLiteral("without.") + ending), AVMEDIA_TYPE_VIDEO);
            for (std::size_t i = 0; i < videoWith[0].size(); ++i)
                QVERIFY(std::abs(videoWith[0][i].seconds - videoWithout[0][i].seconds) < 0.0011);
        }
    }

    void aRangeIsCut()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/smpte_timecode_1080p25.mp4"));
        const auto summary = exported(clip, QStringLiteral("part.mp4"), {50, 74});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        const auto before = packetsOf(clip, AVMEDIA_TYPE_AUDIO);
        const auto after = packetsOf(path(QStringLiteral("part.mp4")), AVMEDIA_TYPE_AUDIO);
        QCOMPARE(after.size(), std::size_t{1});
        std::vector<Packet> expected;
        std::copy_if(before[0].begin(), before[0].end(), std::back_inserter(expected),
                     [](const Packet &packet) { return packet.seconds >= 2.0 && packet.seconds < 3.0; });
        QCOMPARE(after[0].size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(after[0][i].hash, expected[i].hash);
            QVERIFY(std::abs(after[0][i].seconds + 2.0 - expected[i].seconds) < 0.0011);
        }
    }

    void chaptersAreCut()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/car-detection.mp4"));
        QFile list(path(QStringLiteral("chapters.txt")));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write(";FFMETADATA1\ntitle=Cars\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\n"
                   "[CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=9000\n"
                   "[CHAPTER]\nTIMEBASE=1/1000\nSTART=9000\nEND=20000\n");
        list.close();
        const QString made = path(QStringLiteral("chapters.mp4"));
        QProcess ffmpeg;
        ffmpeg.start(QStringLiteral("ffmpeg"),
                     {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-y"), QStringLiteral("-i"), clip,
                      QStringLiteral("-i"), list.fileName(), QStringLiteral("-map_metadata"), QStringLiteral("1"),
                      QStringLiteral("-c"), QStringLiteral("copy"), made});
        QVERIFY(ffmpeg.waitForFinished() && ffmpeg.exitCode() == 0);
        // Frames 25 to 86 of 12.5 a second: from 2.0 s to 6.96 s.
        for (const char *name : {"cut.mp4", "cut.mkv"}) {
            QVERIFY(exported(made, QLatin1String(name), {25, 86}));
            AVFormatContext *opened = nullptr;
            QVERIFY(avformat_open_input(&opened, QFile::encodeName(path(QLatin1String(name))).constData(), nullptr,
                                        nullptr) >= 0);
            const AVFormatPointer input(opened);
            QCOMPARE(input->nb_chapters, 2U);
            const auto seconds = [&](std::int64_t time) {
                return static_cast<double>(time) * av_q2d(input->chapters[1]->time_base);
            };
            QVERIFY(std::abs(seconds(input->chapters[1]->start) - 2.0) < 0.01);
            QVERIFY(std::abs(seconds(input->chapters[1]->end) - 4.96) < 0.05);
            QVERIFY(std::abs(static_cast<double>(input->duration) / AV_TIME_BASE - 4.96) < 0.1);
            const AVDictionaryEntry *title = av_dict_get(input->metadata, "title", nullptr, 0);
            QVERIFY(title && QByteArray(title->value) == "Cars");
        }
    }

    void subtitlesComeAlong()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/vfr_subtitles.m4v"));
        const auto summary = exported(clip, QStringLiteral("subtitles.mp4"));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->copied, 3);
        QCOMPARE(packetsOf(path(QStringLiteral("subtitles.mp4")), AVMEDIA_TYPE_SUBTITLE).size(), std::size_t{2});
    }

    void subtitlesBecomeTheFormOfTheContainer_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("form");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("mkv") << QStringLiteral("mkv") << QStringLiteral("subrip")
                             << QByteArray("<font size=\"24\">AWESOME FIXTURE MOVIE</font>");
        QTest::newRow("webm") << QStringLiteral("webm") << QStringLiteral("webvtt")
                              << QByteArray("AWESOME FIXTURE MOVIE");
    }

    void subtitlesBecomeTheFormOfTheContainer()
    {
        QFETCH(QString, ending);
        QFETCH(QString, form);
        QFETCH(QByteArray, line);
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/vfr_subtitles.m4v"));
        const QString name = QStringLiteral("subtitles.") + ending;
        const auto summary = exported(clip, name);
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->copied, 3);
        QVERIFY2(
            summary->notes.contains(
                QStringLiteral("Coded anew as %1: subtitles (mov_text), which does not go into a file of this kind "
                               "(%2) as it is.")
                    .arg(form, ending == QLatin1String("mkv") ? QStringLiteral("matroska") : ending)),
            qPrintable(summary->notes.join(QLatin1Char('\n'))));
        const auto streams = packetsOf(path(name), AVMEDIA_TYPE_SUBTITLE);
        QCOMPARE(streams.size(), std::size_t{2});
        QCOMPARE(streams.front().size(), std::size_t{3});
        QCOMPARE(streams.front()[1].hash, QCryptographicHash::hash(line, QCryptographicHash::Md5));
        QVERIFY(std::abs(streams.front()[1].seconds - 2.0) < 0.002);
    }

    void soundBecomesTheFormOfTheContainer_data()
    {
        QTest::addColumn<QString>("clip");
        QTest::addColumn<QString>("target");
        QTest::addColumn<std::int64_t>("first");
        QTest::addColumn<QString>("forms");
        const QString vorbis = QStringLiteral("webm_vp8_bbb30s.webm");
        const QString aac = QStringLiteral("vfr_subtitles.m4v");
        QTest::addColumn<int>("streams");
        QTest::newRow("vorbis, avi, cut")
            << vorbis << QStringLiteral("a.avi") << std::int64_t{301} << QStringLiteral("mp3: sound (vorbis)") << 1;
        QTest::newRow("vorbis, mov, cut")
            << vorbis << QStringLiteral("a.mov") << std::int64_t{300} << QStringLiteral("aac: sound (vorbis)") << 1;
        QTest::newRow("aac, webm") << aac << QStringLiteral("a.webm") << std::int64_t{0}
                                   << QStringLiteral("opus: sound (aac)") << 3;
        QTest::newRow("aac, avi") << aac << QStringLiteral("whole.avi") << std::int64_t{0}
                                  << QStringLiteral("mp3: sound (aac)") << 1;
    }

    /// The same sound at the same time, to five thousandths of a second, and pictures that it does not move.
    void soundBecomesTheFormOfTheContainer()
    {
        QFETCH(QString, clip);
        QFETCH(QString, target);
        QFETCH(std::int64_t, first);
        QFETCH(QString, forms);
        QFETCH(int, streams);
        SIGHTGLASS_TESTDATA(source, QStringLiteral("clips/") + clip);
        const auto summary = exported(source, target, {first, first + 119});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->copied, streams);
        QVERIFY2(summary->notes.join(QLatin1Char(' ')).contains(QStringLiteral("Coded anew as ") + forms),
                 qPrintable(summary->notes.join(QLatin1Char('\n'))));
        const auto video = test::readVideo(path(target));
        QCOMPARE(video.pictures.size(), std::size_t{120});
        QCOMPARE(video.pictures.front().pts, std::int64_t{0});
        const auto before = soundOf(source);
        const auto after = soundOf(path(target));
        const double begins = static_cast<double>(first) / summary->frameRate.toDouble();
        const auto offset = static_cast<std::ptrdiff_t>(begins * soundRate);
        constexpr std::ptrdiff_t length = 4 * soundRate;
        constexpr int most = soundRate / 10;
        QVERIFY2(std::ssize(after) > length + most, qPrintable(QString::number(after.size())));
        int best = 0;
        double bestSum = -1.0;
        for (int shift = -most; shift <= most; ++shift) {
            double sum = 0.0;
            for (std::ptrdiff_t i = most; i < length; ++i)
                sum +=
                    double(before[static_cast<std::size_t>(offset + i)]) * after[static_cast<std::size_t>(i + shift)];
            if (sum > bestSum) {
                bestSum = sum;
                best = shift;
            }
        }
        double energy = 0.0;
        for (std::ptrdiff_t i = most; i < length; ++i)
            energy += std::pow(before[static_cast<std::size_t>(offset + i)], 2.0);
        QVERIFY2(std::abs(best) <= 5 * soundRate / 1000, qPrintable(QString::number(1000.0 * best / soundRate)));
        QVERIFY2(bestSum > 0.7 * energy && bestSum < 1.2 * energy, qPrintable(QString::number(bestSum / energy)));
    }

    void subtitlesThatFindNoFormAreLeftOut()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/vfr_subtitles.m4v"));
        const auto summary = exported(clip, QStringLiteral("none.avi"), {0, 9});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->written, 10u);
        QCOMPARE(summary->copied, 1);
        QVERIFY(summary->notes.last().startsWith(QLatin1String("Left out: subtitles (mov_text)")));
    }

    void brokenSoundNeverCostsTheVideo()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/audio_track_broken.mp4"));
        for (const char *name : {"broken.mp4", "broken.mkv"}) {
            const auto summary = exported(clip, QLatin1String(name));
            QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
            QCOMPARE(test::readVideo(path(QLatin1String(name))).pictures.size(), std::size_t(summary->written));
        }
    }

    void withoutSoundThereIsNone()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/street_london_TestV4.mp4"));
        const auto summary = exported(clip, QStringLiteral("street.mp4"), {0, 4});
        QVERIFY(summary);
        QCOMPARE(summary->copied, 0);
        QVERIFY(summary->notes.isEmpty());
    }
};

QTEST_MAIN(CompanionStreamsTest)
#include "tst_companionstreams.moc"
