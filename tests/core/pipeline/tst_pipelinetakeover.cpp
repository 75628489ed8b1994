// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/takeoverbench.h"

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

/// The next source is opened beside the one that runs, and takes over when its first picture is there.
class PipelineTakeoverTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void atTheFirstPicture();
    void tellsHowFarAnOpeningIs();
    void aFailureLeavesTheOld_data();
    void aFailureLeavesTheOld();
    void cancellingLeavesTheOld_data();
    void cancellingLeavesTheOld();
    void aNewerOneTakesItsPlace();
    void pausedFromItsFirstPicture();
    void theEndedOneStays();
    void theOldMayFailMeanwhile();
    void askedForWhileItsPictureIsMade();
};

void PipelineTakeoverTest::atTheFirstPicture()
{
    const Signal signal = makeSignal();
    TakeoverBench bench({{next, {.size = {32, 24}, .frames = 5, .frameRate = {500, 1}, .firstPicture = signal}}});
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame});
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playsOld());
    const auto generation = bench.lane.presentation().frame.id.generation;
    bench.lane.open(named("next"));
    QCOMPARE(bench.lane.opening()->location, next);
    QVERIFY(bench.goesOn());
    QCOMPARE(bench.phase(), Phase::Playing);
    QCOMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.lane.presentation().frame.id.generation, generation);
    QVERIFY(bench.lane.statistics().models.front().queue.captured > 10);
    bench.lane.seek(100000); // It is the old one's.
    QTRY_VERIFY(bench.shownIndex() >= 100000);
    QCOMPARE(bench.openingChanges, 1);

    bench.shown.clear();
    signal->release();
    QTRY_COMPARE(bench.current(), next);
    QVERIFY(!bench.lane.opening());
    QCOMPARE(bench.lane.presentation().frame.image.cols, 32);
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.openingChanges, 2);
    QCOMPARE(bench.opened, QStringList({QStringLiteral("old"), next}));
    QVERIFY(bench.failed.isEmpty());
    QVERIFY(bench.consistent);
    std::vector<std::int64_t> indices;
    for (const Presentation &p : bench.shown)
        if (p.frame.image.cols == 32)
            indices.push_back(p.frame.id.index);
    QCOMPARE(indices, (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
    QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
    QCOMPARE(bench.lane.statistics().capture.count, 5U);
    QTRY_COMPARE(bench.alive->load(), 1);
}

void PipelineTakeoverTest::tellsHowFarAnOpeningIs()
{
    TakeoverBench bench({{next, {.blockInOpen = true, .progress = 0.25}}});
    QVERIFY(bench.playsOld());
    QVERIFY(!bench.lane.openingProgress());
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.lane.openingProgress().value_or(-1.0), 0.25);
    bench.lane.cancelOpening();
    QVERIFY(!bench.lane.openingProgress());
    bench.lane.close();
    bench.lane.open(named("next"));
    QCOMPARE(bench.phase(), Phase::Opening);
    QTRY_COMPARE(bench.lane.openingProgress().value_or(-1.0), 0.25);
}

void PipelineTakeoverTest::aFailureLeavesTheOld_data()
{
    QTest::addColumn<SyntheticScript>("script");
    QTest::addColumn<bool>("paused");
    QTest::newRow("in open") << SyntheticScript{.failInOpen = true} << false;
    QTest::newRow("in open, paused") << SyntheticScript{.failInOpen = true} << true;
    QTest::newRow("down") << SyntheticScript{.live = true, .down = true} << false;
    QTest::newRow("in its first picture") << SyntheticScript{.failAt = 0} << false;
    QTest::newRow("without a picture") << SyntheticScript{.frames = 0} << false;
}

void PipelineTakeoverTest::aFailureLeavesTheOld()
{
    QFETCH(SyntheticScript, script);
    QFETCH(bool, paused);
    TakeoverBench bench({{next, script}});
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playsOld());
    const auto generation = bench.lane.presentation().frame.id.generation;
    if (paused)
        bench.lane.pause();
    QSignalSpy states(&bench.lane, &SourceLane::sourceStateChanged);
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.failed, QStringList(next));
    QVERIFY(!bench.lastError.message.isEmpty());
    QVERIFY(!bench.lane.opening());
    QCOMPARE(bench.openingChanges, 2);
    QCOMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.phase(), paused ? Phase::Paused : Phase::Playing);
    QCOMPARE(bench.lane.presentation().frame.id.generation, generation);
    QVERIFY(paused || bench.goesOn());
    QVERIFY(states.isEmpty());
    QCOMPARE(bench.opened, QStringList(QStringLiteral("old")));
    QTRY_COMPARE(bench.alive->load(), 1);
}

void PipelineTakeoverTest::cancellingLeavesTheOld_data()
{
    QTest::addColumn<bool>("open");
    QTest::newRow("in open") << false;
    QTest::newRow("without a picture") << true;
}

