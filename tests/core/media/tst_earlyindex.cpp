// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"
#include "tests/core/media/damage.h"
#include "tests/core/media/madeclip.h"

#include <QFileInfo>
#include <QHash>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

using namespace sightglass;
using namespace std::chrono_literals;

/// What is delivered before all of a file is known is what would be delivered after: for every clip, damaged ones too,
/// that is begun with as few packets as can be.
///
/// Of each of eight clips 16 damaged copies are tried, or as many as SIGHTGLASS_MUTATIONS in the environment says.
class EarlyIndexTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void deliversTheSame_data();
    void deliversTheSame();
    void deliversTheSameOfDamagedCopies_data();
    void deliversTheSameOfDamagedCopies();
    void beginsEarly_data();
    void beginsEarly();
    void seeksTheSame_data();
    void seeksTheSame();
    void dropsWhatPrecedesTheStart();
    void tellsWhenTheClockJumps_data();
    void tellsWhenTheClockJumps();
    void opensWholeWithoutBeingAsked();
    void opensWholeInTime();
    void stopsWhenAborted();
    void tellsHowFarItIs();

private:
    static void compareWithWhole(const QString &file);
};

namespace
{

struct Seen
{
    std::int64_t index = 0;
    std::int64_t pts = 0;
    std::int64_t duration = 0;
    std::size_t hash = 0;

    bool operator==(const Seen &) const = default;
};

Seen seen(const Frame &frame)
{
    const cv::Mat &image = frame.image;
    const std::size_t hash = qHashBits(image.data, image.total() * image.elemSize(), 1);
    return {frame.id.index, frame.pts, frame.duration, hash};
}

/// A file that is begun with as soon as can be.
class EarlyFile : public FileSource
{
public:
    explicit EarlyFile(const QString &path)
        : FileSource({SourceKind::VideoFile, path})
    {
        setPatience(0ms);
    }

    /// One packet more.
    auto workOn() { return workAhead(Clock::now()); }
};

/// All that is delivered, and what ended it early.
struct Played
{
    std::vector<Seen> frames;
    std::optional<Error> error;
    std::optional<SourceInfo> info; ///< Told by workAhead().
};

/// With a packet more now and then.
Played play(FileSource &source)
{
    Played played;
    const auto look = [&] {
        const auto told = source.workAhead(Clock::now());
        if (!told)
            played.error = told.error();
        else if (*told)
            played.info = **told;
    };
    Frame frame;
    while (!played.error) {
        const auto status = source.read(frame);
        if (!status) {
            played.error = status.error();
            break;
        }
        if (*status == FrameSource::ReadStatus::End) {
            look();
            break;
        }
        played.frames.push_back(seen(frame));
        if (frame.id.index % 4 == 0)
            look();
    }
    return played;
}

bool isSame(const SourceInfo &a, const SourceInfo &b)
{
    return a.size == b.size && a.frameRate == b.frameRate && a.frameCount == b.frameCount &&
           a.missingAtEnd == b.missingAtEnd && a.origin == b.origin && a.duration == b.duration &&
           a.seekable == b.seekable && a.indexed && b.indexed && a.notes == b.notes && a.format == b.format;
}

bool isJump(const Error &error)
{
    return error.message.contains(QLatin1String("out of order"));
}

} // namespace

void EarlyIndexTest::deliversTheSame_data()
{
    test::addClips({"clips", "clips/edge", "clips/broken", "wild/clips", "wild/damaged"});
}

void EarlyIndexTest::deliversTheSame()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(file, path);
    compareWithWhole(file);
}

void EarlyIndexTest::deliversTheSameOfDamagedCopies_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"clips/bikes_640x272.mp4", "clips/asl_hungry.mkv", "wild/clips/jumpback.ts",
                             "clips/edge/container.avi", "clips/flv_vp6_112x80.flv", "clips/edge/duration_issues.webm",
                             "clips/edge/container.mpeg", "clips/edge/container.wmv"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void EarlyIndexTest::deliversTheSameOfDamagedCopies()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(clip, path);
    const QByteArray content = test::contentOf(clip);
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("damaged.") + QFileInfo(path).suffix());
    test::Damage damage(11);
    const int wanted = qEnvironmentVariableIntValue("SIGHTGLASS_MUTATIONS");
    // How a decoder mends what is damaged is another matter: pixels are not compared.
    const auto hasSameTimes = [](const Seen &a, const Seen &b) {
        return a.index == b.index && a.pts == b.pts && a.duration == b.duration;
    };
    for (int i = 0; i < (wanted > 0 ? wanted : 16); ++i) {
        QVERIFY(test::write(file, damage.of(content)));
        FileSource plain({SourceKind::VideoFile, file});
        EarlyFile early(file);
        const auto whole = plain.open();
        const auto info = early.open();
        QCOMPARE(bool(info), bool(whole));
        if (!info) {
            QCOMPARE(info.error().message, whole.error().message);
            continue;
        }
        const Played played = play(early);
        if (played.error) {
            QVERIFY2(isJump(*played.error), qPrintable(played.error->toText()));
            continue;
        }
        const Played all = play(plain);
        QVERIFY2(
            std::equal(played.frames.begin(), played.frames.end(), all.frames.begin(), all.frames.end(), hasSameTimes),
            qPrintable(QStringLiteral("copy %1").arg(i)));
    }
}

