// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

#include <chrono>
#include <future>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

class PipelineModelsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void switchWhilePausedRunsThePictureAgain_data();
    void switchWhilePausedRunsThePictureAgain();
    void aPictureThatOvertookItsModelRunsAgain_data();
    void aPictureThatOvertookItsModelRunsAgain();
    void switchWhilePlayingNeverMixesModels();
    void theNewestRequestWins();
    void aCancelledLoadLeavesTheOldModel();
    void aLoadThatIsStuckCanBePassed();
    void aFailedLoadLeavesTheOldModel();
    void aFailedRunShowsThePictureAndWarnsOnce();
    void unloadLeavesThePicture();
    void oneModelIsAliveAfterManySwitches();
};

namespace
{

/// Models "a" and "b" whose class ids tell them apart: b's begin at 100.
struct TwoModels
{
    std::shared_ptr<SyntheticModel> a = std::make_shared<SyntheticModel>();
    std::shared_ptr<SyntheticModel> b = std::make_shared<SyntheticModel>();

    TwoModels() { b->classBase = 100; }
    DetectorFactory factory() const
    {
        return [a = a, b = b](const ModelRequest &request) {
            return SyntheticDetector::factory(request.location == QLatin1String("b") ? b : a)(request);
        };
    }
};

bool load(Pipeline &pipeline, const QString &name)
{
    QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
    pipeline.model().load({.location = name});
    return loaded.wait(5000);
}

} // namespace

void PipelineModelsTest::switchWhilePausedRunsThePictureAgain_data()
{
    QTest::addColumn<bool>("live");
    QTest::newRow("file") << false;
    QTest::newRow("live") << true;
}

void PipelineModelsTest::switchWhilePausedRunsThePictureAgain()
{
    QFETCH(bool, live);
    TwoModels models;
    Pipeline pipeline(
        SyntheticSource::factory({.frames = 100000, .live = live, .interval = std::chrono::milliseconds(2)}),
        models.factory());
    QVERIFY(load(pipeline, QStringLiteral("a")));
    pipeline.lane().open({});
    QTRY_VERIFY(pipeline.lane().presentation().frame.id.index >= 2);
    pipeline.lane().pause();
    // What was on offer has been taken.
    QVERIFY(QTest::qWaitFor([&] { return pipeline.lane().statistics().displayQueue.inFlight == 0; }));
    const auto index = pipeline.lane().presentation().frame.id.index;
    QVERIFY(load(pipeline, QStringLiteral("b")));
    const auto isOfB = [&] {
        const CandidatesPtr candidates = pipeline.lane().presentation().result().candidates;
        return candidates && candidates->items.front().classId == 100;
    };
    QTRY_VERIFY(isOfB());
    QVERIFY(boxesBelongToPicture(pipeline.lane().presentation()));
    QCOMPARE(pipeline.lane().presentation().frame.id.index, index);
    pipeline.lane().play();
    QTRY_VERIFY(pipeline.lane().presentation().frame.id.index > index + 5);
}

void PipelineModelsTest::aPictureThatOvertookItsModelRunsAgain_data()
{
    QTest::addColumn<bool>("seekable");
    QTest::addColumn<bool>("pausing");
    for (const bool seekable : {true, false}) {
        QTest::addRow("at the end, seekable %d", seekable) << seekable << false;
        QTest::addRow("in a pause, seekable %d", seekable) << seekable << true;
    }
}

