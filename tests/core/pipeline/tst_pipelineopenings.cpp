// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/takeoverbench.h"

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

/// What becomes of sources that are opened beside another: lost, closed, left, counted.
class PipelineOpeningsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aStreamThatTookOverComesBack();
    void whatNeverWasUpIsReplaced();
    void liveSourcesMakeWayForThemselves_data();
    void liveSourcesMakeWayForThemselves();
    void closingEndsBoth();
    void leavesInTime_data();
    void leavesInTime();
    void leavesTheDeafBehind();
    void countsAreExact_data();
    void countsAreExact();
};

void PipelineOpeningsTest::aStreamThatTookOverComesBack()
{
    TakeoverBench bench({{next, {.size = {32, 24}, .frames = 100000, .live = true, .interval = 2ms, .failAt = 20}}});
    QVERIFY(bench.playsOld());
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    QCOMPARE(bench.current(), next);
    QTRY_VERIFY(bench.opened.size() >= 3);
    QCOMPARE(bench.opened.mid(0, 3), QStringList({QStringLiteral("old"), next, next}));
    QVERIFY(bench.goesOn());
    QVERIFY(bench.consistent);
}

void PipelineOpeningsTest::whatNeverWasUpIsReplaced()
{
    TakeoverBench bench({{QStringLiteral("down"), {.live = true, .down = true}}});
    bench.lane.open(named("down"));
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    QVERIFY(bench.playsOld());
    QCOMPARE(bench.openingChanges, 0);
    QCOMPARE(bench.mostAlive->load(), 1);
}

void PipelineOpeningsTest::liveSourcesMakeWayForThemselves_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<bool>("live");
    QTest::addColumn<int>("mostAlive");
    QTest::newRow("camera") << SourceKind::Camera << true << 1;
    QTest::newRow("camera that is not known to be live") << SourceKind::Camera << false << 1;
    QTest::newRow("stream") << SourceKind::Url << true << 1;
    QTest::newRow("file") << SourceKind::VideoFile << false << 2;
}

void PipelineOpeningsTest::liveSourcesMakeWayForThemselves()
{
    QFETCH(SourceKind, kind);
    QFETCH(bool, live);
    QFETCH(int, mostAlive);
    TakeoverBench bench({{next, {.frames = 100000, .live = live, .interval = 2ms}}});
    const SourceSpec spec{kind, next};
    bench.lane.open(spec);
    QTRY_COMPARE(bench.opened.size(), 1);
    QVERIFY(bench.goesOn());
    bench.lane.open(spec);
    QCOMPARE(bench.phase(), mostAlive == 1 ? Phase::Opening : Phase::Playing);
    QTRY_COMPARE(bench.opened.size(), 2);
    QVERIFY(bench.goesOn());
    QCOMPARE(bench.mostAlive->load(), mostAlive);
    // Another one is none of its business.
    bench.lane.open(named("old"));
    QCOMPARE(bench.phase(), Phase::Playing);
    QTRY_COMPARE(bench.current(), QStringLiteral("old"));
    QCOMPARE(bench.mostAlive->load(), 2);
}

void PipelineOpeningsTest::closingEndsBoth()
{
    TakeoverBench bench({{next, {.blockInOpen = true}}});
    QVERIFY(bench.playsOld());
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.alive->load(), 2);
    bench.lane.close();
    QVERIFY(!bench.lane.opening());
    QCOMPARE(bench.phase(), Phase::Empty);
    QTRY_COMPARE(bench.alive->load(), 0);
    QVERIFY(bench.failed.isEmpty());
    QVERIFY(bench.playsOld());
}

void PipelineOpeningsTest::leavesInTime_data()
{
    QTest::addColumn<SyntheticScript>("script");
    QTest::newRow("in open") << SyntheticScript{.blockInOpen = true};
    QTest::newRow("in its first picture") << SyntheticScript{.blockAt = 0};
    QTest::newRow("without a picture") << SyntheticScript{.firstPicture = makeSignal()};
    QTest::newRow("while it takes over") << SyntheticScript{.size = {32, 24}};
}

