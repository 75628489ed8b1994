// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/sourcespec.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QUrl>

using namespace sightglass;

class SourceSpecTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void understandsInput_data();
    void understandsInput();
    void isWrittenAsItIsRead();
    void namesWhatIsNotUnderstood_data();
    void namesWhatIsNotUnderstood();
    void knowsAnAddressWithOneSlash();
    void prefersFilesThatExist();
    void takesPipelinesFromTheCommandLine();
    void takesLittleFromOutside_data();
    void takesLittleFromOutside();
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
    add("videotestsrc ! videoconvert", SourceKind::VideoFile);
    add("http://cam/x ! filesink location=/absent/x", SourceKind::Url);
    add("file:///absent/a%20clip.mp4", SourceKind::VideoFile, "/absent/a clip.mp4");
    add("file:///absent/a.jpg", SourceKind::Image, "/absent/a.jpg");
    add("/absent/clip.mp4", SourceKind::VideoFile);
    add("clip.gif", SourceKind::VideoFile);
    add("no-ending", SourceKind::VideoFile);
    add("picture.JPG", SourceKind::Image);
    add("/absent/*.png", SourceKind::ImageSequence);
    add("/absent/img??.png", SourceKind::ImageSequence);
    add("/absent/img%04d.png", SourceKind::ImageSequence);
    add("/absent/%d.jpg", SourceKind::ImageSequence);
    add("/absent/%03d.mp4", SourceKind::VideoFile);
    add("/absent/%d of %d.jpg", SourceKind::Image);
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

/// What a source is written as, in settings, sessions and on the command line, is read as the same source.
void SourceSpecTest::isWrittenAsItIsRead()
{
    const QStringList forms{
        QStringLiteral("N"),
        QStringLiteral("N,NxN"),
        QStringLiteral("N,NxN@N,mjpeg"),
        QStringLiteral("N,@N/N"),
        QStringLiteral("/dev/videoN,nv12"),
        QStringLiteral("/dev/v4l/by-id/usb-046d_C920_W-video-index0,NxN@N"),
        QStringLiteral("/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0"),
        QStringLiteral("screen"),
        QStringLiteral("screen:NxN+N+N"),
        QStringLiteral("screen:0xN"),
        QStringLiteral("rtsp://W:W@W.example:N/W?W=N"),
        QStringLiteral("udp://@239.0.0.N:N"),
        QStringLiteral("HTTP://W/W,N.mp4"),
        QStringLiteral("/absent/W W/N.mp4"),
        QStringLiteral("~/absent W.jpg"),
        QStringLiteral("W,N.avi"),
        QStringLiteral("./N"),
        QStringLiteral("/absent/*.W.png"),
        QStringLiteral("/absent/W%04d.png"),
        QStringLiteral("/absent/W[N].jpg"),
        QStringLiteral("file:///absent/W%20W.mp4"),
    };
    QRandomGenerator random(3);
    for (int round = 0; round < 50; ++round) {
        for (const QString &form : forms) {
            QString text;
            for (const QChar letter : form) {
                if (letter == QLatin1Char('N'))
                    text += QString::number(random.bounded(1, 100));
                else if (letter == QLatin1Char('W'))
                    text += QStringLiteral("absent") + QChar(u'a' + random.bounded(26));
                else
                    text += letter;
            }
            const SourceSpec spec = SourceSpec::fromUserInput(text);
            QVERIFY2(!spec.problem(), qPrintable(text));
            QVERIFY2(SourceSpec::fromUserInput(spec.location) == spec, qPrintable(text));
            QVERIFY2(SourceSpec::fromCommandLine(spec.location) == spec, qPrintable(text));
            QVERIFY2(spec.isSameAs(spec), qPrintable(text));
        }
    }
}

void SourceSpecTest::namesWhatIsNotUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto add = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(part);
    };
    add("0,640x", "\"640x\"");
    add("/dev/video3,fast", "\"fast\"");
    add("screen:640", "screen:640 ");
    add("screen:0x0+1", "screen:0x0+1 ");
    add("rtsp://ann:p#w@camera/1", "\"#\"");
    add("rtps://camera/1", "rtps:// ");
}