/// It went through before the model was there, and the source still seemed to play when the model came.
void PipelineModelsTest::aPictureThatOvertookItsModelRunsAgain()
{
    QFETCH(bool, seekable);
    QFETCH(bool, pausing);
    TwoModels models;
    const auto end = std::make_shared<std::counting_semaphore<>>(0);
    Pipeline pipeline(SyntheticSource::factory({.frames = 1, .end = end, .seekable = seekable}), models.factory());
    pipeline.lane().open({});
    QTRY_COMPARE(pipeline.lane().presentation().frame.id.index, std::int64_t(0));
    QVERIFY(load(pipeline, QStringLiteral("a")));
    QVERIFY(!pipeline.lane().presentation().result().candidates);
    if (pausing)
        pipeline.lane().pause();
    else
        end->release();
    QTRY_VERIFY(pipeline.lane().presentation().result().candidates);
    QVERIFY(boxesBelongToPicture(pipeline.lane().presentation()));
    QTRY_COMPARE(pipeline.lane().sourceState().phase, pausing ? Phase::Paused : Phase::Ended);
    QCOMPARE(models.a->calls.load(), 1);
}

void PipelineModelsTest::switchWhilePlayingNeverMixesModels()
{
    TwoModels models;
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000, .frameRate = {1000, 1}}), models.factory());
    pipeline.lane().setFlow({.policy = FlowPolicy::EveryFrame});
    std::vector<std::int64_t> indices;
    int mixed = 0;
    std::map<std::uint64_t, int> baseOfModel;
    connect(&pipeline.lane(), &SourceLane::presented, &pipeline, [&](const Presentation &p) {
        if (!p.result().candidates)
            return;
        indices.push_back(p.frame.id.index);
        const int base = p.result().candidates->items.front().classId;
        const auto [known, added] = baseOfModel.try_emplace(p.result().candidates->model, base);
        mixed += known->second != base || !boxesBelongToPicture(p);
    });
    QVERIFY(load(pipeline, QStringLiteral("a")));
    pipeline.lane().open({});
    for (const QString &name : {QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("b")}) {
        const auto shown = indices.size();
        QTRY_VERIFY(indices.size() > shown + 10);
        QVERIFY(load(pipeline, name));
    }
    const auto shown = indices.size();
    QTRY_VERIFY(indices.size() > shown + 10);
    QCOMPARE(mixed, 0);
    QCOMPARE(baseOfModel.size(), 4U);
    for (std::size_t i = 0; i < indices.size(); ++i)
        QCOMPARE(indices[i], std::int64_t(i)); // No frame lost, none shown twice.
}

void PipelineModelsTest::theNewestRequestWins()
{
    TwoModels models;
    models.a->loadMs = 50;
    Pipeline pipeline(SyntheticSource::factory({}), models.factory());
    QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
    pipeline.model().load({.location = QStringLiteral("a")});
    QVERIFY(pipeline.model().isLoading());
    pipeline.model().load({.location = QStringLiteral("a")});
    pipeline.model().load({.location = QStringLiteral("b")});
    QTRY_COMPARE(pipeline.model().descriptor().location, QStringLiteral("b"));
    QCOMPARE(loaded.count(), 1);
    QTRY_COMPARE(models.a->alive + models.b->alive, pipeline.model().descriptor().workers);
    QVERIFY(!pipeline.model().isLoading());
}

void PipelineModelsTest::aCancelledLoadLeavesTheOldModel()
{
    TwoModels models;
    models.b->loadMs = 200;
    Pipeline pipeline(SyntheticSource::factory({}), models.factory());
    QVERIFY(load(pipeline, QStringLiteral("a")));
    QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
    QSignalSpy cancelled(&pipeline.model(), &ModelSlot::loadingCancelled);
    pipeline.model().load({.location = QStringLiteral("b")});
    QVERIFY(pipeline.model().isLoading());
    pipeline.model().cancelLoading();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!pipeline.model().isLoading());
    pipeline.model().cancelLoading();
    QCOMPARE(cancelled.count(), 1);

    QVERIFY(load(pipeline, QStringLiteral("a"))); // Waits its turn behind the call that nobody can interrupt.
    QCOMPARE(loaded.count(), 1);
    QCOMPARE(pipeline.model().descriptor().location, QStringLiteral("a"));
    QTRY_COMPARE(int(models.b->alive), 0);
    QCOMPARE(int(models.a->alive), pipeline.model().descriptor().workers);
}

