// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/streamsource.h"
#include "tests/core/media/fakedevice.h"
#include "tests/core/media/localserver.h"
#include "tests/support/streamprocess.h"
#include "tests/support/testcase.h"

extern "C" {
#include <libavformat/avio.h>
}

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <functional>

using namespace sightglass;
using namespace std::chrono_literals;
using test::LocalServer;
using test::StreamProcess;
using Status = FrameSource::ReadStatus;

namespace
{

struct Reading
{
    int frames = 0;
    int waits = 0; ///< How often there was nothing.
    std::optional<Error> error;
    bool ended = false;
    std::vector<double> times; ///< Of the frames, in seconds.
    Clock::duration longest{}; ///< One call.
};

/// Reads so many frames, or until it is over, or has had nothing so often one after another.
Reading readOn(FrameSource &source, int frames, int patience = 100)
{
    Reading reading;
    int waits = 0;
    while (reading.frames < frames && waits < patience) {
        Frame frame;
        const auto asked = Clock::now();
        const auto status = source.read(frame);
        reading.longest = std::max(reading.longest, Clock::now() - asked);
        if (!status) {
            reading.error = status.error();
            break;
        }
        reading.ended = *status == Status::End;
        if (reading.ended)
            break;
        waits = *status == Status::NoData ? waits + 1 : 0;
        reading.waits += *status == Status::NoData ? 1 : 0;
        if (*status == Status::Frame) {
            ++reading.frames;
            reading.times.push_back(frame.seconds());
        }
    }
    return reading;
}

/// All that a server sends over one connection.
QByteArray download(const StreamProcess &server)
{
    QByteArray bytes;
    AVIOContext *connection = nullptr;
    if (avio_open(&connection, server.url().toUtf8().constData(), AVIO_FLAG_READ) < 0)
        return bytes;
    std::array<char, 4096> part{};
    int size = 0;
    while ((size = avio_read(connection, reinterpret_cast<unsigned char *>(part.data()), int(part.size()))) > 0)
        bytes.append(part.data(), size);
    avio_close(connection);
    return bytes;
}

const QStringList recorded{QStringLiteral("ahead"), QStringLiteral("rate=25"), QStringLiteral("frames=250")};

} // namespace

class LiveStreamsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void waitsAreShort_data();
    void waitsAreShort();
    void arrivalIsTheTimeOfMotionJpeg();
    void transfersWithoutALengthThatComeAheadAreRecordings_data();
    void transfersWithoutALengthThatComeAheadAreRecordings();
    void transfersWithALengthAreRecordings();
    void aShortTransferIsABreak();
    void saysThatTheIndexIsAtTheEnd();
    void anotherCodingIsABreak_data();
    void anotherCodingIsABreak();
    void everyPictureHasItsOwnSize_data();
    void everyPictureHasItsOwnSize();
    void aDeviceDecodesWhileTheSizeStays();
};

void LiveStreamsTest::waitsAreShort_data()
{
    QTest::addColumn<QString>("mode");
    for (const QString &mode : test::stoppableStreams())
        QTest::newRow(qPrintable(mode)) << mode;
}

/// A server that stops makes nobody wait, and one that is killed is an Error.
void LiveStreamsTest::waitsAreShort()
{
    QFETCH(QString, mode);
    StreamProcess server(mode);
    QVERIFY(server.port() > 0);
    const auto source = makeFrameSource({SourceKind::Url, server.url()});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(info->live);
    QVERIFY(!info->isPaced());
    QCOMPARE(info->size, QSize(64, 48));
    QCOMPARE(readOn(*source, 5).frames, 5);
    server.stop();
    Reading stopped = readOn(*source, 1000, 10);
    QVERIFY(!stopped.error);
    QVERIFY(stopped.waits >= 10);
    QVERIFY(stopped.longest < 1s);
    server.goOn();
    QCOMPARE(readOn(*source, 5).frames, 5);
    server.kill();
    stopped = readOn(*source, 1000, mode == QLatin1String("udp") ? 10 : 100);
    QCOMPARE(stopped.error.has_value(), mode != QLatin1String("udp"));
    QVERIFY(!stopped.ended);
}

