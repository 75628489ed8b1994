// SPDX-License-Identifier: Apache-2.0
#include "core/export/videocontainer.h"
#include "core/export/videoencoder.h"
#include "tests/core/export/barcode.h"
#include "tests/core/export/videofile.h"
#include "tests/support/testcase.h"

#include <QTemporaryDir>

#include <opencv2/imgproc.hpp>

#include <csignal>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <sys/resource.h>

using namespace sightglass;

namespace
{

cv::Mat bgrx(const cv::Mat &bgr)
{
    cv::Mat picture;
    cv::cvtColor(bgr, picture, cv::COLOR_BGR2BGRA);
    return picture;
}

Frame timed(std::int64_t index, std::int64_t pts, Rational timeBase, std::int64_t duration = 0)
{
    Frame frame;
    frame.id.index = index;
    frame.pts = pts;
    frame.timeBase = timeBase;
    frame.duration = duration;
    return frame;
}

/// Barcodes of these times as a video.
Result<void> writeBarcodes(const QString &path, const std::vector<std::int64_t> &pts, Rational timeBase, Rational rate,
                           std::int64_t lastDuration = 0, QSize size = {160, 96})
{
    VideoEncoder encoder(path, path, *videoContainerFor(path), rate);
    for (std::size_t i = 0; i < pts.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        const std::int64_t duration = i + 1 < pts.size() ? pts[i + 1] - pts[i] : lastDuration;
        if (auto written = encoder.write(bgrx(test::barcode(size, index)), timed(index, pts[i], timeBase, duration));
            !written)
            return written;
    }
    return encoder.finish();
}

std::vector<std::int64_t> regular(int count, std::int64_t step = 1, std::int64_t first = 0)
{
    std::vector<std::int64_t> pts;
    for (int i = 0; i < count; ++i)
        pts.push_back(first + i * step);
    return pts;
}

/// Whether two fractions of a second are the same moment.
bool isSame(std::int64_t a, Rational aBase, std::int64_t b, Rational bBase)
{
    return a * aBase.num * bBase.den == b * bBase.num * aBase.den;
}

} // namespace

