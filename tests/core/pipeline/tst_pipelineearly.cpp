// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"
#include "core/pipeline/offlinerun.h"
#include "tests/core/media/madeclip.h"
#include "tests/core/pipeline/pipelinetest.h"

#include <QTemporaryDir>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

/// A lane whose file plays before all of it is known.
class PipelineEarlyTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void playsBeforeItIsIndexed();
    void isIndexedInAPause();
    void isIndexedWhileThereIsNoRoom();
    void isIndexedAtItsEnd();
    void seeksAndStepsBeforeItIsIndexed();
    void loopsBeforeItIsIndexed();
    void isIndexedAfterATakeover();
    void mayBeIndexedBeforeItIsShown();
    void isOpenedWholeWhereItMisled_data();
    void isOpenedWholeWhereItMisled();
    void isOpenedWholeForASeek();
    void failsWhereItCannotBeOpenedWhole();
    void closesAndQuitsInBetween();
    void offlineRunsWait();
    void playsAllOfAClip();
    void playsAllOfAClipThatMisleads();
};

namespace
{

constexpr FlowOptions everyFrame{.policy = FlowPolicy::EveryFrame};
constexpr Rational fast{1000, 1};

/// A file that begins as early as can be.
class EarliestFile : public FileSource
{
public:
    using FileSource::FileSource;
    void beginEarly() override { setPatience(std::chrono::milliseconds(0)); }
};

std::unique_ptr<FrameSource> makeEarliestFile(const SourceSpec &spec)
{
    return std::make_unique<EarliestFile>(spec);
}

/// A lane over sources that begin early, with a record of what it told.
struct EarlyBench : Bench
{
    explicit EarlyBench(SyntheticScript script, std::shared_ptr<EarlyScript> theEarly = std::make_shared<EarlyScript>())
        : EarlyBench(SyntheticSource::factory((script.early = theEarly, script)))
    {
        early = std::move(theEarly);
    }
    explicit EarlyBench(FrameSourceFactory sources)
        : Bench(std::move(sources))
    {
        QObject::connect(&lane, &SourceLane::sourceOpened, &lane,
                         [this](const SourceInfo &info) { opened.push_back(info); });
        QObject::connect(&lane, &SourceLane::sourceIndexed, &lane,
                         [this](const SourceInfo &info) { indexed.push_back(info); });
        QObject::connect(&lane, &SourceLane::warned, &lane,
                         [this](const Error &error) { warnings.append(error.message); });
    }

    /// Whether all pictures were shown, one after the other, up to the newest.
    bool isGapless() const
    {
        for (std::size_t i = 0; i < shown.size(); ++i) {
            if (shown[i].frame.id.index != static_cast<std::int64_t>(i))
                return false;
        }
        return true;
    }

    std::shared_ptr<EarlyScript> early;
    std::vector<SourceInfo> opened;
    std::vector<SourceInfo> indexed;
    QStringList warnings;
};

} // namespace

void PipelineEarlyTest::playsBeforeItIsIndexed()
{
    EarlyBench bench({.frames = 1000000, .frameRate = {200, 1}, .progress = 0.25});
    bench.lane.setFlow(everyFrame);
    QVERIFY(!bench.lane.indexingProgress());
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() > 20);
    QCOMPARE(bench.opened.size(), 1U);
    QVERIFY(!bench.opened[0].indexed);
    QVERIFY(!bench.lane.sourceInfo().frameCount);
    QCOMPARE(bench.lane.indexingProgress().value(), 0.25);
    QTRY_VERIFY(bench.early->slices > 10);

    const auto generation = bench.lane.presentation().frame.id.generation;
    bench.early->needed = 0;
    QTRY_COMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.lane.sourceInfo().frameCount.value(), 1000000);
    QVERIFY(bench.lane.sourceInfo().indexed);
    QVERIFY(!bench.lane.indexingProgress());
    const int slices = bench.early->slices;
    const std::size_t before = bench.shown.size();
    QTRY_VERIFY(bench.shown.size() > before + 20);
    QCOMPARE(bench.early->slices.load(), slices);
    QCOMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.opened.size(), 1U);
    QCOMPARE(bench.lane.presentation().frame.id.generation, generation);
    QVERIFY(bench.isGapless());
    QVERIFY(bench.warnings.isEmpty());
}

