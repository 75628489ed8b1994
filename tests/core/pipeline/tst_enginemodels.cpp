// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/enginetest.h"
#include "tests/support/testcase.h"

#include <QTest>

using namespace sightglass;
using namespace sightglass::test;

/// How models come into an engine and leave it, and how it ends.
class EngineModelsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void modelsChangeBetweenRuns()
    {
        const auto first = std::make_shared<SyntheticModel>();
        const auto second = std::make_shared<SyntheticModel>();
        second->classBase = 100;
        first->unevenMs = 3;
        second->unevenMs = 3;
        const auto port = makePort(FlowPolicy::EveryFrame, 4000);
        port->roomLeft = 4000;
        DetectionEngine engine;
        std::uint64_t number = 0;
        for (const int workers : {2, 1, 3, 5, 1, 4}) {
            const auto &model = ++number % 2 ? first : second;
            const auto &other = number % 2 ? second : first;
            std::atomic<int> othersAlive{-1};
            std::latch adopted(1);
            engine.setModel(copies(model, workers, number), [&] {
                othersAlive = other->alive.load();
                adopted.count_down();
            });
            adopted.wait();
            if (number == 1) {
                engine.add(port);
                port->push(0, 3999);
                engine.waker()();
            }
            QCOMPARE(othersAlive.load(), 0);
            QCOMPARE(model->alive.load(), workers);
            QVERIFY(port->waitFor(port->results().size() + 20));
        }
        QVERIFY(engine.stop());
        QVERIFY(port->isExact());
        const auto results = port->results();
        std::uint64_t newest = 0;
        for (std::size_t i = 0; i < results.size(); ++i) {
            QCOMPARE(results[i].frame.id.index, std::int64_t(i)); // None lost, none twice.
            QVERIFY(isOwn(results[i]));
            const CandidatesPtr &candidates = results[i].results.at(0);
            QCOMPARE(candidates->items.at(0).classId, candidates->model % 2 ? 0 : 100);
            QVERIFY(candidates->model >= newest);
            newest = candidates->model;
        }
        QCOMPARE(newest, number);
    }

    void aModelThatNobodyUsedMakesPlace()
    {
        const auto busy = std::make_shared<SyntheticModel>();
        const auto passed = std::make_shared<SyntheticModel>();
        const auto wanted = std::make_shared<SyntheticModel>();
        std::latch begun(1);
        std::latch release(1);
        busy->onPicture = [&](std::int64_t) {
            begun.count_down();
            release.wait();
        };
        const auto port = makePort(FlowPolicy::EveryFrame);
        DetectionEngine engine;
        use(engine, copies(busy, 1));
        engine.add(port);
        port->push(0, 0);
        engine.waker()();
        begun.wait();
        std::atomic<bool> passedWasAdopted{false};
        engine.setModel(copies(passed, 3), [&] { passedWasAdopted = true; });
        QCOMPARE(passed->alive.load(), 3);
        std::latch adopted(1);
        engine.setModel(copies(wanted, 2), [&] { adopted.count_down(); });
        QCOMPARE(passed->alive.load(), 0);
        release.count_down();
        adopted.wait();
        QVERIFY(!passedWasAdopted);
        QCOMPARE(busy->alive.load(), 0);
        QCOMPARE(wanted->alive.load(), 2);
    }

    void stopEndsEveryLease()
    {
        const auto model = std::make_shared<SyntheticModel>();
        model->unevenMs = 5;
        const auto port = makePort(FlowPolicy::EveryFrame);
        port->push(0, 499);
        DetectionEngine engine;
        engine.setModel(copies(model, 4));
        engine.add(port);
        QVERIFY(port->waitFor(20));
        QVERIFY(engine.stop());
        const FlowCounters counters = port->frames().counters();
        QCOMPARE(counters.inFlight, 0u);
        QCOMPARE(counters.captured, counters.processed + counters.dropped + counters.queued);
        QCOMPARE(counters.processed, port->results().size());
        QCOMPARE(port->indices(), numbers(0, std::int64_t(port->results().size()) - 1));
        QCOMPARE(model->alive.load(), 0);
    }

    void aWorkerThatDoesNotEndIsLeftBehind()
    {
        const auto model = std::make_shared<SyntheticModel>();
        std::latch begun(1);
        std::latch release(1);
        model->onPicture = [&](std::int64_t) {
            begun.count_down();
            release.wait();
        };
        const auto port = makePort(FlowPolicy::EveryFrame);
        {
            DetectionEngine engine;
            use(engine, copies(model, 1));
            engine.add(port);
            port->push(0, 0);
            engine.waker()();
            begun.wait();
            QVERIFY(!engine.stop(QDeadlineTimer(10)));
        }
        release.count_down();
        QTRY_COMPARE(model->alive.load(), 0);
        QTRY_COMPARE(port->frames().counters().waiting(), 0u);
        QVERIFY(port->isExact());
    }
};

QTEST_GUILESS_MAIN(EngineModelsTest)
#include "tst_enginemodels.moc"
