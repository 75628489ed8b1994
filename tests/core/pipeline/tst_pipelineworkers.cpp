// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

#include <thread>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

/// The promises of the pipeline with any number of workers, each of which takes another time for every picture.
class PipelineWorkersTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init_data()
    {
        QTest::addColumn<int>("workers");
        for (const int workers : {1, 2, 3, 5})
            QTest::addRow("%d", workers) << workers;
    }

    void everyFrameInOrder_data() { init_data(); }
    void everyFrameInOrder();
    void latestInOrder_data() { init_data(); }
    void latestInOrder();
    void seeksAndLoops_data() { init_data(); }
    void seeksAndLoops();
    void modelSwitches_data() { init_data(); }
    void modelSwitches();
    void smoothShowsEveryPicture_data() { init_data(); }
    void smoothShowsEveryPicture();
    void lateViewShowsNoOlderBoxes_data() { init_data(); }
    void lateViewShowsNoOlderBoxes();
};

namespace
{

bool loadWith(Bench &bench, int workers, const QString &name = QStringLiteral("synthetic"))
{
    return bench.loadModel(name, workers) && bench.slot.descriptor().workers == workers &&
           bench.model->alive == workers;
}

bool areOwnAndInOrder(const std::vector<Presentation> &shown)
{
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (!boxesBelongToPicture(shown[i]))
            return false;
        const bool sameRun = i > 0 && shown[i].frame.id.generation == shown[i - 1].frame.id.generation;
        if (sameRun && shown[i].frame.id.index <= shown[i - 1].frame.id.index)
            return false;
    }
    return true;
}

} // namespace

void PipelineWorkersTest::everyFrameInOrder()
{
    QFETCH(int, workers);
    Bench bench({.frames = 150, .frameRate = {10000, 1}});
    bench.model->unevenMs = 8;
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame, .capacity = 2});
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 150U);
    QVERIFY(areOwnAndInOrder(bench.shown));
    QCOMPARE(bench.lane.statistics().dropped(), 0U);
    QCOMPARE(bench.model->calls.load(), 150);
}

void PipelineWorkersTest::latestInOrder()
{
    QFETCH(int, workers);
    Bench bench({.frames = 300, .frameRate = {500, 1}});
    bench.model->unevenMs = 20;
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    bool exact = true;
    const auto observe = [&] {
        const FlowCounters c = bench.lane.statistics().models.front().queue;
        exact = exact && c.captured == c.processed + c.dropped + c.waiting() && c.waiting() <= c.capacity;
        return bench.phase() == Phase::Ended;
    };
    QTRY_VERIFY(observe());
    QVERIFY(exact);
    QVERIFY(areOwnAndInOrder(bench.shown));
    const LaneStatistics statistics = bench.lane.statistics();
    const FlowCounters queue = statistics.models.front().queue;
    QCOMPARE(queue.captured, 300U);
    QCOMPARE(queue.processed + queue.dropped, 300U);
    QCOMPARE(statistics.displayQueue.captured, queue.processed);
    QCOMPARE(bench.shown.size(), statistics.displayQueue.processed);
    QCOMPARE(bench.shownIndex(), 299); // Nothing is newer, so that nothing overtakes it.
    // What was inferred and not shown was overtaken, and is among the dropped.
    QVERIFY(std::uint64_t(bench.model->calls) >= queue.processed);
    if (workers == 1)
        QCOMPARE(std::uint64_t(bench.model->calls), queue.processed);
}

