// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/core/media/madeclip.h"

#include <opencv2/core.hpp>

#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace sightglass;

/// Whole clips, read from end to end. Expected values are those of ffprobe and of the files' headers.
class FileSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void readsWholeClips_data();
    void readsWholeClips();
    void keepsVariableFrameRates_data();
    void keepsVariableFrameRates();
    void deliversSeparateBuffers();
    void appliesOrientation_data();
    void appliesOrientation();
    void opensAgain();
    void stopsWhenAborted();
    void tellsHowFarItsOpeningIs();
    void keepsTheFirstSizeOfJoinedRecordings_data();
    void keepsTheFirstSizeOfJoinedRecordings();
};

void FileSourceTest::readsWholeClips_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("frameCount");
    QTest::addColumn<qint64>("rateNum");
    QTest::addColumn<qint64>("rateDen");
    const auto add = [](const char *path, int width, int height, int count, qint64 num, qint64 den) {
        QTest::newRow(path) << QStringLiteral("clips/") + QString::fromUtf8(path) << QSize(width, height) << count
                            << num << den;
    };
    add("bikes_640x272.mp4", 640, 272, 250, 25, 1);
    add("car-detection.mp4", 768, 432, 377, 25, 2);
    add("bottle-detection.mp4", 640, 360, 1189, 179, 6);
    add("street_london_TestV4.mp4", 1280, 720, 151, 38912, 1299); // 152 in the header, the last one cut off by an edit
    add("dashcam_coach_67f.mp4", 1280, 720, 67, 30, 1);
    add("smpte_timecode_1080p25.mp4", 1920, 1080, 251, 25, 1);
    add("vfr_ceiling_cam_960x544.mp4", 960, 544, 387, 34830000, 2732399);
    add("vfr_subtitles.m4v", 640, 480, 123, 24600, 1469);
    add("portrait_144x256.mp4", 144, 256, 360, 30, 1);
    add("portrait_ios9_rot90.mov", 720, 1280, 14, 30, 1);
    add("webm_vp8_bbb30s.webm", 1280, 720, 720, 24, 1);
    add("asl_hungry.mkv", 640, 480, 49, 30, 1);
    add("animated_30f.gif", 314, 273, 30, 10, 1);
    add("bw_chaplin_mp3audio.mp4", 640, 360, 241, 25, 1);
    add("audio_track_broken.mp4", 640, 360, 280, 25, 1);
    add("carphone_qcif_sar.mp4", 193, 144, 120, 30000, 1001); // 176 * 128 / 117 = 192.5
    add("flv_vp6_112x80.flv", 112, 80, 174, 10, 1);
    add("mpeg1_ps_640x480.mpg", 640, 480, 250, 25, 1);
    add("edge/-video-with-dash-1x1px.mp4", 1, 1, 5, 1, 1);
    add("edge/15s.mkv", 20, 20, 450, 30, 1);
    add("edge/audio_video_with_jpg_thumbnail.mp4", 684, 384, 77, 25, 1);
    add("edge/awesome'movie.mov", 640, 480, 123, 24600, 1469);
    add("edge/busAv1.webm", 286, 160, 25, 25, 1); // 160 * 143 / 80
    add("edge/busMpeg4.mp4", 286, 160, 25, 25, 1);
    add("edge/color_matrix.mp4", 960, 540, 24, 25, 1);
    add("edge/color_matrix_180_deg_clockwise.mp4", 960, 540, 24, 25, 1);
    add("edge/color_matrix_90_deg_clockwise.mp4", 540, 960, 24, 25, 1);
    add("edge/color_matrix_mirrored.mp4", 960, 540, 24, 25, 1);
    add("edge/colors.ogv", 213, 120, 7, 25, 1); // 160 * 213 / 160
    add("edge/container.avi", 64, 64, 5, 5, 1);
    add("edge/container.mkv", 64, 64, 5, 5, 1);
    add("edge/container.mpeg", 64, 64, 25, 25, 1);
    add("edge/container.wmv", 64, 64, 25, 25, 1);
    add("edge/duration_issues.webm", 640, 480, 10, 25, 1);
    add("edge/file+with+data&streams=works?.mp4", 480, 320, 309, 30, 1);
    add("edge/h264_gray.mp4", 64, 64, 18, 5, 1);
    add("edge/h264_yuv420p10le.mp4", 64, 64, 18, 5, 1);
    add("edge/h264_yuv444p.mp4", 64, 64, 18, 5, 1);
    add("edge/h264_yuvj420p.mp4", 64, 64, 18, 5, 1);
    add("edge/multitrack.mkv", 1920, 1080, 375, 25, 1);
    add("edge/one_red_frame.mp4", 192, 108, 1, 1, 1);
    add("edge/par_2_3.mp4", 128, 108, 1, 1, 1); // 192 * 2 / 3
}

