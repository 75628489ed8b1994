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
    QSignalSpy loaded(&pipeline, &Pipeline::modelLoaded);
    pipeline.loadModel({.location = name});
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
    pipeline.open({});
    QTRY_VERIFY(pipeline.presentation().frame.id.index >= 2);
    pipeline.pause();
    QTRY_COMPARE(pipeline.statistics().displayQueue.inFlight, 0U); // What was on offer has been taken.
    const auto index = pipeline.presentation().frame.id.index;
    QVERIFY(load(pipeline, QStringLiteral("b")));
    const auto isOfB = [&] {
        const CandidatesPtr candidates = pipeline.presentation().candidates;
        return candidates && candidates->items.front().classId == 100;
    };
    QTRY_VERIFY(isOfB());
    QVERIFY(boxesBelongToPicture(pipeline.presentation()));
    QCOMPARE(pipeline.presentation().frame.id.index, index);
    pipeline.play();
    QTRY_VERIFY(pipeline.presentation().frame.id.index > index + 5);
}

void PipelineModelsTest::switchWhilePlayingNeverMixesModels()
{
    TwoModels models;
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000, .frameRate = {1000, 1}}), models.factory());
    pipeline.setFlow({.policy = FlowPolicy::EveryFrame});
    std::vector<std::int64_t> indices;
    int mixed = 0;
    std::map<std::uint64_t, int> baseOfModel;
    connect(&pipeline, &Pipeline::presented, &pipeline, [&](const Presentation &p) {
        if (!p.candidates)
            return;
        indices.push_back(p.frame.id.index);
        const int base = p.candidates->items.front().classId;
        const auto [known, added] = baseOfModel.try_emplace(p.candidates->model, base);
        mixed += known->second != base || !boxesBelongToPicture(p);
    });
    QVERIFY(load(pipeline, QStringLiteral("a")));
    pipeline.open({});
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
    QSignalSpy loaded(&pipeline, &Pipeline::modelLoaded);
    pipeline.loadModel({.location = QStringLiteral("a")});
    QVERIFY(pipeline.isLoadingModel());
    pipeline.loadModel({.location = QStringLiteral("a")});
    pipeline.loadModel({.location = QStringLiteral("b")});
    QTRY_COMPARE(pipeline.model().location, QStringLiteral("b"));
    QCOMPARE(loaded.count(), 1);
    QTRY_COMPARE(models.a->alive + models.b->alive, 1);
    QVERIFY(!pipeline.isLoadingModel());
}

void PipelineModelsTest::aCancelledLoadLeavesTheOldModel()
{
    TwoModels models;
    models.b->loadMs = 200;
    Pipeline pipeline(SyntheticSource::factory({}), models.factory());
    QVERIFY(load(pipeline, QStringLiteral("a")));
    QSignalSpy loaded(&pipeline, &Pipeline::modelLoaded);
    QSignalSpy cancelled(&pipeline, &Pipeline::modelLoadingCancelled);
    pipeline.loadModel({.location = QStringLiteral("b")});
    QVERIFY(pipeline.isLoadingModel());
    pipeline.cancelLoading();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!pipeline.isLoadingModel());
    pipeline.cancelLoading();
    QCOMPARE(cancelled.count(), 1);

    QVERIFY(load(pipeline, QStringLiteral("a"))); // Waits its turn behind the call that nobody can interrupt.
    QCOMPARE(loaded.count(), 1);
    QCOMPARE(pipeline.model().location, QStringLiteral("a"));
    QTRY_COMPARE(int(models.b->alive), 0);
    QCOMPARE(int(models.a->alive), 1);
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
    QSignalSpy loaded(&pipeline, &Pipeline::modelLoaded);
    pipeline.loadModel({.location = QStringLiteral("stuck")});
    pipeline.cancelLoading();
    QVERIFY(!pipeline.isLoadingModel());
    for (const char *name : {"a", "b"}) {
        pipeline.loadModel({.location = QLatin1String(name)});
        QTRY_COMPARE(pipeline.model().location, QLatin1String(name));
    }
    QCOMPARE(loaded.size(), 2);
    // What it comes to after all is of no account.
    release.set_value();
    for (int begun = 0; begun < 3; ++begun)
        QVERIFY(model->loads.try_acquire_for(std::chrono::seconds(5)));
    QVERIFY(load(pipeline, QStringLiteral("c")));
    QCOMPARE(pipeline.model().location, QStringLiteral("c"));
    QCOMPARE(loaded.size(), 3);
    QTRY_COMPARE(int(model->alive), 1);
    QVERIFY(pipeline.stop());
}

void PipelineModelsTest::aFailedLoadLeavesTheOldModel()
{
    TwoModels models;
    models.b->failLoad = true;
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), models.factory());
    QVERIFY(load(pipeline, QStringLiteral("a")));
    pipeline.open({});
    QSignalSpy failed(&pipeline, &Pipeline::modelFailed);
    pipeline.loadModel({.location = QStringLiteral("b")});
    QVERIFY(failed.wait());
    QCOMPARE(pipeline.model().location, QStringLiteral("a"));
    const int calls = models.a->calls;
    QTRY_VERIFY(models.a->calls > calls + 2);
}

void PipelineModelsTest::aFailedRunShowsThePictureAndWarnsOnce()
{
    Bench bench({.frames = 100000, .frameRate = {500, 1}});
    QVERIFY(bench.loadModel());
    bench.model->failing = true;
    QSignalSpy warned(&bench.pipeline, &Pipeline::warned);
    bench.pipeline.open({});
    QTRY_VERIFY(bench.shown.size() > 20);
    QVERIFY(!bench.pipeline.presentation().candidates);
    QVERIFY(warned.count() >= 1 && warned.count() <= 2);
    bench.model->failing = false;
    QTRY_VERIFY(bench.pipeline.presentation().candidates);
}

void PipelineModelsTest::unloadLeavesThePicture()
{
    Bench bench({.frames = 10});
    QVERIFY(bench.loadModel());
    bench.pipeline.open({}, true);
    QTRY_VERIFY(bench.pipeline.presentation().candidates);
    QSignalSpy unloaded(&bench.pipeline, &Pipeline::modelUnloaded);
    bench.pipeline.unloadModel();
    QVERIFY(unloaded.wait());
    QTRY_VERIFY(!bench.pipeline.presentation().candidates);
    QVERIFY(!bench.pipeline.presentation().isNull());
    QCOMPARE(int(bench.model->alive), 0);
}

void PipelineModelsTest::oneModelIsAliveAfterManySwitches()
{
    Bench bench({.frames = 100000, .frameRate = {500, 1}});
    bench.pipeline.open({});
    for (int i = 0; i < 10; ++i)
        QVERIFY(bench.loadModel(QString::number(i)));
    QCOMPARE(int(bench.model->alive), 1);
    QCOMPARE(bench.pipeline.model().location, QStringLiteral("9"));
    QVERIFY(bench.pipeline.stop());
    QCOMPARE(int(bench.model->alive), 0);
}

QTEST_GUILESS_MAIN(PipelineModelsTest)
#include "tst_pipelinemodels.moc"