class VideoEncoderTest : public test::TestCase
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void writesEveryContainer_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("container");
        QTest::addColumn<QStringList>("codecs");
        const QStringList h264{QStringLiteral("h264"), QStringLiteral("mpeg4")};
        QTest::newRow("mp4") << QStringLiteral("mp4") << QStringLiteral("mp4") << h264;
        QTest::newRow("MP4") << QStringLiteral("MP4") << QStringLiteral("mp4") << h264;
        QTest::newRow("m4v") << QStringLiteral("m4v") << QStringLiteral("mp4") << h264;
        QTest::newRow("mov") << QStringLiteral("mov") << QStringLiteral("mov") << h264;
        QTest::newRow("mkv") << QStringLiteral("mkv") << QStringLiteral("matroska") << h264;
        QTest::newRow("avi") << QStringLiteral("avi") << QStringLiteral("avi") << h264;
        QTest::newRow("webm") << QStringLiteral("webm") << QStringLiteral("webm")
                              << QStringList{QStringLiteral("vp9"), QStringLiteral("vp8")};
    }

    void writesEveryContainer()
    {
        QFETCH(QString, ending);
        QFETCH(QString, container);
        QFETCH(QStringList, codecs);
        const QString path = m_folder.filePath(QStringLiteral("out: 100%.") + ending);
        const auto written = writeBarcodes(path, regular(40), {1, 25}, {25, 1});
        QVERIFY2(written, written ? "" : qPrintable(written.error().toText()));
        const auto video = test::readVideo(path);
        QVERIFY(video.valid);
        QVERIFY2(video.container.contains(container), qPrintable(video.container));
        QVERIFY2(codecs.contains(video.codec), qPrintable(video.codec));
        QCOMPARE(video.size, QSize(160, 96));
        QCOMPARE(video.frameRate, (Rational{25, 1}));
        QCOMPARE(video.pictures.size(), std::size_t{40});
        for (std::size_t i = 0; i < video.pictures.size(); ++i) {
            QCOMPARE(test::barcodeNumber(video.pictures[i].luma), static_cast<std::int64_t>(i));
            QVERIFY(isSame(video.pictures[i].pts, video.timeBase, static_cast<std::int64_t>(i), {1, 25}));
        }
        QVERIFY2(std::abs(video.seconds - 1.6) < 0.002, qPrintable(QString::number(video.seconds)));
    }

    void keepsFractionalRates_data()
    {
        QTest::addColumn<std::int64_t>("num");
        QTest::addColumn<std::int64_t>("den");
        QTest::newRow("30000/1001") << std::int64_t{30000} << std::int64_t{1001};
        QTest::newRow("24000/1001") << std::int64_t{24000} << std::int64_t{1001};
        QTest::newRow("179/6") << std::int64_t{179} << std::int64_t{6};
        QTest::newRow("15/2") << std::int64_t{15} << std::int64_t{2};
    }

    void keepsFractionalRates()
    {
        QFETCH(std::int64_t, num);
        QFETCH(std::int64_t, den);
        for (const char *ending : {"mp4", "mov"}) {
            const QString path = m_folder.filePath(QStringLiteral("rate.") + QLatin1String(ending));
            QVERIFY(writeBarcodes(path, regular(60), {den, num}, {num, den}));
            const auto video = test::readVideo(path);
            QCOMPARE(video.frameRate, (Rational{num, den}));
            QCOMPARE(video.pictures.size(), std::size_t{60});
            for (std::size_t i = 0; i < 60; ++i)
                QVERIFY(isSame(video.pictures[i].pts, video.timeBase, static_cast<std::int64_t>(i), {den, num}));
            QVERIFY(isSame(video.duration, video.timeBase, 60, {den, num}));
        }
    }

    void keepsVariableTimes()
    {
        // Counted in 1/90000 s, not from 0, and the last picture stands for half a second.
        const std::vector<std::int64_t> pts{4500, 7503, 7504, 12000, 57000, 58501, 60000};
        for (const char *ending : {"mp4", "mov"}) {
            const QString path = m_folder.filePath(QStringLiteral("variable.") + QLatin1String(ending));
            QVERIFY(writeBarcodes(path, pts, {1, 90000}, {10, 1}, 45000));
            const auto video = test::readVideo(path);
            QCOMPARE(video.pictures.size(), pts.size());
            for (std::size_t i = 0; i < pts.size(); ++i) {
                QCOMPARE(test::barcodeNumber(video.pictures[i].luma), static_cast<std::int64_t>(i));
                QVERIFY(isSame(video.pictures[i].pts, video.timeBase, pts[i] - pts[0], {1, 90000}));
            }
            QVERIFY(isSame(video.duration, video.timeBase, 60000 - 4500 + 45000, {1, 90000}));
        }
        const QString path = m_folder.filePath(QStringLiteral("variable.mkv"));
        QVERIFY(writeBarcodes(path, pts, {1, 90000}, {10, 1}, 45000));
        const auto video = test::readVideo(path);
        QCOMPARE(video.pictures.size(), pts.size());
        for (std::size_t i = 0; i < pts.size(); ++i) {
            const double expected = static_cast<double>(pts[i] - pts[0]) / 90000.0;
            QVERIFY(std::abs(static_cast<double>(video.pictures[i].pts) * video.timeBase.toDouble() - expected) <=
                    0.0021);
        }
        QVERIFY(std::abs(video.seconds - (60000 - 4500 + 45000) / 90000.0) <= 0.0011);
    }

    void aviGetsTheNearestFrame()
    {
        const QString path = m_folder.filePath(QStringLiteral("variable.avi"));
        // At 10 a second: 0, 1, (nothing), 3, 4.
        QVERIFY(writeBarcodes(path, {0, 9100, 26900, 36000}, {1, 90000}, {10, 1}, 9000));
        const auto video = test::readVideo(path);
        QCOMPARE(video.pictures.size(), std::size_t{4});
        const std::vector<std::int64_t> frames{0, 1, 3, 4};
        for (std::size_t i = 0; i < frames.size(); ++i)
            QVERIFY(isSame(video.pictures[i].pts, video.timeBase, frames[i], {1, 10}));
    }

    void copesWithAnyTimeBase_data()
    {
        QTest::addColumn<std::int64_t>("den");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("milliseconds") << std::int64_t{1000} << 1e-9;
        QTest::newRow("microseconds") << std::int64_t{1000000} << 1e-9;
        QTest::newRow("nanoseconds") << std::int64_t{1000000000} << 1e-6;
        QTest::newRow("beyond 32 bits") << std::int64_t{10000000000} << 1e-6;
    }

    void copesWithAnyTimeBase()
    {
        QFETCH(std::int64_t, den);
        QFETCH(double, tolerance);
        const QString path = m_folder.filePath(QStringLiteral("base.mp4"));
        // Ten seconds between two pictures, and no frame rate.
        const auto written = writeBarcodes(path, {0, den / 25, 10 * den}, {1, den}, {}, den / 5);
        QVERIFY2(written, written ? "" : qPrintable(written.error().toText()));
        const auto video = test::readVideo(path);
        QCOMPARE(video.pictures.size(), std::size_t{3});
        const auto seconds = [&](std::int64_t pts) { return static_cast<double>(pts) * video.timeBase.toDouble(); };
        QVERIFY(std::abs(seconds(video.pictures[1].pts) - 0.04) <= tolerance);
        QVERIFY(std::abs(seconds(video.pictures[2].pts) - 10.0) <= tolerance);
        QVERIFY(std::abs(seconds(video.duration) - 10.2) <= tolerance);
    }

    void timesThatStandStillAreSpread()
    {
        const QString path = m_folder.filePath(QStringLiteral("still.mp4"));
        QVERIFY(writeBarcodes(path, {0, 5, 5, 4, 10}, {1, 25}, {25, 1}, 1));
        const auto video = test::readVideo(path);
        QCOMPARE(video.pictures.size(), std::size_t{5});
        for (std::size_t i = 1; i < 5; ++i)
            QVERIFY(video.pictures[i].pts > video.pictures[i - 1].pts);
        QVERIFY(isSame(video.pictures[4].pts, video.timeBase, 10, {1, 25}));
    }

    void oddSizesArePadded_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QSize>("expected");
        QTest::newRow("both") << QSize(161, 97) << QSize(162, 98);
        QTest::newRow("width") << QSize(161, 96) << QSize(162, 96);
        QTest::newRow("one pixel") << QSize(1, 1) << QSize(2, 2);
    }

    void oddSizesArePadded()
    {
        QFETCH(QSize, size);
        QFETCH(QSize, expected);
        const QString path = m_folder.filePath(QStringLiteral("odd.mp4"));
        VideoEncoder encoder(path, path, *videoContainerFor(path), {25, 1});
        const cv::Mat white(size.height(), size.width(), CV_8UC4, cv::Scalar::all(255));
        for (int i = 0; i < 3; ++i)
            QVERIFY(encoder.write(white, timed(i, i, {1, 25})));
        QVERIFY(encoder.finish());
        const auto video = test::readVideo(path);
        QCOMPARE(video.size, expected);
        QCOMPARE(video.pictures.size(), std::size_t{3});
        // The padding repeats the edge: white, not black.
        double least = 0.0;
        cv::minMaxLoc(video.pictures[0].luma, &least);
        QVERIFY2(least > 225.0, qPrintable(QString::number(least)));
    }

    void picturesOfOtherSizesAreFittedIn()
    {
        const QString path = m_folder.filePath(QStringLiteral("fitted.mp4"));
        VideoEncoder encoder(path, path, *videoContainerFor(path), {25, 1});
        QVERIFY(encoder.write(cv::Mat(100, 200, CV_8UC4, cv::Scalar::all(255)), timed(0, 0, {1, 25})));
        QVERIFY(encoder.write(cv::Mat(400, 400, CV_8UC4, cv::Scalar::all(255)), timed(1, 1, {1, 25})));
        QVERIFY(encoder.finish());
        const auto video = test::readVideo(path);
        QCOMPARE(video.size, QSize(200, 100));
        QCOMPARE(video.pictures.size(), std::size_t{2});
        const cv::Mat &second = video.pictures[1].luma;
        QVERIFY(second.at<uchar>(50, 20) < 40);
        QVERIFY(second.at<uchar>(50, 100) > 215);
        QVERIFY(second.at<uchar>(50, 180) < 40);
    }

    void coloursAreBt709AndSaidSo_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::newRow("mp4") << QStringLiteral("mp4");
        QTest::newRow("mkv") << QStringLiteral("mkv");
        QTest::newRow("webm") << QStringLiteral("webm");
    }

    void coloursAreBt709AndSaidSo()
    {
        QFETCH(QString, ending);
        const QString path = m_folder.filePath(QStringLiteral("colours.") + ending);
        // BGR, and Y, U, V of limited range by BT.709's definition: Y = 16 + 219 (0.2126 R + 0.7152 G + 0.0722 B),
        // U = 128 + 224 (B - Y') / 1.8556, V = 128 + 224 (R - Y') / 1.5748.
        const std::vector<std::pair<cv::Scalar, cv::Vec3i>> colours{{{255, 255, 255}, {235, 128, 128}},
                                                                    {{0, 0, 0}, {16, 128, 128}},
                                                                    {{0, 0, 255}, {63, 102, 240}},
                                                                    {{0, 255, 0}, {173, 42, 26}},
                                                                    {{255, 0, 0}, {32, 240, 118}}};
        VideoEncoder encoder(path, path, *videoContainerFor(path), {25, 1});
        for (std::size_t i = 0; i < colours.size(); ++i) {
            const auto index = static_cast<std::int64_t>(i);
            QVERIFY(encoder.write(cv::Mat(96, 160, CV_8UC4, colours[i].first), timed(index, index, {1, 25})));
        }
        QVERIFY(encoder.finish());
        const auto video = test::readVideo(path);
        QCOMPARE(video.colourSpace, int(AVCOL_SPC_BT709));
        QCOMPARE(video.colourRange, int(AVCOL_RANGE_MPEG));
        QCOMPARE(video.primaries, int(AVCOL_PRI_BT709));
        QCOMPARE(video.transfer, int(AVCOL_TRC_BT709));
        QCOMPARE(video.pictures.size(), colours.size());
        for (std::size_t i = 0; i < colours.size(); ++i) {
            for (int plane = 0; plane < 3; ++plane) {
                const int actual = video.pictures[i].middle[plane];
                QVERIFY2(std::abs(actual - colours[i].second[plane]) <= 3,
                         qPrintable(QStringLiteral("colour %1, plane %2: %3")
                                        .arg(QString::number(i), QString::number(plane), QString::number(actual))));
            }
        }
    }

    void indexIsInFront()
    {
        const QString path = m_folder.filePath(QStringLiteral("front.mp4"));
        QVERIFY(writeBarcodes(path, regular(30), {1, 25}, {25, 1}));
        QVERIFY(test::readVideo(path).indexInFront);
    }

    void saysWhyAFileCannotBeWritten()
    {
        const QString path = m_folder.filePath(QStringLiteral("missing/out.mp4"));
        const auto written = writeBarcodes(path, regular(3), {1, 25}, {25, 1});
        QVERIFY(!written);
        QVERIFY(written.error().message.contains(QStringLiteral("out.mp4")));
    }

    /// A limit on the size of files stands for the disk that fills up mid-way.
    void failsWhenTheFileCannotGrow()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit limited = before;
        limited.rlim_cur = 200000;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &limited), 0);
        const QString path = m_folder.filePath(QStringLiteral("large.mkv"));
        VideoEncoder encoder(path, path, *videoContainerFor(path), {25, 1});
        Result<void> result;
        int written = 0;
        for (; result && written < 500; ++written) {
            cv::Mat noise(240, 320, CV_8UC4);
            cv::randu(noise, 0, 256);
            result = encoder.write(noise, timed(written, written, {1, 25}));
        }
        if (result)
            result = encoder.finish();
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(QStringLiteral("large.mkv")), qPrintable(result.error().toText()));
        QVERIFY2(result.error().message.contains(QStringLiteral("larger than")), qPrintable(result.error().toText()));
        QVERIFY2(written < 500, "a full disk is noticed while writing");
    }
};

QTEST_GUILESS_MAIN(VideoEncoderTest)
#include "tst_videoencoder.moc"