void LiveStreamsTest::arrivalIsTheTimeOfMotionJpeg()
{
    const StreamProcess server(QStringLiteral("mjpeg"), {QStringLiteral("rate=15")});
    const auto source = makeFrameSource({SourceKind::Url, server.url()});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(!info->frameRate.isValid());
    const Reading reading = readOn(*source, 46);
    QCOMPARE(reading.frames, 46);
    QVERIFY2(qAbs(reading.times.back() - 3.0) < 0.3, qPrintable(QString::number(reading.times.back())));
    QVERIFY(std::is_sorted(reading.times.begin(), reading.times.end(), std::less_equal<>()));
}

void LiveStreamsTest::transfersWithoutALengthThatComeAheadAreRecordings_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("MPEG-TS") << QStringLiteral("ts");
    QTest::newRow("Matroska") << QStringLiteral("mkv");
}

void LiveStreamsTest::transfersWithoutALengthThatComeAheadAreRecordings()
{
    QFETCH(QString, mode);
    const StreamProcess server(mode, recorded);
    const auto source = makeFrameSource({SourceKind::Url, server.url()});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(!info->live);
    QVERIFY(info->isPaced());
    const Reading reading = readOn(*source, 1000);
    QVERIFY2(reading.ended, qPrintable(reading.error ? reading.error->toText() : QString()));
    QCOMPARE(reading.frames, 250);
    QVERIFY(qAbs(reading.times.back() - 249 / 25.0) < 0.01);
}

void LiveStreamsTest::transfersWithALengthAreRecordings()
{
    const StreamProcess recorder(QStringLiteral("ts"), recorded);
    const LocalServer server(LocalServer::httpAnswer("200 OK", download(recorder)));
    const auto source = makeFrameSource({SourceKind::Url, server.url(QStringLiteral("http"))});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(!info->live);
    const Reading reading = readOn(*source, 1000);
    QVERIFY(reading.ended);
    QCOMPARE(reading.frames, 250);
}

void LiveStreamsTest::aShortTransferIsABreak()
{
    const StreamProcess recorder(QStringLiteral("ts"), recorded);
    QByteArray answer = LocalServer::httpAnswer("200 OK", download(recorder));
    answer.chop(answer.size() / 2);
    const LocalServer server(answer);
    const auto source = makeFrameSource({SourceKind::Url, server.url(QStringLiteral("http"))});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    const Reading reading = readOn(*source, 1000);
    QVERIFY(reading.error);
    QVERIFY2(reading.frames > 100 && reading.frames < 130, qPrintable(QString::number(reading.frames)));
}

void LiveStreamsTest::saysThatTheIndexIsAtTheEnd()
{
    // Longer than what libav keeps of a transfer.
    const StreamProcess server(QStringLiteral("mp4"), {QStringLiteral("ahead"), QStringLiteral("frames=4000")});
    const auto info = makeFrameSource({SourceKind::Url, server.url()})->open();
    QVERIFY(!info);
    QVERIFY2(info.error().message.contains(QLatin1String("index at the end")), qPrintable(info.error().toText()));
    QVERIFY(info.error().suggestion.contains(QLatin1String("faststart")));
}

void LiveStreamsTest::anotherCodingIsABreak_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("then");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::newRow("in another place") << QStringLiteral("mpeg2video") << QStringLiteral("libx264")
                                      << QStringLiteral("moves") << QStringLiteral("in another format");
    // Nothing tells of it but that there are no more pictures.
    const auto nothing = QStringLiteral("time-out|makes a picture");
    QTest::newRow("no packets any more") << QStringLiteral("libx264") << QStringLiteral("mpeg4") << QString()
                                         << nothing;
    QTest::newRow("packets of no use") << QStringLiteral("libx264") << QStringLiteral("libx265") << QString()
                                       << nothing;
}

/// A live stream whose coding changes has to be opened anew, once all that came before has been shown.
void LiveStreamsTest::anotherCodingIsABreak()
{
    QFETCH(QString, first);
    QFETCH(QString, then);
    QFETCH(QString, place);
    QFETCH(QString, message);
    const StreamProcess server(QStringLiteral("ts"), {QStringLiteral("frames=30"), QStringLiteral("becomes=") + then,
                                                      QStringLiteral("codec=") + first, place});
    const auto source = makeFrameSource({SourceKind::Url, server.url()});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(info->live);
    const Reading reading = readOn(*source, 1000, 250);
    QVERIFY(reading.error);
    QVERIFY2(reading.error->message.contains(QRegularExpression(message)), qPrintable(reading.error->toText()));
    // The demultiplexer and its parser keep one each that they have no end of.
    QVERIFY2(reading.frames >= 28 && reading.frames <= 30, qPrintable(QString::number(reading.frames)));
}