void PipelineEarlyTest::isIndexedInAPause()
{
    EarlyBench bench({.frames = 100, .frameRate = {30, 1}});
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    const int slices = bench.early->slices;
    QTRY_VERIFY(bench.early->slices > slices + 10);
    bench.early->needed = 0;
    QTRY_COMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.phase(), Phase::Paused);
    QCOMPARE(bench.shown.size(), 1U);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 1);
}

void PipelineEarlyTest::isIndexedWhileThereIsNoRoom()
{
    const auto isHeld = std::make_shared<std::atomic<bool>>(false);
    const auto goOn = std::make_shared<std::counting_semaphore<>>(0);
    EarlyBench bench({.frames = 40, .frameRate = fast});
    bench.model->onPicture = [isHeld, goOn](std::int64_t number) {
        if (number == 3) {
            *isHeld = true;
            goOn->acquire();
        }
    };
    bench.lane.setFlow(everyFrame);
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    bench.lane.open({});
    QTRY_VERIFY(isHeld->load());
    // The model holds all up.
    const int slices = bench.early->slices;
    QTRY_VERIFY(bench.early->slices > slices + 20);
    bench.early->needed = 0;
    QTRY_COMPARE(bench.indexed.size(), 1U);
    goOn->release();
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 40U);
    QVERIFY(bench.isGapless());
}

void PipelineEarlyTest::isIndexedAtItsEnd()
{
    EarlyBench bench({.frames = 30, .frameRate = fast, .damaged = {28, 29}, .missingAtEnd = 7});
    bench.lane.setFlow(everyFrame);
    bool wasIndexed = false;
    QObject::connect(&bench.lane, &SourceLane::sourceStateChanged, &bench.lane, [&](const SourceState &state) {
        wasIndexed = state.phase == Phase::Ended && bench.indexed.size() == 1;
    });
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QVERIFY(wasIndexed);
    QCOMPARE(bench.lane.sourceInfo().frameCount.value(), 30);
    QCOMPARE(bench.shown.size(), 28U);
    // Two that do not decode, and those that are missing at the end.
    QCOMPARE(bench.lane.statistics().unreadable.count(), 9U);
    bench.shown.clear();
    bench.lane.play();
    QTRY_VERIFY(!bench.shown.empty());
    QCOMPARE(bench.shown.front().frame.id.index, 0);
}

void PipelineEarlyTest::seeksAndStepsBeforeItIsIndexed()
{
    EarlyBench bench({.frames = 500, .frameRate = {30, 1}});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    for (const int place : {250, 3, 499}) {
        bench.lane.seek(place);
        QTRY_COMPARE(bench.shownIndex(), place);
        QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    }
    bench.lane.step(-1);
    QTRY_COMPARE(bench.shownIndex(), 498);
    bench.lane.seek(9999); // Nobody knows where the end is.
    QTRY_COMPARE(bench.shownIndex(), 499);
    QCOMPARE(bench.lane.position(), 499);
    QVERIFY(bench.indexed.empty());
    bench.early->needed = 0;
    QTRY_COMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.shownIndex(), 499);
    QCOMPARE(bench.phase(), Phase::Paused);
}