void PipelineTakeoverTest::cancellingLeavesTheOld()
{
    QFETCH(bool, open);
    const Signal signal = makeSignal();
    SyntheticScript script{.blockInOpen = !open, .firstPicture = signal};
    TakeoverBench bench({{next, script}});
    QVERIFY(bench.playsOld());
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.alive->load(), 2);
    bench.lane.cancelOpening();
    QVERIFY(!bench.lane.opening());
    QCOMPARE(bench.openingChanges, 2);
    QTRY_COMPARE(bench.alive->load(), 1);
    signal->release();
    QVERIFY(bench.goesOn());
    QVERIFY(bench.failed.isEmpty());
    QCOMPARE(bench.current(), QStringLiteral("old"));
    bench.lane.cancelOpening(); // There is nothing any more.
    QCOMPARE(bench.openingChanges, 2);
}

void PipelineTakeoverTest::aNewerOneTakesItsPlace()
{
    TakeoverBench bench({{QStringLiteral("blocking"), {.blockInOpen = true}},
                         {next, {.size = {32, 24}, .frames = 100000, .frameRate = {500, 1}}}});
    QVERIFY(bench.playsOld());
    bench.lane.open(named("blocking"));
    QVERIFY(bench.goesOn());
    bench.lane.open(named("next"));
    QCOMPARE(bench.lane.opening()->location, next);
    QTRY_COMPARE(bench.current(), next);
    QVERIFY(bench.goesOn());
    QVERIFY(bench.failed.isEmpty());
    QVERIFY(bench.consistent);
    QTRY_COMPARE(bench.alive->load(), 1);
}

void PipelineTakeoverTest::pausedFromItsFirstPicture()
{
    const Signal signal = makeSignal();
    TakeoverBench bench({{next, {.size = {32, 24}, .frames = 100, .firstPicture = signal}}});
    QVERIFY(bench.playsOld());
    bench.lane.open(named("next"), true);
    QVERIFY(bench.goesOn());
    QVERIFY(!bench.lane.isPaused());
    signal->release();
    QTRY_COMPARE(bench.current(), next);
    QCOMPARE(bench.phase(), Phase::Paused);
    QCOMPARE(bench.shownIndex(), 0);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 1);

    // And the other way round: a pause meanwhile is the old one's.
    bench.lane.open(named("old"));
    bench.lane.pause();
    QTRY_COMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.phase(), Phase::Playing);
    QVERIFY(bench.goesOn());
    QVERIFY(bench.consistent);
}

void PipelineTakeoverTest::theEndedOneStays()
{
    TakeoverBench bench({{QStringLiteral("short"), {.frames = 3, .frameRate = {1000, 1}}},
                         {QStringLiteral("broken"), {.failInOpen = true}}});
    bench.lane.open(named("short"));
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.open(named("broken"));
    QTRY_COMPARE(bench.failed.size(), 1);
    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shownIndex(), 2);
    bench.lane.play();
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.open(named("old"));
    QCOMPARE(bench.phase(), Phase::Ended);
    QTRY_COMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.phase(), Phase::Playing);
    QVERIFY(bench.goesOn());
}

void PipelineTakeoverTest::theOldMayFailMeanwhile()
{
    const Signal signal = makeSignal();
    TakeoverBench bench({{QStringLiteral("failing"), {.frameRate = {500, 1}, .failAt = 50}},
                         {next, {.size = {32, 24}, .firstPicture = signal}}});
    bench.lane.open(named("failing"), true);
    QTRY_COMPARE(bench.phase(), Phase::Paused);
    bench.lane.open(named("next"));
    bench.lane.play();
    QTRY_COMPARE(bench.phase(), Phase::Failed);
    QCOMPARE(bench.current(), QStringLiteral("failing"));
    QCOMPARE(bench.lane.opening()->location, next);
    signal->release();
    QTRY_COMPARE(bench.current(), next);
    QCOMPARE(bench.phase(), Phase::Playing);
    QVERIFY(bench.lane.sourceState().error.message.isEmpty());
}

/// Between the first picture as it was read and the same as it is shown lies the time of the model.
void PipelineTakeoverTest::askedForWhileItsPictureIsMade()
{
    TakeoverBench bench({{next, {.size = {32, 24}, .frames = 100}}});
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playsOld());
    bench.model->delayMs = 500;
    bench.lane.open(named("next"), true);
    QTRY_VERIFY(bench.lane.isPaused()); // It is read from now on,
    QCOMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.lane.opening()->location, next); // and not yet shown.
    bench.lane.seek(50);
    bench.lane.step(1);
    bench.lane.cancelOpening();
    QCOMPARE(bench.lane.position(), -1);
    bench.pipeline.feed(0, {0});
    QTRY_COMPARE(bench.current(), next);
    QCOMPARE(bench.phase(), Phase::Paused);
    QCOMPARE(bench.shownIndex(), 0);
    QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
    QVERIFY(bench.consistent);
}

QTEST_GUILESS_MAIN(PipelineTakeoverTest)
#include "tst_pipelinetakeover.moc"
