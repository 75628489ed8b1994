// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

class PipelineLiveTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void smoothShowsEveryPictureWithOlderBoxes();
    void smoothBoxesArriveWhilePaused();
    void switchingModesWhilePlaying();
    void pausedLiveSourceGoesOnWithThePresent();
    void aSilentStreamIsCalledStalled();
    void aSlowStreamMayMissThreePictures();
    void aLostStreamComesBack();
    void aStreamThatIsDownIsTriedAgain();
    void failuresAreTold_data();
    void failuresAreTold();

    void stopsInTime_data();
    void stopsInTime();
    void stopLeavesALoadingModelBehind();
};

void PipelineLiveTest::smoothShowsEveryPictureWithOlderBoxes()
{
    Bench bench({.frames = 100000, .live = true, .interval = 5ms});
    bench.model->delayMs = 40;
    bench.lane.setFlow({.policy = FlowPolicy::Latest, .mode = ViewMode::Smooth});
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() >= 60);
    QVERIFY(bench.model->calls < 30);
    bool older = false;
    for (const Presentation &p : bench.shown) {
        if (p.result().candidates && !p.isSynced()) {
            QVERIFY(p.result().candidates->frame.index < p.frame.id.index);
            QVERIFY(p.boxesAge() > 0.0);
            older = true;
        }
    }
    QVERIFY(older);
    QTRY_VERIFY(bench.lane.statistics().boxesAge.value_or(0.0) > 5.0);
    QVERIFY(bench.lane.statistics().pictureAge.has_value());
}

void PipelineLiveTest::smoothBoxesArriveWhilePaused()
{
    Bench bench({.frames = 10});
    bench.model->delayMs = 20;
    bench.lane.setFlow({.policy = FlowPolicy::Latest, .mode = ViewMode::Smooth});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    bench.lane.step(1);
    QTRY_COMPARE(bench.shownIndex(), 1);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
}

void PipelineLiveTest::switchingModesWhilePlaying()
{
    Bench bench({.frames = 100000, .live = true, .interval = 2ms});
    bench.model->delayMs = 5;
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    for (int round = 0; round < 6; ++round) {
        bench.lane.setFlow({.policy = round % 3 == 0 ? FlowPolicy::EveryFrame : FlowPolicy::Latest,
                            .mode = round % 2 == 0 ? ViewMode::Smooth : ViewMode::Synced});
        const auto shown = bench.shown.size();
        QTRY_VERIFY(bench.shown.size() > shown + 10);
    }
}

void PipelineLiveTest::pausedLiveSourceGoesOnWithThePresent()
{
    Bench bench({.frames = 100000, .live = true, .interval = 2ms});
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() > 5);
    bench.lane.pause();
    const auto shown = bench.shown.size();
    // Once the pause has reached the thread that reads, pictures are still read, and let go.
    LaneStatistics from = bench.lane.statistics();
    QVERIFY(QTest::qWaitFor([&bench, &from] {
        const LaneStatistics now = bench.lane.statistics();
        if (now.models.front().queue.captured != from.models.front().queue.captured)
            from = now;
        return now.capture.count > from.capture.count + 50;
    }));
    QVERIFY(bench.shown.size() <= shown + 1); // One may have been on offer at the pause.
    const auto index = bench.shownIndex();
    bench.shown.clear();
    bench.lane.play();
    QTRY_VERIFY(bench.shown.size() > 3);
    QVERIFY(bench.shown[2].frame.id.index > index + 40);
}

void PipelineLiveTest::aSilentStreamIsCalledStalled()
{
    Bench bench({.frames = 5, .live = true});
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Stalled);
    QVERIFY(Clock::now() - bench.lane.sourceState().since > 1900ms);
    QVERIFY(!bench.lane.presentation().isNull()); // The last picture stays.
}

void PipelineLiveTest::aSlowStreamMayMissThreePictures()
{
    Bench bench({.frames = 5, .frameRate = {1, 1}, .live = true});
    bench.lane.open({});
    QTRY_COMPARE(bench.shownIndex(), 4);
    const auto last = Clock::now();
    QTRY_COMPARE(bench.phase(), Phase::Stalled);
    QVERIFY(Clock::now() - last > 2500ms);
}

void PipelineLiveTest::aLostStreamComesBack()
{
    const auto openings = std::make_shared<std::atomic<int>>(0);
    Bench bench([openings](const SourceSpec &) {
        const bool first = (*openings)++ == 0;
        return std::make_unique<SyntheticSource>(
            SyntheticScript{.frames = 100000, .live = true, .interval = 2ms, .failAt = first ? 10 : -1});
    });
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    QCOMPARE(bench.lane.sourceState().attempt, 1);
    QCOMPARE(bench.lane.sourceState().error.message, QStringLiteral("The synthetic source failed."));
    QVERIFY(bench.lane.sourceState().nextTry > Clock::now());
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    QCOMPARE(openings->load(), 2);
    QTRY_VERIFY(bench.shownIndex() > 10);
}