void EarlyIndexTest::beginsEarly_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"clips/bikes_640x272.mp4", "clips/car-detection.mp4", "clips/vfr_ceiling_cam_960x544.mp4",
                             "clips/asl_hungry.mkv", "clips/webm_vp8_bbb30s.webm", "clips/flv_vp6_112x80.flv",
                             "clips/animated_30f.gif", "clips/portrait_ios9_rot90.mov", "clips/edge/container.avi",
                             "clips/edge/container.wmv", "clips/edge/busAv1.webm", "wild/clips/jumpback.ts"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void EarlyIndexTest::beginsEarly()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(file, path);
    EarlyFile source(file);
    const auto info = source.open();
    QVERIFY(info);
    QVERIFY(!info->indexed);
    QVERIFY(!info->frameCount);
    QVERIFY(!info->origin);
    QVERIFY(info->seekable);
    QVERIFY(info->frameRate.isValid());
    // Once, and with all that opening tells.
    int rounds = 0;
    for (auto told = source.workOn(); !*told; told = source.workOn())
        ++rounds;
    QVERIFY(rounds > 0);
    const auto again = source.workOn();
    QVERIFY(again && !*again);
}

void EarlyIndexTest::seeksTheSame_data()
{
    beginsEarly_data();
}

void EarlyIndexTest::seeksTheSame()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(file, path);
    FileSource plain({SourceKind::VideoFile, file});
    const auto wanted = plain.open();
    QVERIFY(wanted);
    const std::vector<Seen> whole = play(plain).frames;
    const auto last = static_cast<std::int64_t>(whole.size()) - 1;
    QCOMPARE(whole.back().index, last);
    std::mt19937 random(7);
    for (int round = 0; round < 2; ++round) {
        EarlyFile early(file);
        const auto info = early.open();
        QVERIFY(info && !info->indexed);
        Frame frame;
        // From place to place, most of them before what is known.
        for (std::int64_t reach = last / 6; reach <= last; reach += last / 6 + 1) {
            for (int i = 0; i < 2; ++i) {
                const std::int64_t place = std::uniform_int_distribution<std::int64_t>(0, reach)(random);
                QVERIFY(early.seek(place));
                for (std::int64_t index = place; index <= std::min(place + 2, last); ++index) {
                    QVERIFY(early.read(frame));
                    QVERIFY2(seen(frame) == whole[static_cast<std::size_t>(index)],
                             qPrintable(QStringLiteral("picture %1").arg(index)));
                }
                QVERIFY(early.workOn());
            }
        }
        QVERIFY(early.seek(last + 1000));
        QVERIFY(early.read(frame));
        QVERIFY(seen(frame) == whole.back());
    }
}

void EarlyIndexTest::dropsWhatPrecedesTheStart()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("whole.ts"));
    QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 100 -c:v libx264 -preset ultrafast "
                           "-bf 2 -g 20",
                           path));
    const QByteArray content = test::contentOf(path);
    constexpr int packetSize = 188;
    const QString tail = folder.filePath(QStringLiteral("tail.ts"));
    QVERIFY(test::write(tail, content.mid(content.size() / packetSize / 2 * packetSize)));

    Interruption interruption;
    IndexReader index({SourceKind::VideoFile, tail}, interruption);
    QVERIFY(index.open());
    QVERIFY(index.readAll());
    FileSource plain({SourceKind::VideoFile, tail});
    const auto info = plain.open();
    QVERIFY(info);
    QVERIFY(*info->frameCount < index.index().count());
    EarlyFile early(tail);
    const auto first = early.open();
    QVERIFY(first && !first->indexed);
    compareWithWhole(tail);
}

void EarlyIndexTest::tellsWhenTheClockJumps_data()
{
    QTest::addColumn<QList<QByteArray>>("starts"); // Of the clock of each part, in seconds.
    QTest::addColumn<bool>("back");
    QTest::newRow("far back, which libav takes for a wrap") << QList<QByteArray>{"500", "0"} << false;
    QTest::newRow("a little back") << QList<QByteArray>{"20", "0"} << true;
    QTest::newRow("forward") << QList<QByteArray>{"0", "4000"} << false;
    QTest::newRow("forward and back") << QList<QByteArray>{"20", "4000", "10"} << true;
    QTest::newRow("wraps") << QList<QByteArray>{"95441.2"} << false;
}

