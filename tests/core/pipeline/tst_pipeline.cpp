// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

class PipelineTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void everyFrameShowsEachWithItsOwnBoxes();
    void latestDropsAndCounts();
    void accountingHoldsWhilePlaying_data();
    void accountingHoldsWhilePlaying();
    void playsWithoutAModel();
    void playsAtTheSourcesRate();
    void pauseHoldsThePictureAndPlayGoesOn();
    void loopsAndEnds();
    void loopsOverARange();
    void whoSeeksBeyondALoopPlaysOn();
    void unreadableFramesAreCountedOnce();
    void stillPictureIsShownOnce();
    void playAfterTheEndStartsAnew();
    void replaysWhatCannotBeSought();
    void opensPaused();
    void anotherSourceReplacesTheFirst();
    void closeLeavesNothing();

    void thresholdsActAtOnceWithoutAnotherRun();
    void viewportChangesAreRenderedWhilePaused();
};

namespace
{

constexpr FlowOptions everyFrame{.policy = FlowPolicy::EveryFrame};
constexpr Rational fast{1000, 1};

} // namespace

void PipelineTest::everyFrameShowsEachWithItsOwnBoxes()
{
    Bench bench({.frames = 60, .frameRate = fast});
    bench.model->delayMs = 2;
    bench.lane.setFlow(everyFrame);
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 60U);
    for (std::size_t i = 0; i < bench.shown.size(); ++i) {
        QCOMPARE(bench.shown[i].frame.id.index, std::int64_t(i));
        QVERIFY(boxesBelongToPicture(bench.shown[i]));
        QCOMPARE(bench.shown[i].result().detections.size(), 2U); // 0.9 and 0.5 pass 0.25; 0.1 does not.
    }
    const LaneStatistics statistics = bench.lane.statistics();
    QCOMPARE(statistics.models.front().queue.captured, 60U);
    QCOMPARE(statistics.models.front().queue.processed, 60U);
    QCOMPARE(statistics.displayQueue.processed, 60U);
    QCOMPARE(statistics.dropped(), 0U);
    QCOMPARE(statistics.models.front().inference.count, 60U);
    QCOMPARE(statistics.endToEnd.count, 60U);
}

void PipelineTest::latestDropsAndCounts()
{
    Bench bench({.frames = 60, .frameRate = {200, 1}});
    bench.model->delayMs = 20;
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    const LaneStatistics statistics = bench.lane.statistics();
    QCOMPARE(statistics.models.front().queue.captured, 60U);
    QVERIFY(statistics.models.front().queue.dropped > 0);
    QCOMPARE(statistics.models.front().queue.processed + statistics.models.front().queue.dropped, 60U);
    QCOMPARE(statistics.displayQueue.processed + statistics.displayQueue.dropped,
             statistics.models.front().queue.processed);
    QCOMPARE(bench.shown.size(), statistics.displayQueue.processed);
    QCOMPARE(bench.shownIndex(), 59); // The newest picture is never the one that is dropped.
    for (const Presentation &presentation : bench.shown)
        QVERIFY(boxesBelongToPicture(presentation));
}

void PipelineTest::accountingHoldsWhilePlaying_data()
{
    QTest::addColumn<FlowPolicy>("policy");
    QTest::addColumn<ViewMode>("mode");
    QTest::newRow("latest, synced") << FlowPolicy::Latest << ViewMode::Synced;
    QTest::newRow("latest, smooth") << FlowPolicy::Latest << ViewMode::Smooth;
    QTest::newRow("every frame, synced") << FlowPolicy::EveryFrame << ViewMode::Synced;
    QTest::newRow("every frame, smooth") << FlowPolicy::EveryFrame << ViewMode::Smooth;
}

void PipelineTest::accountingHoldsWhilePlaying()
{
    QFETCH(FlowPolicy, policy);
    QFETCH(ViewMode, mode);
    Bench bench({.frames = 100, .frameRate = {500, 1}});
    bench.model->delayMs = 3;
    bench.lane.setFlow({.policy = policy, .mode = mode});
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    const auto holds = [&] {
        const LaneStatistics s = bench.lane.statistics();
        const auto exact = [](const FlowCounters &c) { return c.captured == c.processed + c.dropped + c.waiting(); };
        return exact(s.models.front().queue) && exact(s.displayQueue) &&
               s.models.front().queue.waiting() <= s.models.front().queue.capacity;
    };
    bool held = true;
    QTRY_VERIFY((held = held && holds()) == false || bench.phase() == Phase::Ended);
    QVERIFY(held);
    QCOMPARE(bench.lane.statistics().models.front().queue.captured, 100U);
}

