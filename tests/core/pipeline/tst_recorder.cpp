// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

#include <QDir>
#include <QTemporaryDir>

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

/// What is kept and recorded of a lane's live source.
class RecorderTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAndSavesTheLastSeconds();
    void keepsNothingOfFiles();
    void recordsWhatComesFromNowOn();
    void goesOnWhilePaused();
    void beginsAnotherFileAfterItsLength();
    void goesOnAfterALoss();
    void theEndOfAStreamCompletesTheFile();
    void anotherSourceCompletesTheFile_data();
    void anotherSourceCompletesTheFile();
    void theEndCompletesTheFile();
    void saysThatItCannotWrite();
};

namespace
{

SyntheticScript liveScript()
{
    return {.frames = 1000000, .live = true, .interval = 4ms};
}

/// A live source that is over, in good order, when that is asked for.
class EndingSource : public SyntheticSource
{
public:
    explicit EndingSource(std::shared_ptr<std::atomic<bool>> over)
        : SyntheticSource(liveScript())
        , m_over(std::move(over))
    {}

    Result<ReadStatus> read(Frame &frame) override { return *m_over ? ReadStatus::End : SyntheticSource::read(frame); }

private:
    const std::shared_ptr<std::atomic<bool>> m_over;
};

struct Recording
{
    std::vector<std::int64_t> milliseconds;
    QSize size;
};

Recording play(const QString &path)
{
    Recording recording;
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    if (!info) {
        qWarning("%s", qPrintable(info.error().toText()));
        return recording;
    }
    recording.size = info->size;
    Frame frame;
    for (auto status = source->read(frame); status && *status == FrameSource::ReadStatus::Frame;
         status = source->read(frame))
        recording.milliseconds.push_back(std::llround(frame.seconds() * 1000.0));
    return recording;
}

/// 30 pictures a second, of which some may be missing where this machine had no time for each.
bool isInTime(const Recording &recording)
{
    for (const std::int64_t time : recording.milliseconds) {
        const std::int64_t pictures = (time * 30 + 500) / 1000;
        if (std::abs(time - std::llround(static_cast<double>(pictures) * 1000.0 / 30.0)) > 1)
            return false;
    }
    return !recording.milliseconds.empty();
}

RecordingStatus statusOf(const Bench &bench)
{
    return bench.lane.statistics().recording;
}

} // namespace

void RecorderTest::keepsAndSavesTheLastSeconds()
{
    const QTemporaryDir dir;
    Bench bench(liveScript());
    bench.lane.keep({.seconds = 3.0});
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({});
    QTRY_VERIFY(statusOf(bench).keptSeconds > 2.0);
    QVERIFY(statusOf(bench).keptBytes > 1000);
    QVERIFY(!statusOf(bench).recording);
    bench.lane.saveKept({dir.path(), QStringLiteral("door")});
    QTRY_COMPARE(recorded.count(), 1);
    QVERIFY(statusOf(bench).keptSeconds <= 3.0);
    const auto file = recorded.first().first().value<RecordedFile>();
    QVERIFY(file.wasKept);
    QVERIFY(file.pictures > 0 && file.seconds <= 3.0);
    QVERIFY(QFileInfo(file.path).fileName().startsWith(QLatin1String("door ")));
    const Recording recording = play(file.path);
    QCOMPARE(static_cast<std::int64_t>(recording.milliseconds.size()), file.pictures);
    QCOMPARE(recording.size, QSize(64, 48));
    QVERIFY(isInTime(recording));

    // A second one of the same second gets a name of its own.
    bench.lane.saveKept({dir.path(), QStringLiteral("door")});
    QTRY_COMPARE(recorded.count(), 2);
    QVERIFY(recorded.last().first().value<RecordedFile>().path != file.path);

    bench.lane.keep({.seconds = 0.0});
    QTRY_COMPARE(statusOf(bench).keptBytes, std::size_t{0});
}

void RecorderTest::keepsNothingOfFiles()
{
    const QTemporaryDir dir;
    Bench bench({.frames = 40});
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.record({dir.path(), QStringLiteral("clip")});
    QCOMPARE(statusOf(bench).keptBytes, std::size_t{0});
    QVERIFY(!statusOf(bench).recording);
    bench.pipeline.stop();
    QVERIFY(QDir(dir.path()).isEmpty());
}

void RecorderTest::recordsWhatComesFromNowOn()
{
    const QTemporaryDir dir;
    Bench bench(liveScript());
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    QSignalSpy changed(&bench.lane, &SourceLane::recordingChanged);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.record({dir.path(), QStringLiteral("door")});
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(statusOf(bench).recording);
    QTRY_VERIFY(statusOf(bench).seconds > 1.0);
    bench.lane.stopRecording();
    QTRY_COMPARE(changed.count(), 2);
    QVERIFY(!statusOf(bench).recording);
    QCOMPARE(recorded.count(), 1);
    const auto file = recorded.first().first().value<RecordedFile>();
    QVERIFY(!file.wasKept);
    QVERIFY(file.seconds >= 1.0);
    const Recording recording = play(file.path);
    QCOMPARE(static_cast<std::int64_t>(recording.milliseconds.size()), file.pictures);
    // Every picture is there, or counted as lost.
    const auto all = file.pictures + static_cast<std::int64_t>(file.lost);
    QCOMPARE((recording.milliseconds.back() + 16) * 30 / 1000, all - 1);
}

void RecorderTest::goesOnWhilePaused()
{
    const QTemporaryDir dir;
    Bench bench(liveScript());
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.pause();
    bench.lane.record({dir.path(), QStringLiteral("door")});
    QTRY_VERIFY(statusOf(bench).seconds > 1.0);
    QCOMPARE(bench.phase(), Phase::Paused);
    bench.lane.stopRecording();
    QTRY_COMPARE(recorded.count(), 1);
}