void EarlyIndexTest::tellsWhenTheClockJumps()
{
    QFETCH(QList<QByteArray>, starts);
    QFETCH(bool, back);
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    QByteArray joined;
    for (const QByteArray &start : starts) {
        const QString path = folder.filePath(QStringLiteral("part.ts"));
        QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 50 -c:v libx264 -preset ultrafast "
                               "-bf 2 -g 10 -output_ts_offset " +
                                   start,
                               path));
        joined += test::contentOf(path);
    }
    const QString path = folder.filePath(QStringLiteral("joined.ts"));
    QVERIFY(test::write(path, joined));
    compareWithWhole(path);

    EarlyFile source(path);
    const auto info = source.open();
    QVERIFY(info && !info->indexed);
    const Played played = play(source);
    QCOMPARE(played.error.has_value(), back);
    if (!back)
        return;
    // From then on nothing of it is sure, until it is opened again.
    QVERIFY(played.frames.size() > 20);
    QVERIFY(played.frames.size() < 50u * static_cast<std::size_t>(starts.size()));
    Frame frame;
    const auto read = source.read(frame);
    QVERIFY(!read && isJump(read.error()));
    const auto sought = source.seek(90);
    QVERIFY(!sought && isJump(sought.error()));
    const auto told = source.workOn();
    QVERIFY(!told && isJump(told.error()));
    source.setPatience(1h);
    const auto whole = source.open();
    QVERIFY(whole && whole->indexed);
    QCOMPARE(whole->frameCount.value(), 50 * starts.size());
}

void EarlyIndexTest::opensWholeWithoutBeingAsked()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/car-detection.mp4"));
    FileSource source({SourceKind::VideoFile, file});
    const auto info = source.open();
    QVERIFY(info && info->indexed);
    QCOMPARE(info->frameCount.value(), 377);
    const auto told = source.workAhead(Clock::now());
    QVERIFY(told && !*told);
}

void EarlyIndexTest::opensWholeInTime()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/car-detection.mp4"));
    FileSource source({SourceKind::VideoFile, file});
    source.beginEarly();
    source.setPatience(1h);
    const auto info = source.open();
    QVERIFY(info && info->indexed);
    QVERIFY(!source.openingProgress());
}

void EarlyIndexTest::stopsWhenAborted()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/car-detection.mp4"));
    EarlyFile source(file);
    QVERIFY(source.open());
    source.abort();
    const auto told = source.workOn();
    QVERIFY(!told && !isJump(told.error()));
    Frame frame;
    QVERIFY(!source.read(frame));
    QVERIFY(!source.seek(300));
}

void EarlyIndexTest::tellsHowFarItIs()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("long.avi"));
    QVERIFY(test::makeClip("-f lavfi -i color=size=16x16:rate=1000 -t 10 -c:v rawvideo", path));
    EarlyFile source(path);
    QVERIFY(source.open());
    std::vector<double> told;
    for (auto more = source.workOn(); more && !*more; more = source.workOn()) {
        const auto progress = source.openingProgress();
        QVERIFY(progress);
        told.push_back(*progress);
    }
    QVERIFY(told.size() > 9000);
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    QVERIFY(told.front() < 0.1);
    QVERIFY(told.back() > 0.9 && told.back() <= 1.0);
    QVERIFY(!source.openingProgress());
}

/// With as little of the file known as can be.
void EarlyIndexTest::compareWithWhole(const QString &file)
{
    FileSource plain({SourceKind::VideoFile, file});
    const auto wanted = plain.open();
    const Played whole = wanted ? play(plain) : Played();
    QVERIFY(!whole.error);
    EarlyFile early(file);
    const auto info = early.open();
    QCOMPARE(bool(info), bool(wanted));
    if (!info) {
        QCOMPARE(info.error().message, wanted.error().message);
        return;
    }
    QCOMPARE(info->size, wanted->size);
    QVERIFY(!info->indexed || isSame(*info, *wanted));
    const Played played = play(early);
    if (played.error) {
        QVERIFY2(!info->indexed && isJump(*played.error), qPrintable(played.error->toText()));
    } else {
        QCOMPARE(played.frames.size(), whole.frames.size());
        QCOMPARE(played.info.has_value(), !info->indexed);
        QVERIFY(!played.info || isSame(*played.info, *wanted));
    }
    for (std::size_t i = 0; i < played.frames.size(); ++i)
        QVERIFY2(played.frames[i] == whole.frames[i], qPrintable(QStringLiteral("picture %1").arg(i)));
}

QTEST_GUILESS_MAIN(EarlyIndexTest)
#include "tst_earlyindex.moc"
