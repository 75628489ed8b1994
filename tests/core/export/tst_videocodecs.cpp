// SPDX-License-Identifier: Apache-2.0
#include "core/export/encodertrial.h"
#include "core/export/videocodecs.h"
#include "core/export/videocontainer.h"
#include "core/export/videoencoder.h"
#include "tests/core/export/barcode.h"
#include "tests/core/export/videofile.h"
#include "tests/support/testcase.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <opencv2/imgproc.hpp>

using namespace sightglass;

namespace
{

const QStringList endings{QStringLiteral("mp4"), QStringLiteral("mov"), QStringLiteral("mkv"), QStringLiteral("webm"),
                          QStringLiteral("avi")};

cv::Mat bgrx(const cv::Mat &bgr)
{
    cv::Mat picture;
    cv::cvtColor(bgr, picture, cv::COLOR_BGR2BGRA);
    return picture;
}

Frame timed(std::int64_t pts)
{
    Frame frame;
    frame.pts = pts;
    frame.timeBase = {1, 1000};
    return frame;
}

/// Variable times: gaps of 40 and, after each fourth picture, of 140 ms.
std::int64_t timeOf(int index)
{
    return 40 * index + 100 * (index / 4);
}

Result<QString> write(const QString &path, const VideoSettings &settings, const std::vector<cv::Mat> &pictures)
{
    VideoEncoder encoder(path, path, *videoContainerFor(path), {25, 1}, settings);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (auto written = encoder.write(pictures[i], timed(timeOf(static_cast<int>(i)))); !written)
            return written.error();
    }
    if (auto finished = encoder.finish(); !finished)
        return finished.error();
    return encoder.encoderName();
}

std::vector<cv::Mat> barcodes(int count)
{
    std::vector<cv::Mat> pictures;
    for (int i = 0; i < count; ++i)
        pictures.push_back(bgrx(test::barcode({160, 96}, i)));
    return pictures;
}

/// Detail that costs bits: noise, smoothed a little, that moves.
std::vector<cv::Mat> scenes(int count)
{
    cv::Mat noise(240, 400, CV_8UC3);
    cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 0, 256);
    cv::GaussianBlur(noise, noise, {0, 0}, 2.0);
    std::vector<cv::Mat> pictures;
    for (int i = 0; i < count; ++i)
        pictures.push_back(bgrx(noise(cv::Rect(2 * i, i, 320, 192))));
    return pictures;
}

} // namespace