void SourceSpecTest::namesWhatIsNotUnderstood()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto problem = SourceSpec::fromUserInput(text).problem();
    QVERIFY(problem.has_value());
    QVERIFY2(problem->message.contains(part), qPrintable(problem->message));
    QVERIFY(!problem->suggestion.isEmpty());
}

void SourceSpecTest::knowsAnAddressWithOneSlash()
{
    for (const char *text : {"rtsp:/camera/1", "HTTP:camera/1"}) {
        const auto info = makeFrameSource(SourceSpec::fromUserInput(QString::fromLatin1(text)))->open();
        QVERIFY(!info);
        QVERIFY2(info.error().suggestion.contains(QLatin1String("two slashes")), qPrintable(info.error().toText()));
    }
    const auto file = makeFrameSource(SourceSpec::fromUserInput(QStringLiteral("/absent/http:a.mp4")))->open();
    QVERIFY(!file);
    QVERIFY(!file.error().suggestion.contains(QLatin1String("two slashes")));
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

void SourceSpecTest::takesPipelinesFromTheCommandLine()
{
    for (const char *text : {"videotestsrc ! videoconvert", "rtspsrc location=rtsp://cam/1 ! decodebin"}) {
        const QString pipeline = QString::fromUtf8(text);
        QCOMPARE(SourceSpec::fromCommandLine(pipeline), (SourceSpec{SourceKind::GStreamer, pipeline, true}));
    }
    // Another program may have put a link there: what begins as a URL is one.
    const QString link = QStringLiteral("http://cam/x ! filesink location=/absent/x");
    QCOMPARE(SourceSpec::fromCommandLine(link), (SourceSpec{SourceKind::Url, link}));
    QCOMPARE(SourceSpec::fromCommandLine(QStringLiteral("0")).kind, SourceKind::Camera);
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("a ! b.mp4")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(SourceSpec::fromCommandLine(file.fileName()), (SourceSpec{SourceKind::VideoFile, file.fileName()}));
}

void SourceSpecTest::takesLittleFromOutside_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("message");
    const auto takes = [](const char *text, const char *location) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(location) << QString();
    };
    const auto refuses = [](const char *text, const char *message) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString() << QString::fromUtf8(message);
    };
    takes(" rtsp://cam.example/1\n", "rtsp://cam.example/1");
    takes("HTTPS://cam.example/a%20!%20b?x=1", "HTTPS://cam.example/a%20!%20b?x=1");
    takes("udp://@239.0.0.1:1234", "udp://@239.0.0.1:1234");
    takes("file:///absent/a%20clip.mp4", "/absent/a clip.mp4");
    takes("/", "/");
    refuses("videotestsrc ! filesink location=/absent/x", "GStreamer pipeline");
    refuses("gst-launch-1.0 filesink", "GStreamer pipeline");
    refuses("http://cam.example/x ! filesink location=/absent/x", "no spaces");
    refuses("javascript:alert(1)", "neither a file");
    refuses("javascript://x/%0Aalert(1)", "javascript://");
    refuses("concat:///a|/b", "concat://");
    refuses("tee:///absent/x", "tee://");
    refuses("0", "neither a file");
    refuses("/absent/clip.mp4", "neither a file");
    refuses("*.png", "neither a file");
    refuses("", "neither a file");
}

void SourceSpecTest::takesLittleFromOutside()
{
    QFETCH(QString, text);
    QFETCH(QString, location);
    QFETCH(QString, message);
    const auto spec = SourceSpec::fromOutside(text);
    QCOMPARE(spec.ok(), message.isEmpty());
    if (spec) {
        QCOMPARE(spec->location, location);
        QVERIFY(spec->kind != SourceKind::GStreamer);
    } else {
        QVERIFY2(spec.error().message.contains(message), qPrintable(spec.error().toText()));
        QVERIFY(!spec.error().suggestion.isEmpty());
    }
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