void FileSourceTest::readsWholeClips()
{
    QFETCH(QString, path);
    QFETCH(QSize, size);
    QFETCH(int, frameCount);
    QFETCH(qint64, rateNum);
    QFETCH(qint64, rateDen);
    SIGHTGLASS_TESTDATA(file, path);

    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->size, size);
    QCOMPARE(info->frameCount.value(), frameCount);
    QCOMPARE(info->frameRate, (Rational{rateNum, rateDen}));
    QVERIFY(info->seekable);
    QVERIFY(!info->live);
    QVERIFY(info->format.contains(QLatin1Char(',')));

    int count = 0;
    Frame last;
    Frame frame;
    while (true) {
        const auto status = source->read(frame);
        QVERIFY2(status, qPrintable(status ? QString() : status.error().toText()));
        if (*status == FrameSource::ReadStatus::End)
            break;
        QCOMPARE(*status, FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.image.type(), CV_8UC3);
        QVERIFY(frame.image.isContinuous());
        QCOMPARE(QSize(frame.image.cols, frame.image.rows), size);
        QVERIFY(frame.duration > 0);
        if (count == 0) {
            QCOMPARE(frame.pts, 0);
            QCOMPARE(frame.id.index, 0);
        } else {
            QVERIFY(frame.id.index > last.id.index);
            QVERIFY(frame.pts > last.pts);
        }
        ++count;
        last = frame;
    }
    QCOMPARE(count, frameCount);
    QCOMPARE(last.id.index, frameCount - 1);
    QVERIFY(info->duration >= last.seconds());
    const auto again = source->read(frame);
    QVERIFY(again && *again == FrameSource::ReadStatus::End);
}

void FileSourceTest::keepsVariableFrameRates_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QList<int>>("indices");
    QTest::addColumn<QList<qint64>>("pts");
    QTest::newRow("ceiling camera") << QStringLiteral("clips/vfr_ceiling_cam_960x544.mp4")
                                    << QList<int>{0, 1, 2, 7, 50, 100, 386}
                                    << QList<qint64>{0, 7061, 14120, 49422, 353023, 706046, 2725339};
    QTest::newRow("subtitles") << QStringLiteral("clips/vfr_subtitles.m4v") << QList<int>{122, 100, 50, 7, 2, 1, 0}
                               << QList<qint64>{4367, 3487, 1872, 320, 120, 80, 0};
    QTest::newRow("ogg") << QStringLiteral("clips/edge/colors.ogv") << QList<int>{1, 6, 0, 2}
                         << QList<qint64>{64, 374, 0, 125};
}

void FileSourceTest::keepsVariableFrameRates()
{
    QFETCH(QString, path);
    QFETCH(QList<int>, indices);
    QFETCH(QList<qint64>, pts);
    SIGHTGLASS_TESTDATA(file, path);
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    QVERIFY(source->open());
    for (qsizetype i = 0; i < indices.size(); ++i) {
        QVERIFY(source->seek(indices[i]));
        Frame frame;
        QVERIFY(source->read(frame));
        QCOMPARE(frame.id.index, indices[i]);
        QCOMPARE(frame.pts, pts[i]);
    }
}

void FileSourceTest::deliversSeparateBuffers()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/bikes_640x272.mp4"));
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    QVERIFY(source->open());
    Frame first;
    Frame second;
    QVERIFY(source->read(first));
    const cv::Mat copy = first.image.clone();
    QVERIFY(source->read(second));
    QVERIFY(first.image.data != second.image.data);
    QCOMPARE(cv::norm(first.image, copy, cv::NORM_INF), 0.0);
}

void FileSourceTest::appliesOrientation_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("rotation"); // cv::RotateFlags, or -1 for a mirror image
    QTest::newRow("180") << QStringLiteral("clips/edge/color_matrix_180_deg_clockwise.mp4") << int(cv::ROTATE_180);
    QTest::newRow("90") << QStringLiteral("clips/edge/color_matrix_90_deg_clockwise.mp4")
                        << int(cv::ROTATE_90_CLOCKWISE);
    QTest::newRow("mirrored") << QStringLiteral("clips/edge/color_matrix_mirrored.mp4") << -1;
}

