// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"
#include "core/media/packethistory.h"
#include "core/media/videodecoder.h"
#include "tests/core/media/fakedevice.h"
#include "tests/core/media/madeclip.h"

#include <opencv2/core.hpp>

#include <QTemporaryDir>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

using namespace sightglass;
using test::DeviceScript;
using test::FakeDevice;
using Status = FrameSource::ReadStatus;

/// Devices that decode well, badly, late, for a while and not at all, in the place of real ones: whatever they do, the
/// frames are those of software, each once.
class HardwareDecodingTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void framesAreThoseOfSoftware_data();
    void framesAreThoseOfSoftware();
    void keepsWhatIsNeeded();
    void nothingComesTwiceOrNever();
    void seeksAreExact_data();
    void seeksAreExact();
    void theNextDeviceIsTried();
    void withoutTimesSoftwareDecodes();
    void tellsWhatDecodes();
    void aFailureIsToldOnce();
    void looksForDevicesQuickly();

private:
    QString m_clip;  ///< 120 pictures, a keyframe every 25 at the most, with B-frames before open keyframes.
    QString m_intra; ///< 40 pictures, keyframes all.
    QString m_short; ///< Five pictures.
    QTemporaryDir m_folder;
};

namespace
{

struct Seen
{
    std::int64_t index;
    std::int64_t pts;
    cv::Mat image;
};

struct Run
{
    std::vector<Seen> frames;
    std::vector<QString> formats; ///< From open() on, whenever it was told.
    QStringList notes;            ///< In the end.
    std::optional<Error> error;
};

Run readAll(const QString &path, HardwareDecoderFactories devices = {}, const std::vector<std::int64_t> &seeks = {})
{
    Run run;
    FileSource source({SourceKind::VideoFile, path}, std::move(devices));
    const auto info = source.open();
    if (!info) {
        run.error = info.error();
        return run;
    }
    run.formats.push_back(info->format);
    const auto readOne = [&] {
        Frame frame;
        const auto status = source.read(frame);
        if (!status)
            run.error = status.error();
        if (!status || *status != Status::Frame)
            return false;
        run.frames.push_back({frame.id.index, frame.pts, frame.image});
        if (const auto changed = source.changedInfo()) {
            run.formats.push_back(changed->format);
            run.notes = changed->notes;
        }
        return true;
    };
    for (const std::int64_t target : seeks) {
        // Each from a place where pictures are on their way.
        for (int i = 0; i < 12; ++i)
            readOne();
        if (const auto sought = source.seek(target); !sought)
            run.error = sought.error();
    }
    while (readOne()) {
    }
    return run;
}

/// Empty where they are alike: of the same numbers and times, pixels within so many levels.
QString difference(const Run &actual, const Run &expected, double levels = 0.0)
{
    if (actual.error)
        return actual.error->toText();
    for (std::size_t i = 0; i < std::min(actual.frames.size(), expected.frames.size()); ++i) {
        const Seen &one = actual.frames[i];
        const Seen &other = expected.frames[i];
        const double most = cv::norm(one.image, other.image, cv::NORM_INF);
        if (one.index != other.index || one.pts != other.pts || most > levels)
            return QStringLiteral("at %1: %2 for %3, time %4 for %5, %6 levels off")
                .arg(QString::number(i), QString::number(one.index), QString::number(other.index),
                     QString::number(one.pts), QString::number(other.pts), QString::number(most));
    }
    return actual.frames.size() == expected.frames.size()
               ? QString()
               : QStringLiteral("%1 frames for %2")
                     .arg(QString::number(actual.frames.size()), QString::number(expected.frames.size()));
}

std::shared_ptr<DeviceScript> script(const std::function<void(DeviceScript &)> &change)
{
    auto made = std::make_shared<DeviceScript>();
    change(*made);
    return made;
}

} // namespace