void PipelineEarlyTest::loopsBeforeItIsIndexed()
{
    EarlyBench bench({.frames = 60, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.setLoop(true);
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    bench.lane.setLoopRange({5, 9});
    bench.lane.setSpeed(16.0);
    bench.lane.play();
    QTRY_VERIFY(bench.shown.size() > 30);
    QVERIFY(bench.indexed.empty());
    for (std::size_t i = 1; i < bench.shown.size(); ++i)
        QCOMPARE(bench.shown[i].frame.id.index, static_cast<std::int64_t>(i < 10 ? i : 5 + i % 5));
    // All of it: once round, all is known.
    bench.lane.setLoopRange({});
    QTRY_COMPARE(bench.indexed.size(), 1U);
    bench.shown.clear();
    QTRY_VERIFY(bench.shown.size() > 120);
    QCOMPARE(bench.indexed.size(), 1U);
}

void PipelineEarlyTest::isIndexedAfterATakeover()
{
    EarlyBench bench({.frames = 1000000, .frameRate = {200, 1}});
    bench.lane.open({.location = QStringLiteral("one")});
    QTRY_VERIFY(bench.shown.size() > 3);
    bench.lane.open({.location = QStringLiteral("two")});
    QTRY_COMPARE(bench.opened.size(), 2U);
    QCOMPARE(bench.early->earlyOpenings.load(), 2);
    QVERIFY(!bench.lane.sourceInfo().indexed);
    bench.early->needed = 0;
    QTRY_COMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.indexed[0].spec.location, QStringLiteral("two"));
    QCOMPARE(bench.lane.sourceInfo().frameCount.value(), 1000000);
}

void PipelineEarlyTest::mayBeIndexedBeforeItIsShown()
{
    EarlyBench bench({.frames = 1000000, .frameRate = {200, 1}});
    bench.early->needed = 0;
    bench.model->delayMs = 50;
    QVERIFY(bench.loadModel());
    bench.lane.open({.location = QStringLiteral("one")});
    QTRY_VERIFY(!bench.shown.empty() && bench.lane.sourceInfo().indexed);
    bench.lane.open({.location = QStringLiteral("two")});
    QTRY_COMPARE(bench.opened.size(), 2U);
    QTRY_VERIFY(bench.lane.sourceInfo().indexed);
    QCOMPARE(bench.lane.sourceInfo().spec.location, QStringLiteral("two"));
    // Told of once, with the opening or after it.
    QCOMPARE(bench.indexed.size() - (bench.opened[0].indexed ? 0U : 1U), bench.opened[1].indexed ? 0U : 1U);
}

void PipelineEarlyTest::isOpenedWholeWhereItMisled_data()
{
    QTest::addColumn<bool>("paused");
    QTest::newRow("playing") << false;
    QTest::newRow("paused") << true;
}

void PipelineEarlyTest::isOpenedWholeWhereItMisled()
{
    QFETCH(bool, paused);
    EarlyBench bench({.frames = 1000000, .frameRate = {200, 1}});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() > 20);
    if (paused) {
        bench.lane.pause();
        bench.lane.step(1);
        QTRY_COMPARE(bench.lane.position(), bench.shownIndex());
    }
    const std::int64_t before = bench.shownIndex();
    const std::size_t count = bench.shown.size();
    if (paused)
        bench.shown.clear();
    bench.early->misleads = true;
    QTRY_COMPARE(bench.opened.size(), 2U);
    QVERIFY(bench.opened[1].indexed);
    QVERIFY(bench.lane.sourceInfo().indexed);
    QCOMPARE(bench.warnings, QStringList(QStringLiteral("The synthetic source has misled.")));
    QCOMPARE(bench.early->openings.load(), 2);
    QCOMPARE(bench.early->earlyOpenings.load(), 1);
    if (paused) {
        QTRY_COMPARE(bench.shown.size(), 1U); // The picture on display, once more.
        QCOMPARE(bench.phase(), Phase::Paused);
        QCOMPARE(bench.shownIndex(), before);
        bench.lane.step(1);
        QTRY_COMPARE(bench.shownIndex(), before + 1);
        return;
    }
    QCOMPARE(bench.phase(), Phase::Playing);
    QTRY_VERIFY(bench.shownIndex() > before + 20);
    // It goes on where it was: the picture on display may come once more, none is left out.
    for (std::size_t i = count; i < bench.shown.size(); ++i) {
        const std::int64_t step = bench.shown[i].frame.id.index - bench.shown[i - 1].frame.id.index;
        QVERIFY2(step == 0 || step == 1, qPrintable(QString::number(step)));
    }
    QVERIFY(bench.indexed.empty());
}

void PipelineEarlyTest::isOpenedWholeForASeek()
{
    EarlyBench bench({.frames = 500, .frameRate = {30, 1}, .failSeek = 300});
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    bench.lane.seek(300);
    QTRY_COMPARE(bench.shownIndex(), 299);
    QCOMPARE(bench.opened.size(), 2U);
    QVERIFY(bench.lane.sourceInfo().indexed);
    QCOMPARE(bench.warnings.size(), 1);
    QCOMPARE(bench.lane.position(), 299);
    QCOMPARE(bench.phase(), Phase::Paused);
}

void PipelineEarlyTest::failsWhereItCannotBeOpenedWhole()
{
    EarlyBench bench({.frames = 1000, .frameRate = {30, 1}});
    bench.early->failsWhole = true;
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    bench.early->misleads = true;
    QTRY_COMPARE(bench.phase(), Phase::Failed);
    QCOMPARE(bench.lane.sourceState().error.message, QStringLiteral("The synthetic source cannot be opened whole."));
    QCOMPARE(bench.early->openings.load(), 2);
    // The next one is as good as any.
    bench.early->misleads = false;
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    QCOMPARE(bench.early->earlyOpenings.load(), 2);
}

