// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

/// What is called lost of what was dropped, and what is not.
class PipelineLossesTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void slowModelsLose_data();
    void slowModelsLose();
    void seeksAndSwitchesLoseNothing();
    void pausesLoseNothing();
    void fastPlayingSkips();
    void anotherPolicyCountsAnew();
    void anotherSourceCountsAnew();
};

namespace
{

bool isConsistent(const LaneStatistics &s)
{
    const auto exact = [](const FlowCounters &c) {
        return c.captured == c.processed + c.dropped + c.waiting() && c.overtaken + c.skipped <= c.dropped &&
               c.overtakenLately <= c.overtaken;
    };
    return exact(s.models.front().queue) && exact(s.displayQueue);
}

} // namespace

void PipelineLossesTest::slowModelsLose_data()
{
    QTest::addColumn<int>("workers");
    QTest::newRow("one") << 1;
    QTest::newRow("several, which overtake each other") << 3;
}

void PipelineLossesTest::slowModelsLose()
{
    QFETCH(int, workers);
    Bench bench({.frames = 120, .frameRate = {400, 1}});
    bench.model->unevenMs = 60;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), workers));
    bench.lane.open({});
    bool consistent = true;
    const auto ended = [&] {
        consistent = consistent && isConsistent(bench.lane.statistics());
        return bench.phase() == Phase::Ended;
    };
    QTRY_VERIFY(ended());
    QVERIFY(consistent);
    const LaneStatistics statistics = bench.lane.statistics();
    QVERIFY(statistics.lost() > 0);
    // Nothing else was dropped of a source that was played from its start to its end.
    QCOMPARE(statistics.lost(), statistics.dropped());
    QCOMPARE(statistics.lostLately(), statistics.lost());
    QCOMPARE(statistics.skipped(), 0U);
}

void PipelineLossesTest::seeksAndSwitchesLoseNothing()
{
    // So slow that no machine is too slow for it.
    Bench bench({.frames = 1000000, .frameRate = {2, 1}});
    bench.model->delayMs = 1;
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() >= 2);
    for (int i = 0; i < 300; ++i)
        bench.lane.seek(i * 100);
    QTRY_VERIFY(bench.shownIndex() >= 29900);
    QVERIFY(bench.loadModel(QStringLiteral("another")));
    bench.lane.setFlow({.mode = ViewMode::Smooth});
    bench.pipeline.feed(0, {0});
    const auto shown = bench.shown.size();
    QTRY_VERIFY(bench.shown.size() > shown + 2);
    QCOMPARE(bench.lane.statistics().lost(), 0U);
    bench.lane.close();
    QCOMPARE(bench.lane.statistics().lost(), 0U);
}

void PipelineLossesTest::pausesLoseNothing()
{
    Bench bench({.frames = 1000000, .live = true, .interval = 20ms});
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 3));
    bench.lane.open({});
    for (int i = 0; i < 5; ++i) {
        const auto shown = bench.shown.size();
        QTRY_VERIFY(bench.shown.size() > shown + 3);
        // Some are in the works, and overtake each other before the display.
        bench.model->unevenMs = 15;
        const auto lost = bench.lane.statistics().lost();
        bench.lane.pause();
        // Looked at once alone: another picture may follow until the pause has reached the thread that reads.
        QVERIFY(QTest::qWaitFor([&] { return bench.lane.statistics().models.front().queue.waiting() == 0; }));
        bench.lane.play();
        QCOMPARE(bench.lane.statistics().lost(), lost);
        bench.model->unevenMs = 0;
    }
}

void PipelineLossesTest::fastPlayingSkips()
{
    Bench bench({.frames = 400, .frameRate = {100, 1}});
    bench.model->delayMs = 30;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    bench.lane.setSpeed(8.0);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    const LaneStatistics fast = bench.lane.statistics();
    QVERIFY(fast.skipped() > 100);
    QCOMPARE(fast.skipped(), fast.dropped());
    QCOMPARE(fast.lost(), 0U);
    QCOMPARE(fast.lostLately(), 0U);

    bench.lane.setSpeed(1.0);
    bench.lane.play();
    QTRY_VERIFY(bench.lane.statistics().lost() > 10);
    QVERIFY(bench.lane.statistics().lostLately() > 10);
    QVERIFY(isConsistent(bench.lane.statistics()));
}

void PipelineLossesTest::anotherPolicyCountsAnew()
{
    Bench bench({.frames = 1000000, .frameRate = {400, 1}});
    bench.model->delayMs = 20;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    bench.lane.setFlow({.mode = ViewMode::Smooth});
    bench.lane.open({});
    QTRY_VERIFY(bench.lane.statistics().lost() > 20);
    const auto dropped = bench.lane.statistics().dropped();
    // The display's own queue goes on as before.
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame, .mode = ViewMode::Smooth});
    LaneStatistics statistics = bench.lane.statistics();
    QVERIFY(statistics.lost() < 5);
    QVERIFY(statistics.lostLately() < 5);
    QVERIFY(statistics.dropped() >= dropped);
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame});
    const auto shown = bench.shown.size();
    QTRY_VERIFY(bench.shown.size() > shown + 5);
    statistics = bench.lane.statistics();
    QCOMPARE(statistics.lost(), 0U);
    QCOMPARE(statistics.lostLately(), 0U);
    QVERIFY(isConsistent(statistics));
    // Another size of the queue is no other policy.
    bench.lane.setFlow({});
    QTRY_VERIFY(bench.lane.statistics().lost() > 5);
    bench.lane.setFlow({.capacity = 20});
    QVERIFY(bench.lane.statistics().lost() > 5);
}

void PipelineLossesTest::anotherSourceCountsAnew()
{
    Bench bench([](const SourceSpec &spec) -> std::unique_ptr<FrameSource> {
        const bool quick = spec.location == QLatin1String("quick");
        return std::make_unique<SyntheticSource>(
            SyntheticScript{.frames = 1000000, .frameRate = quick ? Rational{400, 1} : Rational{5, 1}});
    });
    bench.model->delayMs = 20;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    bench.lane.open({.location = QStringLiteral("quick")});
    QTRY_VERIFY(bench.lane.statistics().lost() > 20);
    bench.lane.open({.location = QStringLiteral("slow")});
    QTRY_COMPARE(bench.lane.sourceInfo().spec.location, QStringLiteral("slow"));
    QCOMPARE(bench.lane.statistics().lost(), 0U);
    QCOMPARE(bench.lane.statistics().lostLately(), 0U);
}

QTEST_GUILESS_MAIN(PipelineLossesTest)
#include "tst_pipelinelosses.moc"