void PipelineLiveTest::aStreamThatIsDownIsTriedAgain()
{
    const auto openings = std::make_shared<std::atomic<int>>(0);
    Bench bench([openings](const SourceSpec &) {
        return std::make_unique<SyntheticSource>(
            SyntheticScript{.frames = 100000, .live = true, .interval = 2ms, .down = (*openings)++ != 1});
    });
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    QCOMPARE(bench.lane.sourceState().attempt, 1);
    QCOMPARE(bench.lane.sourceState().error.message, QStringLiteral("The synthetic source cannot be opened."));
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    QCOMPARE(openings->load(), 2);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Reconnecting);
    bench.lane.close();
    QCOMPARE(bench.phase(), Phase::Empty);
    QTRY_COMPARE(openings->load(), 3);
}

void PipelineLiveTest::failuresAreTold_data()
{
    QTest::addColumn<bool>("live");
    QTest::addColumn<bool>("inOpen");
    QTest::newRow("file that cannot be opened") << false << true;
    QTest::newRow("stream that cannot be opened") << true << true;
    QTest::newRow("file that breaks off") << false << false;
}

void PipelineLiveTest::failuresAreTold()
{
    QFETCH(bool, live);
    QFETCH(bool, inOpen);
    Bench bench({.frameRate = {500, 1}, .live = live, .failAt = 5, .failInOpen = inOpen});
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Failed);
    QVERIFY(!bench.lane.sourceState().error.message.isEmpty());
    QCOMPARE(bench.lane.presentation().isNull(), inOpen);
    bench.lane.play();
    bench.lane.seek(3);
    bench.lane.step(1);
    QCOMPARE(bench.phase(), Phase::Failed);
}

void PipelineLiveTest::stopsInTime_data()
{
    QTest::addColumn<SyntheticScript>("script");
    QTest::addColumn<int>("detectMs");
    QTest::addColumn<bool>("paused");
    QTest::newRow("empty") << SyntheticScript{.failInOpen = true} << 0 << false;
    QTest::newRow("opening") << SyntheticScript{.blockInOpen = true} << 0 << false;
    QTest::newRow("a read blocks") << SyntheticScript{.frameRate = {500, 1}, .blockAt = 3} << 0 << false;
    QTest::newRow("playing") << SyntheticScript{.frames = 100000} << 10 << false;
    QTest::newRow("paused") << SyntheticScript{.frames = 100000} << 10 << true;
    QTest::newRow("slow inference") << SyntheticScript{.frames = 100000} << 300 << false;
    QTest::newRow("live") << SyntheticScript{.frames = 100000, .live = true, .interval = 2ms} << 5 << false;
    QTest::newRow("live, silent") << SyntheticScript{.frames = 1, .live = true} << 0 << false;
    QTest::newRow("ended") << SyntheticScript{.frames = 3, .frameRate = {1000, 1}} << 0 << false;
}

void PipelineLiveTest::stopsInTime()
{
    QFETCH(SyntheticScript, script);
    QFETCH(int, detectMs);
    QFETCH(bool, paused);
    Bench bench(script);
    bench.model->delayMs = detectMs;
    QVERIFY(bench.loadModel());
    bench.lane.open({}, paused);
    const bool showsPictures = !script.failInOpen && !script.blockInOpen;
    if (showsPictures)
        QTRY_VERIFY(!bench.lane.presentation().isNull());
    const auto begin = Clock::now();
    QVERIFY(bench.pipeline.stop());
    QVERIFY(Clock::now() - begin < 500ms);
    QCOMPARE(int(bench.model->alive), 0);
    const FlowCounters counters = bench.lane.statistics().models.front().queue;
    QCOMPARE(counters.captured, counters.processed + counters.dropped);
    bench.lane.play(); // Whatever is asked of a stopped pipeline does nothing.
    bench.lane.seek(1);
    bench.lane.close();
    QVERIFY(bench.pipeline.stop());
}

void PipelineLiveTest::stopLeavesALoadingModelBehind()
{
    const auto model = std::make_shared<SyntheticModel>();
    model->loadMs = 1200;
    {
        Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), SyntheticDetector::factory(model));
        pipeline.lane().open({});
        pipeline.model().load({.location = QStringLiteral("slow")});
        QTRY_VERIFY(!pipeline.lane().presentation().isNull()); // Pictures flow while it loads.
        const auto begin = Clock::now();
        QVERIFY(!pipeline.stop());
        QVERIFY(Clock::now() - begin < 550ms);
    }
    // The thread left behind ends by itself and takes the model with it.
    QTRY_COMPARE(model.use_count(), 1L);
    QCOMPARE(int(model->alive), 0);
}

QTEST_GUILESS_MAIN(PipelineLiveTest)
#include "tst_pipelinelive.moc"
