// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"
#include "tests/core/media/fakedevice.h"
#include "tests/core/media/madeclip.h"
#include "tests/core/pipeline/pipelinetest.h"
#include "tests/support/streamprocess.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

namespace
{

constexpr QSize small(64, 48);
constexpr QSize large(128, 80);

QSize sizeOf(const Frame &frame)
{
    return {frame.image.cols, frame.image.rows};
}

/// What a recorded file holds, and whether all its pictures are of one size.
struct Recording
{
    QSize size;
    std::int64_t pictures = 0;
};

Recording play(const QString &path)
{
    Recording recording;
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    if (!info)
        return recording;
    recording.size = info->size;
    Frame frame;
    for (auto status = source->read(frame); status && *status == FrameSource::ReadStatus::Frame;
         status = source->read(frame))
        ++recording.pictures;
    return recording;
}

/// A lane that shows a stream and records it.
struct Watch
{
    explicit Watch(const StreamProcess &server)
        : bench(makeFrameSource)
        , recorded(&bench.lane, &SourceLane::recorded)
        , changed(&bench.lane, &SourceLane::sourceChanged)
        , opened(&bench.lane, &SourceLane::sourceOpened)
    {
        bench.lane.open({SourceKind::Url, server.url()});
    }

    bool shows(QSize size) const
    {
        return !bench.shown.empty() && sizeOf(bench.shown.back().frame) == size && bench.phase() == Phase::Playing;
    }
    void record() { bench.lane.record({folder.path(), QStringLiteral("door")}); }
    std::vector<RecordedFile> files() const
    {
        std::vector<RecordedFile> files;
        for (const auto &arguments : recorded)
            files.push_back(arguments.first().value<RecordedFile>());
        return files;
    }

    QTemporaryDir folder;
    Bench bench;
    QSignalSpy recorded;
    QSignalSpy changed;
    QSignalSpy opened;
};

} // namespace

/// Sources that become others: in the middle, and after their server was away.
class StreamChangesTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aStreamReturnsAsAnother_data();
    void aStreamReturnsAsAnother();
    void theSizeChangesInTheMiddle_data();
    void theSizeChangesInTheMiddle();
    void aDeviceIsNamedAndItsFailureTold();
};

void StreamChangesTest::aStreamReturnsAsAnother_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("then");
    QTest::addColumn<QString>("format");
    const auto row = [](const char *name, const char *mode, const char *first, const char *then, const char *format) {
        QTest::newRow(name) << QString::fromLatin1(mode) << QString::fromLatin1(first) << QString::fromLatin1(then)
                            << QString::fromLatin1(format);
    };
    row("RTSP, another size", "rtsp", "", "", "mjpeg, rtsp");
    row("motion JPEG, another size", "mjpeg", "", "", "mjpeg, mpjpeg");
    row("H.264, another size", "ts", "libx264", "libx264", "h264, mpegts");
    row("MPEG-4 after H.264", "ts", "libx264", "mpeg4", "mpeg4, mpegts");
    row("H.264 after MPEG-2", "ts", "", "libx264", "h264, mpegts");
    row("MPEG-2 after MPEG-4, Matroska", "mkv", "mpeg4", "mpeg2video", "mpeg2video, matroska");
}

void StreamChangesTest::aStreamReturnsAsAnother()
{
    QFETCH(QString, mode);
    QFETCH(QString, first);
    QFETCH(QString, then);
    QFETCH(QString, format);
    const auto coded = [](const QString &codec) {
        return codec.isEmpty() ? QStringList() : QStringList(QStringLiteral("codec=") + codec);
    };
    StreamProcess server(mode, coded(first));
    Watch watch(server);
    QTRY_VERIFY_WITH_TIMEOUT(watch.shows(small), 15000);
    watch.record();
    const std::size_t before = watch.bench.shown.size();
    QTRY_VERIFY_WITH_TIMEOUT(watch.bench.shown.size() > before + 10, 10000);
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(watch.bench.phase(), Phase::Reconnecting, 10000);
    const StreamProcess again(
        mode, coded(then) + QStringList{QStringLiteral("port=%1").arg(server.port()), QStringLiteral("size=128x80")});
    QCOMPARE(again.port(), server.port());
    QTRY_VERIFY_WITH_TIMEOUT(watch.shows(large), 20000);
    QCOMPARE(watch.opened.count(), 2);
    QCOMPARE(watch.bench.lane.sourceInfo().size, large);
    QCOMPARE(watch.bench.lane.sourceInfo().format, format);
    const std::size_t returned = watch.bench.shown.size();
    QTRY_VERIFY_WITH_TIMEOUT(watch.bench.shown.size() > returned + 10, 10000);
    watch.bench.lane.stopRecording();
    QTRY_COMPARE(watch.recorded.count(), 2);
    const auto files = watch.files();
    for (std::size_t i = 0; i < 2; ++i) {
        const Recording recording = play(files[i].path);
        QCOMPARE(recording.size, i == 0 ? small : large);
        QCOMPARE(recording.pictures, files[i].pictures);
        QVERIFY(recording.pictures >= 10);
    }
    const FlowCounters queue = watch.bench.lane.statistics().displayQueue;
    QVERIFY(queue.captured > 0);
    QCOMPARE(queue.captured, queue.processed + queue.dropped + queue.waiting());
}

