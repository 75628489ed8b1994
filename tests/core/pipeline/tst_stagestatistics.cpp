// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/playbackclock.h"
#include "core/pipeline/residentmemory.h"
#include "core/pipeline/stagestatistics.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using namespace std::chrono_literals;

class StageStatisticsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void startsEmpty();
    void percentilesAreNearestRank();
    void rateOfASteadyStage_data();
    void rateOfASteadyStage();
    void rateFallsToZeroWhenTheStageStops();
    void windowForgetsOldDurations();
    void residentMemoryIsThisProcess();

    void clockFollowsTimestamps();
    void clockFollowsTheSpeed();
    void clockDoesNotRushAfterALatePicture();
};

void StageStatisticsTest::startsEmpty()
{
    const StageSnapshot snapshot = StageStatistics().snapshot();
    QCOMPARE(snapshot.count, 0U);
    QCOMPARE(snapshot.perSecond, 0.0);
    QCOMPARE(snapshot.p99, 0.0);
}

void StageStatisticsTest::percentilesAreNearestRank()
{
    StageStatistics statistics;
    const Clock::time_point start{};
    for (int i = 100; i >= 1; --i)
        statistics.add(std::chrono::milliseconds(i), start);
    const StageSnapshot snapshot = statistics.snapshot(start);
    QCOMPARE(snapshot.p50, 50.0);
    QCOMPARE(snapshot.p95, 95.0);
    QCOMPARE(snapshot.p99, 99.0);
    QCOMPARE(snapshot.last, 1.0);
}

void StageStatisticsTest::rateOfASteadyStage_data()
{
    QTest::addColumn<int>("intervalMs");
    QTest::addColumn<int>("items");
    QTest::addColumn<double>("expected");
    QTest::newRow("25 a second, long") << 40 << 200 << 25.0;
    QTest::newRow("25 a second, just begun") << 40 << 11 << 25.0;
    QTest::newRow("one item has no rate") << 40 << 1 << 0.0;
    QTest::newRow("1000 a second, more than the window holds") << 1 << 5000 << 1000.0;
    QTest::newRow("1 a second") << 1000 << 10 << 1.0;
}

void StageStatisticsTest::rateOfASteadyStage()
{
    QFETCH(int, intervalMs);
    QFETCH(int, items);
    QFETCH(double, expected);
    StageStatistics statistics;
    Clock::time_point now{};
    for (int i = 0; i < items; ++i) {
        now = Clock::time_point{} + i * std::chrono::milliseconds(intervalMs);
        statistics.add(1ms, now);
    }
    QVERIFY(qAbs(statistics.snapshot(now).perSecond - expected) <= 0.02 * expected + 1e-9);
}

void StageStatisticsTest::rateFallsToZeroWhenTheStageStops()
{
    StageStatistics statistics;
    Clock::time_point now{};
    for (int i = 0; i < 100; ++i)
        statistics.add(1ms, now += 40ms);
    QVERIFY(statistics.snapshot(now + 1s).perSecond < 15.0);
    QCOMPARE(statistics.snapshot(now + 3s).perSecond, 0.0);
    statistics.reset();
    QCOMPARE(statistics.snapshot(now).count, 0U);
}

void StageStatisticsTest::windowForgetsOldDurations()
{
    StageStatistics statistics;
    for (int i = 0; i < 512; ++i)
        statistics.add(100ms);
    for (int i = 0; i < 512; ++i)
        statistics.add(2ms);
    QCOMPARE(statistics.snapshot().p99, 2.0);
    QCOMPARE(statistics.snapshot().count, 1024U);
}

void StageStatisticsTest::residentMemoryIsThisProcess()
{
    const std::size_t before = residentMemory();
    QVERIFY(before > 1'000'000);
    std::vector<char> block(64 << 20, 1);
    QVERIFY(residentMemory() > before + (32U << 20));
    QCOMPARE(block.back(), char(1));
}

namespace
{

Frame frameAt(std::int64_t pts)
{
    Frame frame;
    frame.pts = pts;
    frame.timeBase = {1, 25};
    return frame;
}

} // namespace

void StageStatisticsTest::clockFollowsTimestamps()
{
    PlaybackClock clock;
    const Clock::time_point start{};
    QCOMPARE(clock.untilDue(frameAt(100), start), 0ns); // The first picture sets the zero.
    QCOMPARE(clock.untilDue(frameAt(101), start), 40ms);
    QCOMPARE(clock.untilDue(frameAt(101), start + 30ms), 10ms);
    QCOMPARE(clock.untilDue(frameAt(105), start + 30ms), 170ms);
}

void StageStatisticsTest::clockFollowsTheSpeed()
{
    PlaybackClock clock;
    clock.setSpeed(2.0);
    const Clock::time_point start{};
    QCOMPARE(clock.untilDue(frameAt(0), start), 0ns);
    QCOMPARE(clock.untilDue(frameAt(25), start), 500ms);
    clock.setSpeed(0.5);
    QCOMPARE(clock.untilDue(frameAt(25), start), 0ns);
    QCOMPARE(clock.untilDue(frameAt(26), start), 80ms);
}

void StageStatisticsTest::clockDoesNotRushAfterALatePicture()
{
    PlaybackClock clock;
    const Clock::time_point start{};
    (void)clock.untilDue(frameAt(0), start);
    QCOMPARE(clock.untilDue(frameAt(1), start + 1s), 0ns);
    QCOMPARE(clock.untilDue(frameAt(2), start + 1s), 40ms);
}

QTEST_GUILESS_MAIN(StageStatisticsTest)
#include "tst_stagestatistics.moc"