void LiveStreamsTest::everyPictureHasItsOwnSize_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("codec");
    QTest::newRow("RTSP") << QStringLiteral("rtsp") << QStringLiteral("mjpeg");
    QTest::newRow("motion JPEG") << QStringLiteral("mjpeg") << QStringLiteral("mjpeg");
    for (const char *codec : {"mpeg2video", "mpeg4", "libx264"})
        QTest::newRow(codec) << QStringLiteral("ts") << QString::fromLatin1(codec);
}

/// A live stream whose size changes: none is lost, and what the source tells of itself follows.
void LiveStreamsTest::everyPictureHasItsOwnSize()
{
    QFETCH(QString, mode);
    QFETCH(QString, codec);
    const StreamProcess server(mode, {QStringLiteral("frames=30"), QStringLiteral("grows=128x80"),
                                      QStringLiteral("then=silence"), QStringLiteral("codec=") + codec});
    const auto source = makeFrameSource({SourceKind::Url, server.url()});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(info->live);
    QCOMPARE(info->size, QSize(64, 48));
    QVERIFY(!source->changedInfo());
    int frames = 0;
    int small = 0;
    double lastTime = -1.0;
    for (int waits = 0; waits < 30;) {
        Frame frame;
        const auto status = source->read(frame);
        QVERIFY(status);
        waits = *status == Status::Frame ? 0 : waits + 1;
        if (*status != Status::Frame)
            continue;
        QCOMPARE(frame.id.index, frames);
        ++frames;
        QVERIFY(frame.seconds() > lastTime);
        lastTime = frame.seconds();
        const auto changed = source->changedInfo();
        const bool isSmall = frame.image.cols == 64;
        QCOMPARE(frame.image.rows, isSmall ? 48 : 80);
        QCOMPARE(changed.has_value(), !isSmall && small == frames - 1);
        if (changed)
            QCOMPARE(changed->size, QSize(128, 80));
        small += isSmall ? 1 : 0;
    }
    // RTSP's first packet may go to nobody, and MPEG-4's decoder holds back the last one.
    QVERIFY2(frames >= 58 && frames <= 60, qPrintable(QString::number(frames)));
    QVERIFY2(small >= 29 && small <= 30, qPrintable(QString::number(small)));
}

/// Software goes on at the picture that is of another size than what was compared.
void LiveStreamsTest::aDeviceDecodesWhileTheSizeStays()
{
    const StreamProcess server(QStringLiteral("ts"), {QStringLiteral("frames=40"), QStringLiteral("grows=128x80"),
                                                      QStringLiteral("then=silence"), QStringLiteral("codec=libx264")});
    const auto device = std::make_shared<test::DeviceScript>();
    StreamSource source({SourceKind::Url, server.url()}, {test::FakeDevice::factory(device)});
    const auto info = source.open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QStringList formats{info->format};
    QList<int> widths;
    double lastTime = -1.0;
    for (int waits = 0; waits < 30;) {
        Frame frame;
        const auto status = source.read(frame);
        QVERIFY(status);
        waits = *status == Status::Frame ? 0 : waits + 1;
        if (*status != Status::Frame)
            continue;
        QCOMPARE(frame.id.index, widths.size());
        QVERIFY(frame.seconds() > lastTime);
        lastTime = frame.seconds();
        widths.append(frame.image.cols);
        if (const auto changed = source.changedInfo())
            formats.append(changed->format);
    }
    QVERIFY2(widths.size() >= 78 && widths.size() <= 80, qPrintable(QString::number(widths.size())));
    QVERIFY(std::is_sorted(widths.begin(), widths.end()));
    QCOMPARE(widths.count(64), 40);
    QCOMPARE(formats, (QStringList{QStringLiteral("h264, mpegts"), QStringLiteral("h264 (FAKE), mpegts"),
                                   QStringLiteral("h264, mpegts")}));
}

QTEST_GUILESS_MAIN(LiveStreamsTest)
#include "tst_livestreams.moc"