void PipelineOpeningsTest::leavesInTime()
{
    QFETCH(SyntheticScript, script);
    TakeoverBench bench({{next, script}});
    bench.model->delayMs = 20;
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playsOld());
    bench.lane.open(named("next"));
    QTRY_COMPARE(bench.mostAlive->load(), 2);
    const auto begin = Clock::now();
    QVERIFY(bench.pipeline.stop());
    QVERIFY(Clock::now() - begin < 500ms);
    QCOMPARE(bench.alive->load(), 0);
    QVERIFY(isExact(bench.lane.statistics()));
    bench.lane.open(named("old")); // Whatever is asked of a stopped lane does nothing.
    bench.lane.cancelOpening();
    bench.lane.close();
}

void PipelineOpeningsTest::leavesTheDeafBehind()
{
    const Signal signal = makeSignal();
    std::shared_ptr<std::atomic<int>> alive;
    {
        TakeoverBench bench({{next, {.deaf = signal}}});
        alive = bench.alive;
        QVERIFY(bench.playsOld());
        bench.lane.open(named("next"));
        QTRY_COMPARE(bench.alive->load(), 2);
        bench.lane.cancelOpening();
        QVERIFY(bench.goesOn());
        const auto begin = Clock::now();
        QVERIFY(!bench.pipeline.stop());
        QVERIFY(Clock::now() - begin < 550ms);
    }
    QCOMPARE(alive->load(), 1);
    signal->release();
    QTRY_COMPARE(alive->load(), 0); // The thread left behind ends by itself and takes the source with it.
}

void PipelineOpeningsTest::countsAreExact_data()
{
    QTest::addColumn<FlowOptions>("flow");
    QTest::newRow("latest, synced") << FlowOptions{};
    QTest::newRow("latest, smooth") << FlowOptions{.mode = ViewMode::Smooth};
    QTest::newRow("every frame, synced") << FlowOptions{.policy = FlowPolicy::EveryFrame};
}

void PipelineOpeningsTest::countsAreExact()
{
    QFETCH(FlowOptions, flow);
    TakeoverBench bench({{QStringLiteral("one"), {.size = {32, 24}, .frames = 1000000, .frameRate = {1000, 1}}},
                         {QStringLiteral("two"), {.size = {16, 12}, .frames = 1000000, .live = true, .interval = 1ms}},
                         {QStringLiteral("broken"), {.failInOpen = true}},
                         {QStringLiteral("last"), {.size = {48, 36}, .frames = 60, .frameRate = {500, 1}}}});
    bench.model->unevenMs = 4;
    bench.lane.setFlow(flow);
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 2));
    QVERIFY(bench.playsOld());
    bool exact = true;
    const auto observe = [&](auto condition) {
        return QTest::qWaitFor([&] {
            exact = exact && isExact(bench.lane.statistics());
            return condition();
        });
    };
    for (int round = 0; round < 12; ++round) {
        const char *name = round % 3 == 0 ? "one" : round % 3 == 1 ? "two" : "old";
        if (round % 4 == 3)
            bench.lane.open(named("broken"));
        bench.lane.open(named(name));
        QVERIFY(observe([&] { return bench.current() == QLatin1String(name); }));
        const auto shown = bench.shown.size();
        QVERIFY(observe([&] { return bench.shown.size() > shown + 3; }));
    }
    bench.lane.open(named("last"));
    QVERIFY(observe([&] { return bench.phase() == Phase::Ended && bench.current() == QLatin1String("last"); }));
    QVERIFY(exact);
    QVERIFY(bench.consistent);
    const LaneStatistics statistics = bench.lane.statistics();
    const FlowCounters queue = statistics.models.front().queue;
    QCOMPARE(statistics.capture.count, 60U);
    // What the models had in the works of the source before is counted once more.
    QVERIFY(queue.captured >= 60 && queue.captured - 60 <= queue.capacity);
    QCOMPARE(queue.processed + queue.dropped, queue.captured);
    QCOMPARE(bench.shownIndex(), 59);
    std::uint64_t own = 0;
    for (const Presentation &p : bench.shown)
        own += p.frame.image.cols == 48 ? 1 : 0;
    QCOMPARE(own, statistics.displayQueue.processed);
    if (flow.policy == FlowPolicy::EveryFrame)
        QCOMPARE(own, 60U);
    QTRY_COMPARE(bench.alive->load(), 1);
}

QTEST_GUILESS_MAIN(PipelineOpeningsTest)
#include "tst_pipelineopenings.moc"