void RecorderTest::beginsAnotherFileAfterItsLength()
{
    const QTemporaryDir dir;
    Bench bench(liveScript());
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.record({dir.path(), QStringLiteral("door"), 0.5});
    QTRY_VERIFY(recorded.count() >= 3);
    QVERIFY(statusOf(bench).recording);
    QVERIFY(statusOf(bench).seconds >= 1.5);
    bench.lane.stopRecording();
    QTRY_VERIFY(!statusOf(bench).recording);
    for (qsizetype i = 0; i < 3; ++i) {
        const auto file = recorded[i].first().value<RecordedFile>();
        QVERIFY(file.pictures > 0 && file.seconds < 0.5);
        QCOMPARE(static_cast<std::int64_t>(play(file.path).milliseconds.size()), file.pictures);
    }
}

void RecorderTest::goesOnAfterALoss()
{
    const QTemporaryDir dir;
    Bench bench({.frames = 1000000, .live = true, .interval = 4ms, .failAt = 60});
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.record({dir.path(), QStringLiteral("door")});
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    QTRY_VERIFY(statusOf(bench).recording);
    const double before = statusOf(bench).seconds;
    QTRY_VERIFY(statusOf(bench).keptSeconds > 0.3);
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    // More than the two seconds that come between two losses.
    QTRY_VERIFY(statusOf(bench).seconds > before + 3.0);
    bench.lane.stopRecording();
    QTRY_COMPARE(recorded.count(), 1);
    const Recording recording = play(recorded.first().first().value<RecordedFile>().path);
    std::int64_t longest = 0;
    for (std::size_t i = 1; i < recording.milliseconds.size(); ++i)
        longest = std::max(longest, recording.milliseconds[i] - recording.milliseconds[i - 1]);
    QVERIFY2(longest >= 400, qPrintable(QString::number(longest))); // The pause before the next attempt: 500 ms.
}

void RecorderTest::theEndOfAStreamCompletesTheFile()
{
    const QTemporaryDir dir;
    const auto over = std::make_shared<std::atomic<bool>>(false);
    Bench bench([over](const SourceSpec &) { return std::make_unique<EndingSource>(over); });
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.record({dir.path(), QStringLiteral("door")});
    QTRY_VERIFY(statusOf(bench).seconds > 0.2);
    *over = true;
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QTRY_COMPARE(recorded.count(), 1);
    QVERIFY(!statusOf(bench).recording);
    bench.lane.saveKept({dir.path(), QStringLiteral("door")});
    QTRY_COMPARE(recorded.count(), 2);
}

void RecorderTest::anotherSourceCompletesTheFile_data()
{
    QTest::addColumn<bool>("live");
    QTest::newRow("a live one") << true;
    QTest::newRow("a file") << false;
}

void RecorderTest::anotherSourceCompletesTheFile()
{
    QFETCH(bool, live);
    const QTemporaryDir dir;
    Bench bench([live](const SourceSpec &spec) -> std::unique_ptr<FrameSource> {
        if (spec.location == QLatin1String("first"))
            return std::make_unique<SyntheticSource>(liveScript());
        return std::make_unique<SyntheticSource>(
            live ? SyntheticScript{.size = {32, 32}, .frames = 1000000, .live = true, .interval = 4ms}
                 : SyntheticScript{.frames = 1000});
    });
    QSignalSpy recorded(&bench.lane, &SourceLane::recorded);
    bench.lane.open({SourceKind::Url, QStringLiteral("first")});
    QTRY_VERIFY(!bench.shown.empty());
    bench.lane.record({dir.path(), QStringLiteral("door")});
    QTRY_VERIFY(statusOf(bench).seconds > 0.5);
    bench.lane.open({SourceKind::Url, QStringLiteral("second")});
    QTRY_COMPARE(recorded.count(), 1);
    QCOMPARE(play(recorded.first().first().value<RecordedFile>().path).size, QSize(64, 48));
    QVERIFY(!statusOf(bench).recording);
    if (live)
        QTRY_VERIFY(statusOf(bench).keptSeconds > 0.2);
    bench.lane.close();
    QTRY_COMPARE(statusOf(bench).keptBytes, std::size_t{0});
}

void RecorderTest::theEndCompletesTheFile()
{
    const QTemporaryDir dir;
    {
        Bench bench(liveScript());
        bench.lane.open({});
        QTRY_VERIFY(!bench.shown.empty());
        bench.lane.record({dir.path(), QStringLiteral("door")});
        QTRY_VERIFY(statusOf(bench).seconds > 0.5);
        QVERIFY(bench.pipeline.stop());
    }
    const QStringList files = QDir(dir.path()).entryList(QDir::Files);
    QCOMPARE(files.size(), 1);
    QVERIFY(play(dir.filePath(files.first())).milliseconds.back() >= 500);
}

void RecorderTest::saysThatItCannotWrite()
{
    const QTemporaryDir dir;
    Bench bench(liveScript());
    QSignalSpy failed(&bench.lane, &SourceLane::recordingFailed);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    QFile file(dir.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const RecordingTarget target{file.fileName() + QStringLiteral("/folder"), QStringLiteral("door")};
    bench.lane.record(target);
    QTRY_COMPARE(failed.count(), 1);
    QTRY_VERIFY(!statusOf(bench).recording);
    QVERIFY(failed.first().first().value<Error>().message.contains(QLatin1String("door")));
    bench.lane.saveKept(target);
    QTRY_COMPARE(failed.count(), 2);
    // All else goes on.
    const auto shown = bench.shown.size();
    QTRY_VERIFY(bench.shown.size() > shown + 5);
}

QTEST_GUILESS_MAIN(RecorderTest)
#include "tst_recorder.moc"