void FileSourceTest::appliesOrientation()
{
    QFETCH(QString, path);
    QFETCH(int, rotation);
    SIGHTGLASS_TESTDATA(plain, QStringLiteral("clips/edge/color_matrix.mp4"));
    SIGHTGLASS_TESTDATA(turned, path);
    Frame expected;
    Frame actual;
    const auto plainSource = makeFrameSource({SourceKind::VideoFile, plain});
    const auto turnedSource = makeFrameSource({SourceKind::VideoFile, turned});
    QVERIFY(plainSource->open() && plainSource->read(expected));
    QVERIFY(turnedSource->open() && turnedSource->read(actual));
    cv::Mat wanted;
    if (rotation < 0)
        cv::flip(expected.image, wanted, 1);
    else
        cv::rotate(expected.image, wanted, rotation);
    QCOMPARE(cv::norm(actual.image, wanted, cv::NORM_INF), 0.0);
    QVERIFY(actual.image.size() != expected.image.size() || cv::norm(actual.image, expected.image, cv::NORM_INF) > 50);
}

void FileSourceTest::opensAgain()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/edge/container.avi"));
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    Frame frame;
    QVERIFY(!source->read(frame));
    QVERIFY(!source->seek(0));
    QVERIFY(source->open());
    QVERIFY(source->read(frame));
    QVERIFY(source->open());
    QVERIFY(source->read(frame));
    QCOMPARE(frame.id.index, 0);
}

void FileSourceTest::stopsWhenAborted()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/edge/container.avi"));
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    QVERIFY(source->open());
    source->abort();
    Frame frame;
    QVERIFY(!source->read(frame));
    QVERIFY(!source->seek(1));
    QVERIFY(!source->open());
}

void FileSourceTest::tellsHowFarItsOpeningIs()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("long.avi"));
    QVERIFY(test::makeClip("-f lavfi -i color=size=16x16:rate=1000 -t 100 -c:v rawvideo", path));
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    QVERIFY(!source->openingProgress());
    std::atomic<bool> over = false;
    std::vector<double> told;
    std::thread watcher([&] {
        while (!over)
            if (const auto progress = source->openingProgress(); progress && (told.empty() || told.back() != *progress))
                told.push_back(*progress);
    });
    const auto info = source->open();
    over = true;
    watcher.join();
    QVERIFY(info);
    QCOMPARE(*info->frameCount, 100000);
    QVERIFY(!source->openingProgress());
    QVERIFY(!told.empty());
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    QVERIFY(told.front() >= 0.0 && told.back() > 0.0 && told.back() <= 1.0);
}

void FileSourceTest::keepsTheFirstSizeOfJoinedRecordings_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<int>("pictures");
    // libav's decoder forgets the picture that it holds back where the size changes, for the program ffmpeg, too. Times
    // that repeat themselves leave pictures to be counted: those after it are one less.
    QTest::newRow("MPEG-2") << QByteArray("mpeg2video") << 59;
    QTest::newRow("H.264") << QByteArray("libx264 -preset fast") << 60;
    QTest::newRow("MPEG-4") << QByteArray("mpeg4") << 60;
}

/// Two recordings of a broadcast, one after the other in a file: every picture of both, in order, and a seek across.
void FileSourceTest::keepsTheFirstSizeOfJoinedRecordings()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    QFETCH(QByteArray, coding);
    QFETCH(int, pictures);
    const QTemporaryDir dir;
    QByteArray joined;
    for (const char *size : {"128x96", "192x112"}) {
        const QString part = dir.filePath(QString::fromLatin1(size) + QStringLiteral(".ts"));
        const QByteArray words = QByteArray("-f lavfi -i testsrc2=rate=25:size=") + size +
                                 " -frames:v 30 -pix_fmt yuv420p -g 10 -c:v " + coding;
        QVERIFY(test::makeClip(words.constData(), part));
        joined += test::contentOf(part);
    }
    const QString path = dir.filePath(QStringLiteral("joined.ts"));
    QVERIFY(test::write(path, joined));
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->size, QSize(128, 96));
    QCOMPARE(info->frameCount, std::optional<std::int64_t>(60));
    std::vector<cv::Mat> images;
    Frame frame;
    for (auto status = source->read(frame); status && *status == FrameSource::ReadStatus::Frame;
         status = source->read(frame)) {
        QCOMPARE(frame.id.index, static_cast<std::int64_t>(images.size()));
        QCOMPARE(frame.image.size(), cv::Size(128, 96));
        images.push_back(frame.image);
    }
    QCOMPARE(static_cast<int>(images.size()), pictures);
    for (const int index : {45, 12, pictures - 1, 30, 29}) {
        QVERIFY(source->seek(index));
        QVERIFY(source->read(frame));
        QCOMPARE(frame.id.index, index);
        QCOMPARE(cv::norm(frame.image, images[static_cast<std::size_t>(index)], cv::NORM_INF), 0.0);
    }
}

QTEST_GUILESS_MAIN(FileSourceTest)
#include "tst_filesource.moc"