void PipelineTest::playsWithoutAModel()
{
    Bench bench({.frames = 10, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 10U);
    QVERIFY(!bench.shown.back().result().candidates);
    QCOMPARE(bench.shown.back().image.size(), QSize(64, 48));
}

void PipelineTest::playsAtTheSourcesRate()
{
    Bench bench({.frames = 21, .frameRate = {40, 1}});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    QTRY_VERIFY(!bench.shown.empty());
    const auto begin = Clock::now();
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    QVERIFY2(seconds > 0.4, qPrintable(QString::number(seconds))); // 20 intervals of 25 ms are 0.5 s.

    bench.lane.setSpeed(10.0);
    const auto beginFast = Clock::now();
    bench.lane.play();
    QTRY_COMPARE(bench.shown.size(), 42U);
    QVERIFY(std::chrono::duration<double>(Clock::now() - beginFast).count() < seconds);
}

void PipelineTest::pauseHoldsThePictureAndPlayGoesOn()
{
    Bench bench({.frames = 200, .frameRate = fast});
    bench.model->delayMs = 2;
    bench.lane.setFlow(everyFrame);
    QVERIFY(bench.loadModel());
    bench.lane.open({});
    QTRY_VERIFY(bench.shownIndex() >= 20);
    bench.lane.pause();
    QCOMPARE(bench.phase(), Phase::Paused);

    // Everything comes to rest with its queues filled, nothing lost; at most what was on offer is still shown.
    const auto shownAtPause = bench.shownIndex();
    QTRY_COMPARE(bench.lane.statistics().models.front().queue.waiting(), everyFrame.capacity);
    QVERIFY(bench.shownIndex() <= shownAtPause + 1);

    bench.lane.play();
    QCOMPARE(bench.phase(), Phase::Playing);
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 200U);
    QCOMPARE(bench.lane.statistics().dropped(), 0U);
}

void PipelineTest::loopsAndEnds()
{
    Bench bench({.frames = 5, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.setLoop(true);
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() >= 12);
    QCOMPARE(bench.shown[5].frame.id.index, 0);
    QCOMPARE(bench.phase(), Phase::Playing);
    bench.lane.setLoop(false);
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shownIndex(), 4);
}

void PipelineTest::loopsOverARange()
{
    Bench bench({.frames = 100, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    bench.lane.setLoop(true);
    bench.lane.setLoopRange({3, 6});
    QTRY_VERIFY(bench.shown.size() >= 20);
    for (std::size_t i = 0; i < 20; ++i) {
        const std::int64_t expected = i < 7 ? std::int64_t(i) : 3 + (std::int64_t(i) - 3) % 4;
        QCOMPARE(bench.shown[i].frame.id.index, expected);
    }
    QCOMPARE(bench.lane.statistics().dropped(), 0U);
    // Another source has a range of its own, which is all of it.
    bench.shown.clear();
    bench.lane.open({SourceKind::VideoFile, QStringLiteral("another")});
    QTRY_VERIFY(bench.shownIndex() > 6 && bench.lane.sourceInfo().spec.location == QLatin1String("another"));
}

void PipelineTest::whoSeeksBeyondALoopPlaysOn()
{
    Bench bench({.frames = 30, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.shownIndex(), 0);
    bench.lane.setLoop(true);
    bench.lane.setLoopRange({3, 6});
    bench.lane.seek(20);
    QTRY_COMPARE(bench.shownIndex(), 20);
    bench.shown.clear();
    bench.lane.play();
    QTRY_VERIFY(bench.shown.size() >= 15);
    QCOMPARE(bench.shown[8].frame.id.index, 29);
    QCOMPARE(bench.shown[9].frame.id.index, 3);
    QCOMPARE(bench.shown[13].frame.id.index, 3);
}

void PipelineTest::unreadableFramesAreCountedOnce()
{
    Bench bench({.frames = 20, .frameRate = fast, .damaged = {0, 7, 8, 19}, .missingAtEnd = 2});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.lane.statistics().unreadable.count(), 6U);
    QCOMPARE(bench.lane.statistics().unreadable.first().value(), 0);
    // The same ones again are no others.
    bench.lane.play();
    QTRY_COMPARE(bench.phase(), Phase::Playing);
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.lane.statistics().unreadable.count(), 6U);
}

void PipelineTest::stillPictureIsShownOnce()
{
    SyntheticScript script;
    script.frames = 1;
    Bench bench(script);
    QVERIFY(bench.loadModel());
    bench.lane.setLoop(true);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), SourceState::Phase::Ended);
    QCOMPARE(bench.shownIndex(), 0);
    QCOMPARE(bench.model->calls.load(), 1);
}

void PipelineTest::playAfterTheEndStartsAnew()
{
    Bench bench({.frames = 5, .frameRate = fast});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.play();
    QCOMPARE(bench.phase(), Phase::Playing);
    QTRY_COMPARE(bench.shown.size(), 10U);
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.step(-1);
    QTRY_COMPARE(bench.shownIndex(), 3);
    QCOMPARE(bench.phase(), Phase::Paused);
}

