// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

class PipelineSeeksTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void seekIsExact();
    void stepsBothWays();
    void stepInTheMidstOfPlayingIsExact();
    void theSecondPictureKeepsItsTime();
    void quickStepsAddUp();
    void stepsCountFromWhereASeekGoes();
    void stepsBeforeTheFirstPictureCountFromIt();
    void aFailedSeekGoesNowhere();
    void anotherRoundThroughTheModelKeepsTheTarget();
};

namespace
{

constexpr FlowOptions everyFrame{.policy = FlowPolicy::EveryFrame};
constexpr Rational fast{1000, 1};

} // namespace

void PipelineSeeksTest::seekIsExact()
{
    Bench bench({.frames = 500, .frameRate = {30, 1}});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    for (const int target : {250, 499, 3, 4, 0, 9999, -5}) {
        bench.lane.seek(target);
        QTRY_COMPARE(bench.shownIndex(), std::clamp(target, 0, 499));
        QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    }
    for (int target = 10; target < 400; target += 3)
        bench.lane.seek(target); // As a dragged slider asks: the last one counts.
    QTRY_COMPARE(bench.shownIndex(), 397);
    QCOMPARE(bench.phase(), Phase::Paused);
}

void PipelineSeeksTest::stepsBothWays()
{
    Bench bench({.frames = 10, .frameRate = {30, 1}});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    for (const int expected : {1, 2, 3}) {
        bench.lane.step(1);
        QTRY_COMPARE(bench.shownIndex(), expected);
    }
    for (const int expected : {2, 1, 0, 0}) {
        bench.lane.step(-1);
        QTRY_COMPARE(bench.shownIndex(), expected);
        QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
    }
}

void PipelineSeeksTest::stepInTheMidstOfPlayingIsExact()
{
    Bench bench({.frames = 1000, .frameRate = fast});
    bench.model->delayMs = 2;
    bench.lane.setFlow(everyFrame);
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_VERIFY(bench.shownIndex() >= 10);
    const auto before = bench.shownIndex();
    bench.lane.step(1);
    QCOMPARE(bench.phase(), Phase::Paused);
    QTRY_COMPARE(bench.shownIndex(), before + 1);
    bench.lane.play();
    QTRY_VERIFY(bench.shownIndex() >= before + 20);
    const auto count = bench.shown.size();
    for (std::size_t i = 1; i < count; ++i)
        QCOMPARE(bench.shown[i].frame.id.index, std::int64_t(i)); // None twice, none left out.
}

void PipelineSeeksTest::theSecondPictureKeepsItsTime()
{
    Bench bench({.frames = 100, .frameRate = {4, 1}});
    bench.lane.open({});
    const auto secondWaited = [&bench] {
        return bench.shown[1].frame.captured - bench.shown[0].frame.captured > std::chrono::milliseconds(200);
    };
    QTRY_VERIFY(bench.shown.size() >= 2);
    QVERIFY(secondWaited());
    bench.shown.clear();
    bench.lane.seek(50);
    QTRY_VERIFY(bench.shown.size() >= 2);
    QVERIFY(secondWaited());
}

void PipelineSeeksTest::quickStepsAddUp()
{
    Bench bench({.frames = 10});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    for (int i = 0; i < 3; ++i)
        bench.lane.step(1);
    QCOMPARE(bench.lane.position(), 3);
    QTRY_COMPARE(bench.shownIndex(), 3);
    QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
    // At the ends there is nothing to add up.
    for (int i = 0; i < 20; ++i)
        bench.lane.step(1);
    QCOMPARE(bench.lane.position(), 9);
    for (int i = 0; i < 2; ++i)
        bench.lane.step(-1);
    QTRY_COMPARE(bench.shownIndex(), 7);
    for (int i = 0; i < 20; ++i)
        bench.lane.step(-1);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 1);
    QCOMPARE(bench.lane.position(), 1);
    QCOMPARE(bench.phase(), Phase::Paused);
}

void PipelineSeeksTest::stepsCountFromWhereASeekGoes()
{
    Bench bench({.frames = 1000, .frameRate = fast});
    bench.lane.open({});
    QTRY_VERIFY(bench.shownIndex() >= 3);
    bench.lane.seek(500);
    bench.lane.step(1);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 502);
    bench.lane.play();
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.lane.position(), 999);
    bench.lane.step(-1);
    bench.lane.step(-1);
    QTRY_COMPARE(bench.shownIndex(), 997);
}

void PipelineSeeksTest::stepsBeforeTheFirstPictureCountFromIt()
{
    Bench bench({.frames = 100});
    bench.model->delayMs = 100;
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QCOMPARE(bench.lane.position(), -1);
    bench.lane.step(1); // Nobody knows yet whether it can be stepped.
    QTRY_COMPARE(bench.phase(), Phase::Paused);
    QVERIFY(bench.lane.presentation().isNull());
    bench.lane.step(1);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 2);
}

void PipelineSeeksTest::aFailedSeekGoesNowhere()
{
    Bench bench({.frames = 100, .failSeek = 50});
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    QSignalSpy warned(&bench.lane, &SourceLane::warned);
    bench.lane.seek(50);
    QCOMPARE(bench.lane.position(), 50);
    QTRY_COMPARE(warned.count(), 1);
    QCOMPARE(bench.lane.position(), 0);
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 1);
}

void PipelineSeeksTest::anotherRoundThroughTheModelKeepsTheTarget()
{
    Bench bench({.frames = 100});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    bench.lane.seek(50);
    bench.pipeline.feed(0, {0});
    QTRY_COMPARE(bench.shownIndex(), 50);
}

QTEST_GUILESS_MAIN(PipelineSeeksTest)
#include "tst_pipelineseeks.moc"