void PipelineEarlyTest::closesAndQuitsInBetween()
{
    EarlyBench bench({.frames = 1000, .frameRate = {30, 1}});
    bench.lane.open({});
    QTRY_VERIFY(bench.early->slices > 3);
    bench.lane.close();
    QCOMPARE(bench.phase(), Phase::Empty);
    QVERIFY(!bench.lane.indexingProgress());
    bench.lane.open({}, true);
    const int slices = bench.early->slices;
    QTRY_VERIFY(bench.early->slices > slices + 3);
    QVERIFY(bench.pipeline.stop());
    QVERIFY(bench.warnings.isEmpty());
    QVERIFY(bench.indexed.empty());
}

void PipelineEarlyTest::offlineRunsWait()
{
    const auto early = std::make_shared<EarlyScript>();
    std::vector<std::unique_ptr<Detector>> none;
    none.push_back(nullptr);
    OfflineRun run(std::make_unique<SyntheticSource>(SyntheticScript{.frames = 10, .early = early}), std::move(none));
    std::optional<std::int64_t> count;
    const auto ended = run.run(
        {},
        [&count](const SourceInfo &info) -> Result<void> {
            count = info.frameCount;
            return {};
        },
        [](const Frame &, const auto &) -> Result<void> { return {}; });
    QVERIFY(ended);
    QCOMPARE(count.value(), 10);
    QCOMPARE(early->earlyOpenings.load(), 0);
    QCOMPARE(early->slices.load(), 0);
}

void PipelineEarlyTest::playsAllOfAClip()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/asl_hungry.mkv"));
    EarlyBench bench(makeEarliestFile);
    bench.lane.setFlow(everyFrame);
    bench.lane.setSpeed(16.0);
    bench.lane.open({SourceKind::VideoFile, clip});
    QTRY_COMPARE_WITH_TIMEOUT(bench.phase(), Phase::Ended, 60000);
    QVERIFY(!bench.opened.front().indexed);
    QCOMPARE(bench.indexed.size(), 1U);
    QCOMPARE(bench.indexed.front().frameCount.value(), 49);
    QCOMPARE(bench.shown.size(), 49U);
    QVERIFY(bench.isGapless());
}

void PipelineEarlyTest::playsAllOfAClipThatMisleads()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    const QString later = folder.filePath(QStringLiteral("later.ts"));
    const QString earlier = folder.filePath(QStringLiteral("earlier.ts"));
    QVERIFY(makeClip("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 50 -c:v libx264 -bf 2 -g 10 "
                     "-output_ts_offset 20",
                     later));
    QVERIFY(makeClip("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 50 -c:v libx264 -bf 2 -g 10", earlier));
    const QString clip = folder.filePath(QStringLiteral("joined.ts"));
    QVERIFY(write(clip, contentOf(later) + contentOf(earlier)));

    EarlyBench bench(makeEarliestFile);
    bench.lane.setFlow(everyFrame);
    bench.lane.setSpeed(4.0);
    bench.lane.open({SourceKind::VideoFile, clip});
    QTRY_COMPARE_WITH_TIMEOUT(bench.phase(), Phase::Ended, 60000);
    QCOMPARE(bench.opened.size(), 2U);
    QVERIFY(!bench.opened[0].indexed);
    QVERIFY(bench.opened[1].indexed);
    QCOMPARE(bench.opened[1].frameCount.value(), 100);
    QCOMPARE(bench.warnings.size(), 1);
    QVERIFY(bench.warnings.front().contains(clip));
    QCOMPARE(bench.shown.front().frame.id.index, 0);
    QCOMPARE(bench.shown.back().frame.id.index, 99);
    for (std::size_t i = 1; i < bench.shown.size(); ++i) {
        const std::int64_t step = bench.shown[i].frame.id.index - bench.shown[i - 1].frame.id.index;
        QVERIFY2(step == 0 || step == 1, qPrintable(QString::number(step)));
    }
}

QTEST_GUILESS_MAIN(PipelineEarlyTest)
#include "tst_pipelineearly.moc"