void PipelineTest::replaysWhatCannotBeSought()
{
    Bench bench({.frames = 5, .frameRate = fast, .seekable = false});
    bench.lane.setFlow(everyFrame);
    bench.lane.open({.location = QStringLiteral("clip")});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    bench.lane.play();
    QCOMPARE(bench.phase(), Phase::Opening);
    QCOMPARE(bench.lane.sourceInfo().spec.location, QStringLiteral("clip"));
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 10U);
    QCOMPARE(bench.lane.sourceInfo().spec.location, QStringLiteral("clip"));
}

void PipelineTest::opensPaused()
{
    Bench bench({.frames = 100, .frameRate = fast});
    QSignalSpy opened(&bench.lane, &SourceLane::sourceOpened);
    bench.lane.open({.location = QStringLiteral("clip")}, true);
    QCOMPARE(bench.phase(), Phase::Opening);
    QTRY_COMPARE(bench.phase(), Phase::Paused);
    QTRY_COMPARE(bench.shown.size(), 1U);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(bench.lane.sourceInfo().spec.location, QStringLiteral("clip"));
    QCOMPARE(bench.lane.sourceInfo().frameCount, 100);
}

void PipelineTest::anotherSourceReplacesTheFirst()
{
    Bench bench([](const SourceSpec &spec) -> std::unique_ptr<FrameSource> {
        const bool blocking = spec.location == QLatin1String("blocking");
        return std::make_unique<SyntheticSource>(
            SyntheticScript{.frames = 3, .frameRate = fast, .blockInOpen = blocking});
    });
    bench.lane.open({.location = QStringLiteral("blocking")});
    QCOMPARE(bench.phase(), Phase::Opening);
    QSignalSpy states(&bench.lane, &SourceLane::sourceStateChanged);
    bench.lane.open({.location = QStringLiteral("clip")});
    QCOMPARE(states.count(), 1); // Another one is being opened.
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shownIndex(), 2);
    QVERIFY(bench.lane.sourceState().error.message.isEmpty());
}

void PipelineTest::closeLeavesNothing()
{
    Bench bench({.frames = 1000, .frameRate = fast});
    bench.lane.open({});
    QTRY_VERIFY(bench.shownIndex() >= 3);
    bench.lane.close();
    QCOMPARE(bench.phase(), Phase::Empty);
    QVERIFY(bench.lane.presentation().isNull());
    QTRY_COMPARE(bench.lane.statistics().models.front().queue.waiting(), 0U);
    QVERIFY(bench.lane.presentation().isNull());
}

void PipelineTest::thresholdsActAtOnceWithoutAnotherRun()
{
    Bench bench({.frames = 10, .frameRate = {30, 1}});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.lane.presentation().result().detections.size(), 2U);
    const int calls = bench.model->calls;

    QSignalSpy presented(&bench.lane, &SourceLane::presented);
    Thresholds thresholds;
    thresholds.confidence = 0.05f;
    bench.lane.setThresholds(thresholds);
    QCOMPARE(presented.count(), 1);
    QCOMPARE(bench.lane.presentation().result().detections.size(), 3U);
    thresholds.classes[0].shown = false;
    thresholds.classes[1].confidence = 0.6f;
    bench.lane.setThresholds(thresholds);
    QCOMPARE(bench.lane.presentation().result().detections.size(), 1U);
    QCOMPARE(bench.lane.presentation().result().detections.front().classId, 2);
    thresholds = {};
    thresholds.maxDetections = 1;
    bench.lane.setThresholds(thresholds);
    QCOMPARE(bench.lane.presentation().result().detections.size(), 1U);
    QCOMPARE(bench.lane.presentation().result().detections.front().score, 0.9f);
    QCOMPARE(int(bench.model->calls), calls);
}

void PipelineTest::viewportChangesAreRenderedWhilePaused()
{
    Bench bench({.size = {64, 48}, .frames = 10, .frameRate = {30, 1}});
    bench.lane.open({}, true);
    QTRY_COMPARE(bench.lane.presentation().image.size(), QSize(64, 48));
    bench.lane.setViewport({.source = {16, 8, 32, 24}, .pixels = {320, 240}});
    QTRY_COMPARE(bench.lane.presentation().image.size(), QSize(320, 240));
    QCOMPARE(bench.lane.presentation().region, QRect(16, 8, 32, 24));
    bench.lane.setViewport({.source = {1000, 1000, 10, 10}, .pixels = {50, 50}});
    QTRY_COMPARE(bench.lane.presentation().region, QRect(0, 0, 64, 48)); // Of another source: all is shown.
    QCOMPARE(bench.lane.presentation().image.size(), QSize(64, 48));
}

QTEST_GUILESS_MAIN(PipelineTest)
#include "tst_pipeline.moc"
