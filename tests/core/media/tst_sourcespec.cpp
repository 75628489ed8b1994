// SPDX-License-Identifier: Apache-2.0
#include "core/media/sourcespec.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QUrl>

using namespace sightglass;

class SourceSpecTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void understandsInput_data();
    void understandsInput();
    void prefersFilesThatExist();
    void namesForPeople_data();
    void namesForPeople();
};

void SourceSpecTest::understandsInput_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("location");
    const auto add = [](const char *text, SourceKind kind, const char *location = nullptr) {
        QTest::newRow(text) << QString::fromUtf8(text) << kind
                            << QString::fromUtf8(location != nullptr ? location : text);
    };
    add("0", SourceKind::Camera, "/dev/video0");
    add("12", SourceKind::Camera, "/dev/video12");
    add(" 1 ", SourceKind::Camera, "/dev/video1");
    add("/dev/video3", SourceKind::Camera);
    add("/dev/v4l/by-id/usb-046d_HD-video-index0", SourceKind::Camera);
    add("rtsp://user:secret@cam.example:554/stream1", SourceKind::Url);
    add("http://example.org/a.mp4?x=1", SourceKind::Url);
    add("RTSP://cam/1", SourceKind::Url);
    add("udp://@239.0.0.1:1234", SourceKind::Url);
    add("videotestsrc ! videoconvert", SourceKind::GStreamer);
    add("rtspsrc location=rtsp://cam/1 ! decodebin", SourceKind::GStreamer);
    add("file:///absent/a%20clip.mp4", SourceKind::VideoFile, "/absent/a clip.mp4");
    add("file:///absent/a.jpg", SourceKind::Image, "/absent/a.jpg");
    add("/absent/clip.mp4", SourceKind::VideoFile);
    add("clip.gif", SourceKind::VideoFile);
    add("no-ending", SourceKind::VideoFile);
    add("picture.JPG", SourceKind::Image);
    add("/absent/*.png", SourceKind::ImageSequence);
    add("/absent/img??.png", SourceKind::ImageSequence);
    add("/absent/img[0-9].png", SourceKind::ImageSequence);
    add("", SourceKind::VideoFile);
    add("1234", SourceKind::VideoFile);
}

void SourceSpecTest::understandsInput()
{
    QFETCH(QString, text);
    QFETCH(SourceKind, kind);
    QFETCH(QString, location);
    const SourceSpec spec = SourceSpec::fromUserInput(text);
    QCOMPARE(int(spec.kind), int(kind));
    QCOMPARE(spec.location, location);
}

void SourceSpecTest::prefersFilesThatExist()
{
    const QTemporaryDir folder;
    QCOMPARE(SourceSpec::fromUserInput(folder.path()), (SourceSpec{SourceKind::ImageSequence, folder.path()}));
    QCOMPARE(SourceSpec::fromUserInput(QUrl::fromLocalFile(folder.path()).toString()).kind, SourceKind::ImageSequence);
    for (const char *name : {"works?.mp4", "[a].mp4", "a ! b.mp4", " spaces .mp4"}) {
        const QString path = folder.filePath(QString::fromUtf8(name));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(SourceSpec::fromUserInput(path), (SourceSpec{SourceKind::VideoFile, path}));
    }
    QCOMPARE(SourceSpec::fromUserInput(QStringLiteral("~/absent.mp4")).location,
             QDir::homePath() + QStringLiteral("/absent.mp4"));
}

void SourceSpecTest::namesForPeople_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("name");
    const auto add = [](SourceKind kind, const char *location, const char *name) {
        QTest::newRow(location) << kind << QString::fromUtf8(location) << QString::fromUtf8(name);
    };
    add(SourceKind::VideoFile, "/a/b/clip.mp4", "clip.mp4");
    add(SourceKind::VideoFile, "clip.mp4", "clip.mp4");
    add(SourceKind::ImageSequence, "/a/photos/", "photos");
    add(SourceKind::ImageSequence, "/a/photos/*.jpg", "*.jpg");
    add(SourceKind::ImageSequence, "/", "/");
    add(SourceKind::Camera, "/dev/video0", "/dev/video0");
    add(SourceKind::GStreamer, "videotestsrc ! identity", "videotestsrc ! identity");
    add(SourceKind::Url, "rtsp://cam.example/live", "rtsp://cam.example/live");
    add(SourceKind::Url, "rtsp://admin:secret@cam.example:554/live", "rtsp://cam.example:554/live");
    add(SourceKind::Url, "rtsp://admin:p@ss#1@10.0.0.2/live", "rtsp://10.0.0.2/live");
    add(SourceKind::Url, "http://cam/video.cgi?user=admin&pwd=secret", "http://cam/video.cgi");
    add(SourceKind::Url, "https://example.org/@user/clip.mp4#t=5", "https://example.org/@user/clip.mp4");
    add(SourceKind::Url, "rtsp://admin:secret@cam", "rtsp://cam");
}

void SourceSpecTest::namesForPeople()
{
    QFETCH(SourceKind, kind);
    QFETCH(QString, location);
    QFETCH(QString, name);
    QCOMPARE((SourceSpec{kind, location}).displayName(), name);
}

QTEST_GUILESS_MAIN(SourceSpecTest)
#include "tst_sourcespec.moc"