void HardwareDecodingTest::initTestCase()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    m_clip = m_folder.filePath(QStringLiteral("clip.mp4"));
    QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x96:rate=25 -frames:v 120 -c:v libx264 -preset fast -g 25 "
                           "-bf 3 -x264-params open-gop=1:keyint=25:min-keyint=10 -pix_fmt yuv420p",
                           m_clip));
    m_intra = m_folder.filePath(QStringLiteral("intra.mov"));
    QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x96:rate=25 -frames:v 40 -c:v libx264 -preset fast -g 1 "
                           "-pix_fmt yuv420p",
                           m_intra));
    m_short = m_folder.filePath(QStringLiteral("short.mp4"));
    QVERIFY(
        test::makeClip("-f lavfi -i testsrc2=size=160x96:rate=25 -frames:v 5 -c:v libx264 -pix_fmt yuv420p", m_short));
}

void HardwareDecodingTest::framesAreThoseOfSoftware_data()
{
    using Change = std::function<void(DeviceScript &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("passes");
    QTest::addColumn<bool>("lasts");
    const auto row = [](const char *name, bool passes, bool lasts, const Change &change) {
        QTest::newRow(name) << change << passes << lasts;
    };
    row("good", true, true, [](DeviceScript &) {});
    row("good, semi-planar", true, true, [](DeviceScript &s) { s.semiPlanar = true; });
    row("late", true, true, [](DeviceScript &s) { s.late = 6; });
    row("a level off", true, true, [](DeviceScript &s) { s.noise = 1; });
    row("far too late", false, false, [](DeviceScript &s) { s.late = 40; });
    row("wrong pixels", false, false, [](DeviceScript &s) { s.noise = 9; });
    row("wrong times", false, false, [](DeviceScript &s) { s.shift = 1; });
    row("does not open", false, false, [](DeviceScript &s) { s.opens = false; });
    row("fails at once", false, false, [](DeviceScript &s) { s.fails = 0; });
    row("takes no packet", false, false, [](DeviceScript &s) { s.refuses = 0; });
    row("fails in the trial", false, false, [](DeviceScript &s) { s.fails = 4; });
    row("omits one in the trial", false, false, [](DeviceScript &s) { s.omits = 4; });
    row("repeats one in the trial", false, false, [](DeviceScript &s) { s.repeats = 4; });
    for (const int at : {12, 24, 25, 26, 27, 49, 50, 51, 77, 118}) {
        const auto name = [at](const char *what) { return QByteArray(what) + ' ' + QByteArray::number(at); };
        row(name("fails at"), true, false, [at](DeviceScript &s) { s.fails = at; });
        // One that is late and fails has to have caught up before, to be told of.
        row(name("late, fails after"), true, false, [at](DeviceScript &s) {
            s.late = 5;
            s.fails = std::max(at, 16);
        });
        row(name("omits"), true, false, [at](DeviceScript &s) { s.omits = at; });
        row(name("repeats"), true, false, [at](DeviceScript &s) { s.repeats = at; });
        row(name("damages"), true, false, [at](DeviceScript &s) { s.damages = at; });
        row(name("shrinks"), true, false, [at](DeviceScript &s) { s.shrinks = at; });
        row(name("refuses packet"), true, false, [at](DeviceScript &s) { s.refuses = at; });
    }
    row("omits the last", true, false, [](DeviceScript &s) { s.omits = 119; });
    row("keeps the last ones", true, false, [](DeviceScript &s) {
        s.late = 4;
        s.endsEarly = true;
    });
}

void HardwareDecodingTest::framesAreThoseOfSoftware()
{
    QFETCH(std::function<void(DeviceScript &)>, change);
    QFETCH(bool, passes);
    QFETCH(bool, lasts);
    const Run expected = readAll(m_clip);
    QCOMPARE(expected.frames.size(), std::size_t{120});
    QCOMPARE(expected.formats, std::vector{QStringLiteral("h264, mp4")});
    const auto device = script(change);
    const Run run = readAll(m_clip, {FakeDevice::factory(device)});
    // A level of luma is less than two of a colour.
    QCOMPARE(difference(run, expected, 2.0 * device->noise), QString());
    std::vector formats{QStringLiteral("h264, mp4")};
    if (passes)
        formats.push_back(QStringLiteral("h264 (FAKE), mp4"));
    if (passes && !lasts)
        formats.push_back(QStringLiteral("h264, mp4"));
    QCOMPARE(run.formats, formats);
    QCOMPARE(run.notes.size(), passes && !lasts ? 1 : 0);
    if (passes && lasts)
        QCOMPARE(device->sent, 121);
}

void HardwareDecodingTest::keepsWhatIsNeeded()
{
    PacketHistory history;
    const auto add = [&history](std::int64_t pts, bool key, bool isShown = true) {
        const AVPacketPointer packet(av_packet_alloc());
        packet->pts = pts;
        packet->flags = key ? AV_PKT_FLAG_KEY : 0;
        history.add(*packet, isShown);
    };
    const auto kept = [&history] {
        std::vector<std::int64_t> times;
        for (const AVPacketPointer &packet : history.take())
            times.push_back(packet->pts);
        return times;
    };
    // An open group of pictures: 8 is shown before the keyframe at 9, and decoded after it.
    for (const auto &[pts, key] : {std::pair(0, true), {4, false}, {2, false}, {9, true}, {8, false}, {12, false}})
        add(pts, key);
    add(10, false, false);
    QCOMPARE(history.next(), std::optional<std::int64_t>(0));
    QVERIFY(history.isDue(0) && !history.isDue(2) && !history.isDue(-1));
    for (const int pts : {0, 2, 4, 8}) {
        QVERIFY(history.isDue(pts));
        history.deliver(pts);
    }
    QCOMPARE(history.next(), std::optional<std::int64_t>(9));
    history.deliver(9);
    QCOMPARE(history.next(), std::optional<std::int64_t>(12));
    QCOMPARE(kept(), (std::vector<std::int64_t>{9, 8, 12, 10}));
    QVERIFY(!history.next());
    // A clock that jumps back while pictures are on their way.
    for (const auto &[pts, key] : {std::pair(100, true), {101, false}, {102, false}, {0, true}, {1, false}})
        add(pts, key);
    history.deliver(100);
    history.deliver(101);
    QVERIFY(history.isDue(102) && !history.isDue(0));
    QCOMPARE(kept(), (std::vector<std::int64_t>{100, 101, 102, 0, 1}));
    // What is shown before the first keyframe may come or not.
    for (const auto &[pts, key] : {std::pair(10, true), {7, false}, {12, false}})
        add(pts, key);
    QVERIFY(history.isDue(7) && history.isDue(10) && !history.isDue(8));
    history.deliver(7);
    history.deliver(10);
    QVERIFY(!history.isDue(7) && history.isDue(12));
    QVERIFY(!history.isTooLong());
    for (int i = 0; i < 600; ++i)
        add(20 + i, false);
    QVERIFY(history.isTooLong());
}

/// Of the decoder itself: a file's reader leaves out what it has had.
void HardwareDecodingTest::nothingComesTwiceOrNever()
{
    const auto timesOf = [this](HardwareDecoderFactories devices, bool live) {
        std::vector<std::int64_t> times;
        Interruption interruption;
        VideoInput input({SourceKind::VideoFile, m_clip}, interruption);
        VideoDecoder decoder(input, interruption, std::move(devices));
        const AVFramePointer picture(av_frame_alloc());
        if (!input.open() || !decoder.open(live))
            return times;
        for (auto step = decoder.next(*picture); step && *step == VideoDecoder::Step::Picture;
             step = decoder.next(*picture))
            times.push_back(picture->pts);
        return times;
    };
    for (const bool live : {false, true}) {
        const auto expected = timesOf({}, live);
        QCOMPARE(expected.size(), std::size_t{120});
        for (int at = 8; at < 120; ++at) {
            const auto device = script([at](DeviceScript &s) { s.fails = at; });
            QCOMPARE(timesOf({FakeDevice::factory(device)}, live), expected);
        }
    }
}

void HardwareDecodingTest::seeksAreExact_data()
{
    QTest::addColumn<std::optional<int>>("fails");
    QTest::addColumn<bool>("intra");
    for (const bool intra : {false, true}) {
        const QByteArray of = intra ? "intra " : "";
        QTest::newRow(of + "good") << std::optional<int>() << intra;
        for (const int at : intra ? std::vector{9, 14, 31} : std::vector{9, 14, 31, 40, 66})
            QTest::newRow(of + "fails at " + QByteArray::number(at)) << std::optional(at) << intra;
    }
}

void HardwareDecodingTest::seeksAreExact()
{
    QFETCH(std::optional<int>, fails);
    QFETCH(bool, intra);
    const QString &clip = intra ? m_intra : m_clip;
    const std::vector<std::int64_t> seeks =
        intra ? std::vector<std::int64_t>{30, 2, 0, 39, 17} : std::vector<std::int64_t>{60, 3, 0, 119, 26, 49, 48};
    const auto device = script([&fails](DeviceScript &s) {
        s.late = 3;
        s.fails = fails;
    });
    const Run run = readAll(clip, {FakeDevice::factory(device)}, seeks);
    QCOMPARE(difference(run, readAll(clip, {}, seeks)), QString());
    QVERIFY(run.formats.size() >= 2);
    QCOMPARE(run.notes.size(), fails ? 1 : 0);
}

void HardwareDecodingTest::theNextDeviceIsTried()
{
    const auto absent = script([](DeviceScript &s) { s.opens = false; });
    const auto wrong = script([](DeviceScript &s) { s.noise = 20; });
    const auto good = script([](DeviceScript &) {});
    const Run run = readAll(m_clip, {FakeDevice::factory(absent, "ABSENT"), FakeDevice::factory(wrong, "WRONG"),
                                     FakeDevice::factory(good, "GOOD")});
    QCOMPARE(difference(run, readAll(m_clip)), QString());
    QCOMPARE(run.formats, (std::vector{QStringLiteral("h264, mp4"), QStringLiteral("h264 (GOOD), mp4")}));
    QVERIFY(run.notes.isEmpty());
}

void HardwareDecodingTest::withoutTimesSoftwareDecodes()
{
    const QString raw = m_folder.filePath(QStringLiteral("raw.h264"));
    QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x96:rate=25 -frames:v 40 -c:v libx264 -pix_fmt yuv420p", raw));
    for (const QString &clip : {raw, m_short}) {
        const Run run = readAll(clip, {FakeDevice::factory(script([](DeviceScript &) {}))});
        QCOMPARE(difference(run, readAll(clip)), QString());
        QCOMPARE(run.formats.size(), std::size_t{1});
    }
}

void HardwareDecodingTest::tellsWhatDecodes()
{
    FileSource source({SourceKind::VideoFile, m_clip}, {FakeDevice::factory(script([](DeviceScript &) {}))});
    QVERIFY(source.open());
    QVERIFY(!source.changedInfo());
    std::optional<SourceInfo> changed;
    for (int i = 0; i < 40 && !changed; ++i) {
        Frame frame;
        QVERIFY(source.read(frame));
        changed = source.changedInfo();
    }
    QVERIFY(changed);
    QCOMPARE(changed->format, QStringLiteral("h264 (FAKE), mp4"));
    QCOMPARE(changed->size, QSize(160, 96));
    QCOMPARE(changed->frameCount, std::optional<std::int64_t>(120));
    QVERIFY(!source.changedInfo());
}

void HardwareDecodingTest::aFailureIsToldOnce()
{
    const Run run = readAll(m_clip, {FakeDevice::factory(script([](DeviceScript &s) { s.fails = 30; }))}, {0, 0, 0, 0});
    QCOMPARE(run.notes, QStringList(QStringLiteral("FAKE no longer decodes clip.mp4: software goes on, from the same "
                                                   "picture.")));
    QCOMPARE(run.formats.size(), std::size_t{3});
}

void HardwareDecodingTest::looksForDevicesQuickly()
{
    hardwareDecoders();
    const auto begun = Clock::now();
    for (int i = 0; i < 1000; ++i)
        hardwareDecoders();
    QVERIFY(Clock::now() - begun < std::chrono::milliseconds(200)); // Not a look at the machine each.
    // Whatever this machine has: the frames are the same.
    const Run run = readAll(m_clip, hardwareDecoders());
    QCOMPARE(difference(run, readAll(m_clip), 4.0), QString());
}

QTEST_GUILESS_MAIN(HardwareDecodingTest)
#include "tst_hardwaredecoding.moc"
