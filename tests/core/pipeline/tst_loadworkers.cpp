// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/loadworkers.h"
#include "tests/core/pipeline/pipelinetest.h"

#include <QTemporaryDir>

#include <opencv2/core/utility.hpp>

#include <thread>

using namespace sightglass;
using namespace sightglass::test;

/// How many copies of a model are loaded, and when that is measured.
class LoadWorkersTest : public TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<SyntheticModel> m_model;

    PlanMemory plans() const { return PlanMemory(CacheFile(m_folder->filePath(QStringLiteral("workers.json")))); }
    DetectorFactory detectors() const { return SyntheticDetector::factory(m_model); }
    static int processors() { return static_cast<int>(std::thread::hardware_concurrency()); }
    static ModelRequest request() { return {.location = QStringLiteral("synthetic")}; }

private Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = std::make_shared<SyntheticModel>();
        m_model->delayMs = 2;
    }

    void whatIsAskedForIsLoaded()
    {
        ModelRequest three = request();
        three.workers = 3;
        const auto workers = loadWorkers(detectors(), three, plans());
        QVERIFY(workers);
        QCOMPARE(workers->copies.size(), 3U);
        QCOMPARE(m_model->calls.load(), 0); // Nothing was measured.
        QVERIFY(!plans().find(three));
        QVERIFY(workers->reason.isEmpty());
    }

    void withoutAMemoryTheRuleHolds()
    {
        const auto workers = loadWorkers(detectors(), request(), {});
        QVERIFY(workers);
        QCOMPARE(int(workers->copies.size()), processors());
        QVERIFY(!workers->spare);
        QCOMPARE(m_model->calls.load(), 0);
    }

    void measuredOnceThenRemembered()
    {
        if (processors() < 2)
            QSKIP("One processor leaves no choice.");
        const auto first = loadWorkers(detectors(), request(), plans());
        QVERIFY(first);
        const int calls = m_model->calls;
        QVERIFY(calls > 4);
        const auto remembered = plans().find(request());
        QVERIFY(remembered);
        QCOMPARE(int(first->copies.size()), remembered->plan.workers);
        QCOMPARE(first->reason, trialsText(remembered->trials));
        // Each copy takes as long on one thread as on several: more of them do more.
        QCOMPARE(remembered->plan.workers, processors());
        const auto second = loadWorkers(detectors(), request(), plans());
        QVERIFY(second);
        QCOMPARE(second->copies.size(), first->copies.size());
        QCOMPARE(second->reason, first->reason);
        QCOMPARE(m_model->calls.load(), calls);
        QCOMPARE(m_model->alive.load(), int(first->copies.size() + second->copies.size()));
    }

    void measuringCanBePutOff()
    {
        if (processors() < 2)
            QSKIP("One processor leaves no choice.");
        auto workers = loadWorkers(detectors(), request(), plans(), Measuring::Later);
        QVERIFY(workers);
        QCOMPARE(int(workers->copies.size()), processors());
        QVERIFY(workers->spare);
        QCOMPARE(m_model->calls.load(), 0);
        const auto same = measureWorkers(std::move(workers->spare), request(), plans(), {processors(), 1});
        QVERIFY(same);
        QVERIFY(same->copies.empty()); // It is in use already.
        QVERIFY(!same->reason.isEmpty());
        QVERIFY(plans().find(request()));
        QVERIFY(!loadWorkers(detectors(), request(), plans(), Measuring::Later)->spare);

        auto spare = detectors()(request());
        const auto other = measureWorkers(*std::move(spare), request(), plans(), {1, 7});
        QVERIFY(other);
        QCOMPARE(int(other->copies.size()), processors());
    }

    /// Trials change OpenCV's one number of threads; what runs must not feel it.
    void openCvKeepsItsThreads()
    {
        SIGHTGLASS_TESTDATA(yolox, QStringLiteral("models/onnx/yolox_nano_416.onnx"));
        if (processors() < 2)
            QSKIP("One processor leaves no choice.");
        const ModelRequest model{.location = yolox, .backend = Backend::OpenCv};
        auto workers = loadWorkers(loadDetector, model, plans(), Measuring::Later);
        QVERIFY(workers && workers->spare);
        const WorkerPlan inUse{static_cast<int>(workers->copies.size()), workers->copies.front()->descriptor().threads};
        QCOMPARE(cv::getNumThreads(), inUse.threads);
        const auto measured = measureWorkers(std::move(workers->spare), model, plans(), inUse);
        const bool isOther = measured && !measured->copies.empty();
        QCOMPARE(cv::getNumThreads(), isOther ? measured->copies.front()->descriptor().threads : inUse.threads);
    }

    void anErrorIsPassedOn()
    {
        m_model->failLoad = true;
        const auto workers = loadWorkers(detectors(), request(), plans());
        QVERIFY(!workers);
        QCOMPARE(workers.error().message, QStringLiteral("The synthetic model cannot be loaded."));
    }

    /// The window shows pictures first, and measures then.
    void thePipelineMeasuresAfterTheFirstResult()
    {
        if (processors() < 2)
            QSKIP("One processor leaves no choice.");
        Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), detectors(), plans());
        QSignalSpy measured(&pipeline.model(), &ModelSlot::measured);
        QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
        pipeline.model().load(request());
        QVERIFY(loaded.wait());
        QCOMPARE(pipeline.model().descriptor().workers, processors());
        QVERIFY(!plans().find(request()));
        pipeline.lane().open({});
        QTRY_VERIFY(boxesBelongToPicture(pipeline.lane().presentation()));
        QTRY_VERIFY(!pipeline.model().descriptor().workersReason.isEmpty());
        QCOMPARE(measured.count() + loaded.count(), 2); // As before, or with another number.
        const auto remembered = plans().find(request());
        QVERIFY(remembered);
        QCOMPARE(pipeline.model().descriptor().workers, remembered->plan.workers);
        QCOMPARE(pipeline.model().descriptor().workersReason, trialsText(remembered->trials));
        QTRY_COMPARE(m_model->alive.load(), remembered->plan.workers);
        // Known now: no more of it.
        QVERIFY(pipeline.stop());
        Pipeline next(SyntheticSource::factory({.frames = 100000}), detectors(), plans());
        QSignalSpy nextLoaded(&next.model(), &ModelSlot::loaded);
        next.model().load(request());
        QVERIFY(nextLoaded.wait());
        QCOMPARE(next.model().descriptor().workersReason, trialsText(remembered->trials));
    }

    /// A copy that waits to be measured with goes with its model.
    void noCopyIsLeftOver()
    {
        Pipeline pipeline(SyntheticSource::factory({}), detectors(), plans());
        QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
        pipeline.model().load(request());
        QVERIFY(loaded.wait());
        QCOMPARE(m_model->alive.load(), processors() < 2 ? 1 : processors() + 1);
        pipeline.model().unload();
        QTRY_COMPARE(m_model->alive.load(), 0);
    }

    void measuringIsGivenUp_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"another model", "no model", "the end"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void measuringIsGivenUp()
    {
        if (processors() < 2)
            QSKIP("One processor leaves no choice.");
        QFETCH(QString, how);
        Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), detectors(), plans());
        pipeline.lane().open({});
        QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
        pipeline.model().load(request());
        QVERIFY(loaded.wait());
        // More copies than are in use, and the spare one, are those of a trial.
        QTRY_VERIFY(m_model->alive > processors() + 1);
        if (how == QLatin1String("another model")) {
            pipeline.model().load({.location = QStringLiteral("other"), .workers = 1});
            QVERIFY(loaded.wait());
            QCOMPARE(pipeline.model().descriptor().location, QStringLiteral("other"));
        } else if (how == QLatin1String("no model")) {
            pipeline.model().unload();
            QTRY_COMPARE(m_model->alive.load(), 0);
        } else {
            QVERIFY(pipeline.stop());
            QCOMPARE(m_model->alive.load(), 0);
        }
        QVERIFY(!plans().find(request())); // It did not come to its end.
    }
};

QTEST_GUILESS_MAIN(LoadWorkersTest)
#include "tst_loadworkers.moc"