void PipelineModelsTest::aLoadThatIsStuckCanBePassed()
{
    std::promise<void> release;
    const auto model = std::make_shared<SyntheticModel>();
    const auto factory = [gate = release.get_future().share(), model](const ModelRequest &request) {
        if (request.location == QLatin1String("stuck"))
            gate.wait();
        return SyntheticDetector::factory(model)(request);
    };
    Pipeline pipeline(SyntheticSource::factory({}), factory);
    QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
    pipeline.model().load({.location = QStringLiteral("stuck")});
    pipeline.model().cancelLoading();
    QVERIFY(!pipeline.model().isLoading());
    for (const char *name : {"a", "b"}) {
        pipeline.model().load({.location = QLatin1String(name)});
        QTRY_COMPARE(pipeline.model().descriptor().location, QLatin1String(name));
    }
    QCOMPARE(loaded.size(), 2);
    // What it comes to after all is of no account.
    release.set_value();
    for (int begun = 0; begun < 3; ++begun)
        QVERIFY(model->loads.try_acquire_for(std::chrono::seconds(5)));
    QVERIFY(load(pipeline, QStringLiteral("c")));
    QCOMPARE(pipeline.model().descriptor().location, QStringLiteral("c"));
    QCOMPARE(loaded.size(), 3);
    QTRY_COMPARE(int(model->alive), pipeline.model().descriptor().workers);
    QVERIFY(pipeline.stop());
}

void PipelineModelsTest::aFailedLoadLeavesTheOldModel()
{
    TwoModels models;
    models.b->failLoad = true;
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), models.factory());
    QVERIFY(load(pipeline, QStringLiteral("a")));
    pipeline.lane().open({});
    QSignalSpy failed(&pipeline.model(), &ModelSlot::failed);
    pipeline.model().load({.location = QStringLiteral("b")});
    QVERIFY(failed.wait());
    QCOMPARE(pipeline.model().descriptor().location, QStringLiteral("a"));
    const int calls = models.a->calls;
    QTRY_VERIFY(models.a->calls > calls + 2);
}

void PipelineModelsTest::aFailedRunShowsThePictureAndWarnsOnce()
{
    Bench bench({.frames = 100000, .frameRate = {500, 1}});
    QVERIFY(bench.loadModel());
    bench.model->failing = true;
    QSignalSpy warned(&bench.lane, &SourceLane::warned);
    bench.lane.open({});
    QTRY_VERIFY(bench.shown.size() > 20);
    QVERIFY(!bench.lane.presentation().result().candidates);
    QVERIFY(warned.count() >= 1 && warned.count() <= 2);
    bench.model->failing = false;
    QTRY_VERIFY(bench.lane.presentation().result().candidates);
}

void PipelineModelsTest::unloadLeavesThePicture()
{
    Bench bench({.frames = 10});
    QVERIFY(bench.loadModel());
    bench.lane.open({}, true);
    QTRY_VERIFY(bench.lane.presentation().result().candidates);
    QSignalSpy unloaded(&bench.slot, &ModelSlot::unloaded);
    bench.slot.unload();
    QVERIFY(unloaded.wait());
    QTRY_VERIFY(!bench.lane.presentation().result().candidates);
    QVERIFY(!bench.lane.presentation().isNull());
    QCOMPARE(int(bench.model->alive), 0);
}

void PipelineModelsTest::oneModelIsAliveAfterManySwitches()
{
    Bench bench({.frames = 100000, .frameRate = {500, 1}});
    bench.lane.open({});
    for (int i = 0; i < 10; ++i)
        QVERIFY(bench.loadModel(QString::number(i)));
    QCOMPARE(int(bench.model->alive), bench.slot.descriptor().workers);
    QCOMPARE(bench.slot.descriptor().location, QStringLiteral("9"));
    QVERIFY(bench.pipeline.stop());
    QCOMPARE(int(bench.model->alive), 0);
}

QTEST_GUILESS_MAIN(PipelineModelsTest)
#include "tst_pipelinemodels.moc"
