// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/core/media/localserver.h"
#include "tests/core/media/madeclip.h"

#include <QTemporaryDir>

#include <opencv2/core.hpp>

using namespace sightglass;

/// Clips in HDR and of wide gamuts, from the file to the delivered picture.
class HdrClipsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void delivers_data();
    void delivers();
    void tellsOfStreams();
};

namespace
{

/// Of one colour: Y, Cb and Cr of ten bits in limited range.
bool makePlainClip(const char *colour, const char *tags, const char *codec, const QString &path)
{
    const QByteArray words = QByteArray("-f lavfi -i color=black:size=64x48:rate=5,format=yuv420p10le,geq=") + colour +
                             " -frames:v 5 " + codec + ' ' + tags;
    return test::makeClip(words.constData(), path);
}

constexpr const char *lossless = "-c:v ffv1 -level 3";

} // namespace

void HdrClipsTest::delivers_data()
{
    QTest::addColumn<QByteArray>("colour");
    QTest::addColumn<QByteArray>("tags");
    QTest::addColumn<QByteArray>("codec");
    QTest::addColumn<QString>("note");
    QTest::addColumn<QList<int>>("bgr");
    const auto add = [](const char *name, const char *colour, const char *tags, const char *codec, const char *note,
                        QList<int> bgr) {
        QTest::newRow(name) << QByteArray(colour) << QByteArray(tags) << QByteArray(codec) << QString::fromLatin1(note)
                            << bgr;
    };
    constexpr auto pq = "-color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc -color_range tv";
    constexpr auto hlg = "-color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc -color_range tv";
    constexpr auto wide = "-color_trc bt2020-10 -color_primaries bt2020 -colorspace bt2020nc -color_range tv";
    constexpr auto ordinary = "-color_trc bt709 -color_primaries bt709 -colorspace bt709 -color_range tv";
    constexpr auto pqNote = "HDR (PQ, BT.2020): shown in ordinary colours.";
    constexpr auto hlgNote = "HDR (HLG, BT.2020): shown in ordinary colours.";
    constexpr auto wideNote = "Wide colours (BT.2020): shown in ordinary colours.";
    // Y = 64 + 876 E': 203 nits, by PQ and by HLG.
    add("PQ", "lum=573:cb=512:cr=512", pq, lossless, pqNote, {231, 231, 231});
    add("HLG", "lum=721:cb=512:cr=512", hlg, lossless, hlgNote, {231, 231, 231});
    add("HLG, a phone's codec", "lum=502:cb=512:cr=512", hlg,
        "-c:v libx265 -preset ultrafast -crf 1 -x265-params "
        "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:range=limited",
        hlgNote, {144, 144, 144});
    // BT.709's R, G, B of 0.5, 0.2 and 0.1 in linear light are 0.3839, 0.2196 and 0.1154 of BT.2020, and with gamma 2.4
    // 0.6711, 0.5317 and 0.4067: 0.5609 of luma.
    add("wide", "lum=555:cb=439:cr=579", wide, lossless, wideNote, {98, 130, 191});
    add("ordinary", "lum=573:cb=512:cr=512", ordinary, lossless, "", {148, 148, 148});
}

void HdrClipsTest::delivers()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    QFETCH(QByteArray, colour);
    QFETCH(QByteArray, tags);
    QFETCH(QByteArray, codec);
    QFETCH(QString, note);
    QFETCH(QList<int>, bgr);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("clip.mkv"));
    QVERIFY(makePlainClip(colour.constData(), tags.constData(), codec.constData(), path));
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->notes, note.isEmpty() ? QStringList() : QStringList(note));
    Frame frame;
    for (int i = 0; i < 5; ++i) {
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        const auto pixel = frame.image.at<cv::Vec3b>(24, 32);
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY2(
                std::abs(pixel[channel] - bgr[channel]) <= 2,
                qPrintable(QStringLiteral("%1 %2 %3")
                               .arg(QString::number(pixel[0]), QString::number(pixel[1]), QString::number(pixel[2]))));
    }
}

void HdrClipsTest::tellsOfStreams()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("clip.mkv"));
    QVERIFY(makePlainClip("lum=721:cb=512:cr=512", "-color_trc arib-std-b67 -color_primaries bt2020", lossless, path));
    const test::LocalServer server(test::LocalServer::httpAnswer("200 OK", test::contentOf(path)));
    const auto source = makeFrameSource({SourceKind::Url, server.url(QStringLiteral("http"))});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->notes, QStringList(QStringLiteral("HDR (HLG, BT.2020): shown in ordinary colours.")));
    Frame frame;
    const auto status = source->read(frame);
    QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
    QVERIFY(std::abs(frame.image.at<cv::Vec3b>(24, 32)[1] - 231) <= 1);
}

QTEST_GUILESS_MAIN(HdrClipsTest)
#include "tst_hdrclips.moc"
