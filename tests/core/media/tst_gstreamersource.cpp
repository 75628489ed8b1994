// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/support/testcase.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <chrono>
#include <future>

using namespace sightglass;

class GStreamerSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPicture();
    void keepsAnAppsinkOfTheUser();
    void squaresPixels();
    void livePipelinesDropAndWait();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void abortEndsReading();
    void refusesWhatMayDoMore_data();
    void refusesWhatMayDoMore();
};

namespace
{

std::unique_ptr<FrameSource> sourceOf(const char *description)
{
    return makeFrameSource({SourceKind::GStreamer, QString::fromUtf8(description)});
}

} // namespace

void GStreamerSourceTest::readsEveryPicture()
{
    const auto source =
        sourceOf("videotestsrc num-buffers=20 pattern=red ! video/x-raw,width=62,height=48,framerate=30000/1001");
    for (int pass = 0; pass < 2; ++pass) {
        const auto info = source->open();
        QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
        QCOMPARE(info->size, QSize(62, 48));
        QCOMPARE(info->frameRate, (Rational{30000, 1001}));
        QVERIFY(!info->live);
        QVERIFY(!info->seekable);
        Frame frame;
        for (int i = 0; i < 20; ++i) {
            const auto status = source->read(frame);
            QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
            QCOMPARE(frame.id.index, i);
            QVERIFY(qAbs(frame.seconds() - i * 1001 / 30000.0) < 1e-6);
            QVERIFY(frame.duration > 0);
            QVERIFY(frame.image.isContinuous());
            const auto pixel = frame.image.at<cv::Vec3b>(47, 61);
            QVERIFY(pixel[0] < 5 && pixel[1] < 5 && pixel[2] > 250);
        }
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::End);
    }
    QVERIFY(!source->seek(0));
}

void GStreamerSourceTest::keepsAnAppsinkOfTheUser()
{
    Frame frame;
    const auto good =
        sourceOf("videotestsrc num-buffers=3 ! video/x-raw,format=BGR,width=32,height=16 ! appsink name=mine");
    QVERIFY(good->open());
    QVERIFY(good->read(frame));
    QCOMPARE(frame.image.size(), cv::Size(32, 16));
    const auto wrong = sourceOf("videotestsrc num-buffers=3 ! video/x-raw,format=GRAY8,width=32,height=16 ! appsink");
    const auto opened = wrong->open();
    QVERIFY(!opened);
    QVERIFY(opened.error().suggestion.contains(QLatin1String("videoconvert")));
}

void GStreamerSourceTest::squaresPixels()
{
    const auto source = sourceOf("videotestsrc num-buffers=2 ! video/x-raw,width=100,height=50,pixel-aspect-ratio=2/1");
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(qRound(100.0 * info->size.width() / info->size.height()), 400);
}

void GStreamerSourceTest::livePipelinesDropAndWait()
{
    const auto source = sourceOf("videotestsrc is-live=true ! video/x-raw,width=32,height=16,framerate=2/1");
    const auto info = source->open();
    QVERIFY(info);
    QVERIFY(info->live);
    Frame frame;
    int waits = 0;
    for (int frames = 0; frames < 3;) {
        const auto status = source->read(frame);
        QVERIFY(status);
        if (*status == FrameSource::ReadStatus::NoData)
            ++waits;
        else
            QCOMPARE(frame.id.index, frames++);
    }
    QVERIFY(waits > 2);
}

void GStreamerSourceTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("description");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("suggestion");
    const auto add = [](const char *name, const char *description, const char *message, const char *suggestion) {
        QTest::newRow(name) << QString::fromUtf8(description) << QString::fromUtf8(message)
                            << QString::fromUtf8(suggestion);
    };
    add("missing element", "nosuchsrc ! identity", "\"nosuchsrc\"", "spelling");
    add("missing package", "videotestsrc ! avdec_nosuch", "\"avdec_nosuch\"", "gstreamer1.0-libav");
    add("syntax", "videotestsrc ! ! identity", "cannot be built", "gst-launch-1.0");
    add("absent file", "filesrc location=/absent/x.raw ! videoparse", "", "");
    add("no picture", "videotestsrc num-buffers=0 ! identity", "before its first picture", "delivers");
}

void GStreamerSourceTest::saysWhatIsWrong()
{
    QFETCH(QString, description);
    QFETCH(QString, message);
    QFETCH(QString, suggestion);
    const auto info = makeFrameSource({SourceKind::GStreamer, description})->open();
    QVERIFY(!info);
    QVERIFY2(info.error().message.contains(message), qPrintable(info.error().toText()));
    QVERIFY2(info.error().suggestion.contains(suggestion), qPrintable(info.error().toText()));
}

void GStreamerSourceTest::abortEndsReading()
{
    // Half a minute between two pictures, and not live: read() waits.
    const auto source = sourceOf("videotestsrc ! video/x-raw,width=32,height=16,framerate=1/30 ! identity sync=true");
    const auto opened = source->open();
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().toText()));
    auto reading = std::async(std::launch::async, [&source] {
        Frame frame;
        while (source->read(frame)) {
        }
    });
    QCOMPARE(int(reading.wait_for(std::chrono::milliseconds(500))), int(std::future_status::timeout));
    QElapsedTimer time;
    time.start();
    source->abort();
    reading.wait();
    QVERIFY2(time.elapsed() < 1500, qPrintable(QString::number(time.elapsed())));
}

void GStreamerSourceTest::refusesWhatMayDoMore_data()
{
    QTest::addColumn<QString>("description");
    QTest::addColumn<QString>("element");
    const auto add = [](const char *description, const char *element) {
        QTest::newRow(description) << QString::fromUtf8(description) << QString::fromUtf8(element);
    };
    add("videotestsrc ! tee name=t ! queue ! filesink location=%1 t. ! queue", "filesink");
    add("videotestsrc ! jpegenc ! multifilesink location=%1 videotestsrc", "multifilesink");
    add("videotestsrc ! tee name=t ! fakesink t. ! queue", "fakesink");
    add("videotestsrc ! udpsink videotestsrc", "udpsink");
    add("( videotestsrc ! filesink location=%1 ) videotestsrc", "filesink");
    add("playbin uri=file:///absent videotestsrc", "playbin");
    add("videotestsrc ! jpegenc ! avimux ! avidemux ! jpegdec", "avimux");
    add("videotestsrc ! jpegenc ! jpegdec", "jpegenc");
    add("videotestsrc ! fdsink fd=1 videotestsrc", "fdsink");
}

void GStreamerSourceTest::refusesWhatMayDoMore()
{
    QFETCH(QString, description);
    QFETCH(QString, element);
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("written"));
    if (description.contains(QLatin1String("%1")))
        description = description.arg(target);
    const auto info = makeFrameSource({SourceKind::GStreamer, description})->open();
    QVERIFY(!info);
    QVERIFY2(info.error().message.contains(QLatin1String("nobody typed it")), qPrintable(info.error().toText()));
    QVERIFY2(info.error().message.contains(element), qPrintable(info.error().toText()));
    QVERIFY(!QFile::exists(target));
}

QTEST_GUILESS_MAIN(GStreamerSourceTest)
#include "tst_gstreamersource.moc"