void StreamChangesTest::theSizeChangesInTheMiddle_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("codec");
    QTest::newRow("RTSP") << QStringLiteral("rtsp") << QString();
    QTest::newRow("motion JPEG") << QStringLiteral("mjpeg") << QString();
    QTest::newRow("MPEG-2") << QStringLiteral("ts") << QString();
    QTest::newRow("H.264") << QStringLiteral("ts") << QStringLiteral("libx264");
    QTest::newRow("MPEG-4") << QStringLiteral("ts") << QStringLiteral("mpeg4");
}

void StreamChangesTest::theSizeChangesInTheMiddle()
{
    QFETCH(QString, mode);
    QFETCH(QString, codec);
    QStringList arguments{QStringLiteral("frames=45"), QStringLiteral("grows=128x80"), QStringLiteral("then=silence")};
    if (!codec.isEmpty())
        arguments.append(QStringLiteral("codec=") + codec);
    const StreamProcess server(mode, arguments);
    Watch watch(server);
    QTRY_VERIFY_WITH_TIMEOUT(watch.shows(small), 15000);
    watch.record();
    QTRY_VERIFY_WITH_TIMEOUT(watch.shows(large), 15000);
    QTRY_COMPARE(watch.changed.count(), 1);
    QCOMPARE(watch.opened.count(), 1); // Never lost.
    QCOMPARE(watch.bench.lane.sourceInfo().size, large);
    QTRY_COMPARE_WITH_TIMEOUT(watch.bench.phase(), Phase::Stalled, 15000);
    watch.bench.lane.stopRecording();
    QTRY_COMPARE(watch.recorded.count(), 2);
    const auto files = watch.files();
    for (std::size_t i = 0; i < 2; ++i) {
        const Recording recording = play(files[i].path);
        QCOMPARE(recording.size, i == 0 ? small : large);
        QCOMPARE(recording.pictures, files[i].pictures);
    }
    // The second file has every picture since the change, but for what the demultiplexer and the decoder hold back.
    const std::int64_t come = files[1].pictures + static_cast<std::int64_t>(files[1].lost);
    QVERIFY2(come >= 43 && come <= 45, qPrintable(QString::number(come)));
    const auto &shown = watch.bench.shown;
    QVERIFY(std::is_sorted(shown.begin(), shown.end(), [](const Presentation &a, const Presentation &b) {
        return a.frame.image.cols < b.frame.image.cols;
    }));
}

void StreamChangesTest::aDeviceIsNamedAndItsFailureTold()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir dir;
    const QString clip = dir.filePath(QStringLiteral("clip.mp4"));
    QVERIFY(
        makeClip("-f lavfi -i testsrc2=size=128x80:rate=50 -frames:v 60 -g 10 -c:v libx264 -pix_fmt yuv420p", clip));
    const auto device = std::make_shared<DeviceScript>();
    device->fails = 40;
    Bench bench([device](const SourceSpec &spec) {
        return std::make_unique<FileSource>(spec, HardwareDecoderFactories{FakeDevice::factory(device)});
    });
    QStringList formats;
    QObject::connect(&bench.lane, &SourceLane::sourceOpened,
                     [&](const SourceInfo &info) { formats.append(info.format); });
    QObject::connect(&bench.lane, &SourceLane::sourceChanged, [&](const SourceInfo &info) {
        formats.append(info.format);
        QCOMPARE(bench.lane.sourceInfo().format, info.format);
    });
    QSignalSpy warned(&bench.lane, &SourceLane::warned);
    bench.lane.open({SourceKind::VideoFile, clip});
    QTRY_COMPARE_WITH_TIMEOUT(bench.phase(), Phase::Ended, 15000);
    QCOMPARE(formats, (QStringList{QStringLiteral("h264, mp4"), QStringLiteral("h264 (FAKE), mp4"),
                                   QStringLiteral("h264, mp4")}));
    QCOMPARE(warned.count(), 1);
    QVERIFY(warned.first().first().value<Error>().message.contains(QStringLiteral("FAKE no longer decodes clip.mp4")));
    QCOMPARE(bench.shownIndex(), 59);
    QCOMPARE(bench.lane.statistics().unreadable.count(), std::uint64_t{0});
}

QTEST_GUILESS_MAIN(StreamChangesTest)
#include "tst_streamchanges.moc"