void PipelineWorkersTest::seeksAndLoops()
{
    QFETCH(int, workers);
    Bench bench({.frames = 40, .frameRate = {10000, 1}});
    bench.model->unevenMs = 5;
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame});
    bench.lane.setLoop(true);
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() >= 100);
    for (std::size_t i = 0; i < 100; ++i) {
        QCOMPARE(bench.shown[i].frame.id.index, std::int64_t(i % 40));
        QVERIFY(boxesBelongToPicture(bench.shown[i]));
    }
    bench.lane.setLoop(false);
    for (const int target : {30, 5, 39, 0, 17}) {
        bench.shown.clear();
        bench.lane.seek(target);
        QTRY_VERIFY(!bench.shown.empty());
        QCOMPARE(bench.shown.front().frame.id.index, target);
    }
    bench.lane.pause();
    for (int target = 0; target < 40; target += 3)
        bench.lane.seek(target);
    QTRY_COMPARE(bench.shownIndex(), 39);
    bench.shown.clear();
    bench.lane.seek(10);
    QTRY_COMPARE(bench.shownIndex(), 10);
    bench.lane.play();
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.shown.size(), 30U); // 10 to 39, each once.
    QVERIFY(areOwnAndInOrder(bench.shown));
}

void PipelineWorkersTest::modelSwitches()
{
    QFETCH(int, workers);
    Bench bench({.frames = 1000000, .frameRate = {10000, 1}});
    bench.model->unevenMs = 4;
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame});
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    for (int i = 0; i < 10; ++i) {
        const auto shown = bench.shown.size();
        QTRY_VERIFY(bench.shown.size() > shown + 5);
        QVERIFY(loadWith(bench, i % 2 ? workers : 6 - workers, QString::number(i)));
    }
    const auto shown = bench.shown.size();
    QTRY_VERIFY(bench.shown.size() > shown + 5);
    for (std::size_t i = 0; i < bench.shown.size(); ++i)
        QCOMPARE(bench.shown[i].frame.id.index, std::int64_t(i)); // None lost, none shown twice.
    QVERIFY(areOwnAndInOrder(bench.shown));
    for (std::size_t i = 1; i < bench.shown.size(); ++i)
        QVERIFY(bench.shown[i].result().candidates->model >= bench.shown[i - 1].result().candidates->model);
    QVERIFY(bench.pipeline.stop());
    QCOMPARE(bench.model->alive.load(), 0);
}

void PipelineWorkersTest::smoothShowsEveryPicture()
{
    QFETCH(int, workers);
    Bench bench({.frames = 60, .frameRate = {100, 1}});
    bench.model->unevenMs = 30;
    bench.lane.setFlow({.mode = ViewMode::Smooth});
    std::int64_t newest = -1;
    bool inOrder = true;
    connect(&bench.lane, &SourceLane::presented, this, [&](const Presentation &p) {
        const CandidatesPtr &candidates = p.result().candidates;
        if (!candidates)
            return;
        inOrder = inOrder && candidates->frame.index >= newest;
        newest = candidates->frame.index;
    });
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    QTRY_COMPARE(bench.phase(), Phase::Ended);
    QVERIFY(inOrder); // Boxes are never older than those before.
    QVERIFY(bench.shown.size() > 30);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    QCOMPARE(bench.shownIndex(), 59);
}

/// A view that is slow to look finds a picture that waits with the boxes of its time, and newer ones beside it.
void PipelineWorkersTest::lateViewShowsNoOlderBoxes()
{
    QFETCH(int, workers);
    Bench bench({.frames = 1000000, .frameRate = {200, 1}});
    bench.lane.setFlow({.mode = ViewMode::Smooth});
    std::int64_t newest = -1;
    int seen = 0;
    bool inOrder = true;
    connect(&bench.lane, &SourceLane::presented, this, [&](const Presentation &p) {
        if (const CandidatesPtr &candidates = p.result().candidates) {
            ++seen;
            inOrder = inOrder && candidates->frame.index >= newest;
            newest = candidates->frame.index;
            const int calls = bench.model->calls;
            while (bench.model->calls < calls + 3)
                std::this_thread::yield();
        }
    });
    QVERIFY(loadWith(bench, workers));
    bench.lane.open({});
    QTRY_VERIFY(seen >= 20);
    QVERIFY(inOrder);
}

QTEST_GUILESS_MAIN(PipelineWorkersTest)
#include "tst_pipelineworkers.moc"