class VideoCodecsTest : public test::TestCase
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void everyCodecGoesIntoEveryContainerThatHoldsIt_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("codec");
        for (const QString &ending : endings) {
            for (const VideoCodec *codec : codecsOf(*videoContainerFor(QLatin1Char('.') + ending)))
                QTest::addRow("%s in %s", codec->id, qPrintable(ending)) << ending << QString::fromLatin1(codec->id);
        }
    }

    void everyCodecGoesIntoEveryContainerThatHoldsIt()
    {
        QFETCH(QString, ending);
        QFETCH(QString, codec);
        const QString path = m_folder.filePath(codec + QLatin1Char('.') + ending);
        VideoSettings settings;
        settings.codec = codec;
        const auto by = write(path, settings, barcodes(30));
        QVERIFY2(by, by ? "" : qPrintable(by.error().toText()));
        QVERIFY(encoderWorks(*by));
        const auto video = test::readVideo(path);
        QVERIFY(video.valid);
        QCOMPARE(video.pictures.size(), std::size_t{30});
        for (int i = 0; i < 30; ++i) {
            const auto &picture = video.pictures[static_cast<std::size_t>(i)];
            QCOMPARE(test::barcodeNumber(picture.luma), std::int64_t{i});
            const double seconds = static_cast<double>(picture.pts) * video.timeBase.toDouble();
            // AVI has frames, and no times.
            const double tolerance = ending == QLatin1String("avi") ? 0.0201 : 1e-6;
            QVERIFY2(std::abs(seconds - timeOf(i) / 1000.0) < tolerance,
                     qPrintable(QStringLiteral("frame %1 at %2 s").arg(QString::number(i), QString::number(seconds))));
        }
    }

    void theUsualContainersHoldTheUsualCodecs_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QStringList>("expected");
        const auto list = [](const char *ids) { return QString::fromLatin1(ids).split(QLatin1Char(' ')); };
        QTest::newRow("mp4") << QStringLiteral("mp4") << list("h264 hevc vp9 av1 mjpeg mpeg4");
        QTest::newRow("mov") << QStringLiteral("mov") << list("h264 hevc mjpeg mpeg4");
        QTest::newRow("mkv") << QStringLiteral("mkv") << list("h264 hevc vp9 av1 mjpeg ffv1 vp8 mpeg4");
        QTest::newRow("webm") << QStringLiteral("webm") << list("vp9 av1 vp8");
        QTest::newRow("avi") << QStringLiteral("avi") << list("h264 mjpeg ffv1 mpeg4");
    }

    void theUsualContainersHoldTheUsualCodecs()
    {
        QFETCH(QString, ending);
        QFETCH(QStringList, expected);
        const VideoContainer &container = *videoContainerFor(QLatin1Char('.') + ending);
        for (const VideoCodec &codec : videoCodecs())
            QCOMPARE(holds(container, codec), expected.contains(QLatin1String(codec.id)));
        const auto ours = codecsOf(container);
        QVERIFY(!ours.empty());
        QCOMPARE(QString::fromLatin1(ours.front()->id), QString::fromLatin1(container.usual.front()));
    }

    void ffv1KeepsEveryPixel()
    {
        const QString path = m_folder.filePath(QStringLiteral("exact.mkv"));
        VideoSettings settings;
        settings.codec = QStringLiteral("ffv1");
        std::vector<cv::Mat> pictures;
        for (cv::Mat &scene : scenes(3))
            pictures.push_back(scene(cv::Rect(0, 0, 161, 97)).clone());
        QVERIFY(write(path, settings, pictures));
        const auto video = test::readVideo(path);
        QCOMPARE(video.size, QSize(161, 97));
        QCOMPARE(video.pictures.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            cv::Mat before;
            cv::Mat after;
            cv::cvtColor(pictures[i], before, cv::COLOR_BGRA2BGR);
            cv::cvtColor(video.pictures[i].bgr0, after, cv::COLOR_BGRA2BGR);
            QCOMPARE(cv::norm(before, after, cv::NORM_INF), 0.0);
        }
    }

    void motionJpegIsFullRange()
    {
        const QString path = m_folder.filePath(QStringLiteral("jpeg.avi"));
        VideoSettings settings;
        settings.codec = QStringLiteral("mjpeg");
        QVERIFY(write(path, settings,
                      {cv::Mat(96, 160, CV_8UC4, cv::Scalar::all(255)), cv::Mat(96, 160, CV_8UC4, cv::Scalar::all(0)),
                       cv::Mat(96, 160, CV_8UC4, cv::Scalar(0, 0, 255))}));
        const auto video = test::readVideo(path);
        QCOMPARE(video.pictures.size(), std::size_t{3});
        // JFIF: Y = 0.299 R, V = 128 + 0.5 R.
        const cv::Vec3i expected[] = {{255, 128, 128}, {0, 128, 128}, {76, 85, 255}};
        for (std::size_t i = 0; i < 3; ++i) {
            for (int plane = 0; plane < 3; ++plane)
                QVERIFY2(std::abs(int(video.pictures[i].middle[plane]) - expected[i][plane]) <= 2,
                         qPrintable(QString::number(video.pictures[i].middle[plane])));
        }
    }

    void qualityDecidesTheSize_data()
    {
        QTest::addColumn<QString>("codec");
        for (const VideoCodec *codec : codecsOf(*videoContainerFor(QStringLiteral(".mkv")))) {
            if (!codec->lossless)
                QTest::newRow(codec->id) << QString::fromLatin1(codec->id);
        }
    }

    void qualityDecidesTheSize()
    {
        QFETCH(QString, codec);
        VideoSettings settings;
        settings.codec = codec;
        qint64 smaller = 0;
        for (const int quality : {30, 75, 95}) {
            const QString path = m_folder.filePath(QStringLiteral("%1-%2.mkv").arg(codec, QString::number(quality)));
            settings.quality = quality;
            QVERIFY(write(path, settings, scenes(16)));
            const qint64 size = QFileInfo(path).size();
            QVERIFY2(size > smaller + smaller / 8,
                     qPrintable(QStringLiteral("%1 bytes at %2, after %3")
                                    .arg(QString::number(size), QString::number(quality), QString::number(smaller))));
            smaller = size;
        }
    }

    void slowerIsSmallerOrAtLeastWorks()
    {
        VideoSettings settings;
        std::vector<qint64> sizes;
        for (const EncodingSpeed speed : {EncodingSpeed::Fast, EncodingSpeed::Medium, EncodingSpeed::Slow}) {
            settings.speed = speed;
            const QString path = m_folder.filePath(QStringLiteral("speed.mp4"));
            QVERIFY(write(path, settings, scenes(24)));
            sizes.push_back(QFileInfo(path).size());
        }
        QVERIFY(sizes[0] != sizes[1] && sizes[1] != sizes[2]);
    }

    void picturesThatReferToLaterOnesAreUsed()
    {
        if (!encoderWorks(QStringLiteral("libx264")))
            QSKIP("needs x264");
        for (const char *ending : {"mp4", "mkv"}) {
            const QString path = m_folder.filePath(QStringLiteral("reordered.") + QLatin1String(ending));
            QVERIFY(write(path, {}, scenes(24)));
            const auto video = test::readVideo(path);
            QVERIFY(video.reorders);
            QCOMPARE(video.pictures.front().pts, std::int64_t{0});
        }
    }

    void whatDoesNotFitIsSaid()
    {
        VideoSettings settings;
        const auto messageFor = [&settings](const char *ending) {
            const auto names = encodersFor(*videoContainerFor(QLatin1String(".") + QLatin1String(ending)), settings);
            return names ? QString() : names.error().message;
        };
        settings.codec = QStringLiteral("h264");
        QCOMPARE(messageFor("webm"), QStringLiteral("H.264 does not go into webm files."));
        settings.codec = QStringLiteral("h266");
        QCOMPARE(messageFor("mp4"), QStringLiteral("There is no video codec h266."));
        settings.codec = QStringLiteral("ffv1");
        settings.hardware = QStringLiteral("nvenc");
        QCOMPARE(messageFor("mkv"),
                 QStringLiteral("This machine's libav has no encoder of FFV1 (lossless) for nvenc."));
        settings.hardware.clear();
        QCOMPARE(messageFor("mkv"), QString());
    }

    void anEncoderWithoutItsDeviceIsToldInWords()
    {
        VideoSettings settings;
        settings.codec = QStringLiteral("h264");
        QString idle;
        for (const VideoEncoderInfo &encoder : videoCodec(settings.codec)->encoders) {
            settings.hardware = QString::fromLatin1(encoder.hardware);
            if (!settings.hardware.isEmpty() && encodersFor(*videoContainerFor(QStringLiteral(".mp4")), settings) &&
                !encoderWorks(QString::fromLatin1(encoder.name))) {
                idle = QString::fromLatin1(encoder.name);
                break;
            }
        }
        if (idle.isEmpty())
            QSKIP("every encoder of this machine's libav has its device");
        const auto written = write(m_folder.filePath(QStringLiteral("idle.mp4")), settings, barcodes(1));
        QVERIFY(!written);
        QCOMPARE(written.error().message, idle + QStringLiteral(" does not work on this machine."));
    }

    void anUnknownEncoderDoesNotWork() { QVERIFY(!encoderWorks(QStringLiteral("no such encoder"))); }
};

QTEST_GUILESS_MAIN(VideoCodecsTest)
#include "tst_videocodecs.moc"
