// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/backgroundshare.h"
#include "tests/core/pipeline/enginetest.h"
#include "tests/support/testcase.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <semaphore>

using namespace sightglass;
using namespace sightglass::test;

class DetectionEngineTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void everyFrameComesOutInOrder_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("batch");
        for (const int workers : {1, 2, 3, 5})
            for (const int batch : {1, 2, 4})
                QTest::addRow("%d workers, batches of %d", workers, batch) << workers << batch;
    }

    void everyFrameComesOutInOrder()
    {
        QFETCH(int, workers);
        QFETCH(int, batch);
        const auto model = std::make_shared<SyntheticModel>();
        model->unevenMs = 3;
        model->batch = batch;
        const auto port = makePort(FlowPolicy::EveryFrame);
        port->push(0, 199);
        DetectionEngine engine;
        engine.setModel(copies(model, workers));
        engine.add(port);
        QVERIFY(port->waitFor(200));
        QVERIFY(engine.stop());
        QCOMPARE(port->indices(), numbers(0, 199));
        for (const InferredFrame &result : port->results())
            QVERIFY(isOwn(result));
        QCOMPARE(port->seen.load(), 200);
        QCOMPARE(model->mostAtOnce.load(), batch);
        QCOMPARE(model->alive.load(), 0);
        QCOMPARE(port->frames().counters().processed, 200u);
    }

    void framesPassWithoutAModel()
    {
        const auto port = makePort(FlowPolicy::EveryFrame);
        port->push(0, 9);
        DetectionEngine engine;
        engine.add(port);
        QVERIFY(port->waitFor(10));
        QCOMPARE(port->indices(), numbers(0, 9));
        QVERIFY(!port->results().front().results.at(0));
        QCOMPARE(port->seen.load(), 0);
    }

    /// What a later frame overtook is dropped and counted under Latest, and waited for under EveryFrame.
    void overtaking_data()
    {
        QTest::addColumn<FlowPolicy>("policy");
        QTest::newRow("latest") << FlowPolicy::Latest;
        QTest::newRow("every frame") << FlowPolicy::EveryFrame;
    }

    void overtaking()
    {
        QFETCH(FlowPolicy, policy);
        const bool latest = policy == FlowPolicy::Latest;
        const auto model = std::make_shared<SyntheticModel>();
        std::latch begun(1);
        std::latch release(1);
        std::counting_semaphore<> overtook(0);
        model->onPicture = [&](std::int64_t number) {
            if (number == 0) {
                begun.count_down();
                release.wait();
            } else {
                overtook.release();
            }
        };
        const auto port = makePort(policy, 3);
        DetectionEngine engine;
        engine.setModel(copies(model, 2));
        engine.add(port);
        port->push(0, 0);
        engine.waker()();
        begun.wait();
        port->push(1, 1);
        engine.waker()();
        if (latest)
            QVERIFY(port->waitFor(1));
        else
            QVERIFY(overtook.try_acquire_for(std::chrono::seconds(20)));
        QCOMPARE(port->frames().counters().captured, 2u);
        // The lease ends right after the result is put.
        QTRY_COMPARE(port->frames().counters().inFlight, latest ? 1u : 2u);
        release.count_down();
        if (!latest)
            QVERIFY(port->waitFor(2));
        QTRY_COMPARE(port->frames().counters().inFlight, 0u);
        const FlowCounters counters = port->frames().counters();
        QCOMPARE(counters.processed, latest ? 1u : 2u);
        QCOMPARE(counters.dropped, latest ? 1u : 0u);
        QCOMPARE(port->indices(), latest ? numbers(1, 1) : numbers(0, 1));
    }

    void portsTakeTurns_data()
    {
        QTest::addColumn<int>("workers");
        for (const int workers : {1, 2, 3})
            QTest::addRow("%d", workers) << workers;
    }

    void portsTakeTurns()
    {
        QFETCH(int, workers);
        const auto model = std::make_shared<SyntheticModel>();
        std::mutex mutex;
        std::vector<std::int64_t> order;
        model->onPicture = [&](std::int64_t number) {
            const std::lock_guard lock(mutex);
            order.push_back(number / 1000);
        };
        // Nothing is taken before all is in place.
        std::vector<std::shared_ptr<Port>> ports;
        DetectionEngine engine;
        for (int i = 0; i < 4; ++i) {
            ports.push_back(makePort(FlowPolicy::EveryFrame));
            ports.back()->roomLeft = 0;
            ports.back()->push(1000 * i, 1000 * i + (i == 3 ? 4 : 99)); // The last one has only five.
            engine.add(ports.back());
        }
        use(engine, copies(model, workers));
        for (const auto &port : ports)
            port->roomLeft = 1000;
        engine.waker()();
        for (const auto &port : ports)
            QVERIFY(port->waitFor(port == ports[3] ? 5 : 100));
        QVERIFY(engine.stop());

        std::array<int, 4> taken{};
        for (std::size_t i = 0; i < order.size(); ++i) {
            ++taken[std::size_t(order[i])];
            const auto [least, most] = std::minmax({taken[0], taken[1], taken[2]});
            QVERIFY(most - least <= workers); // What is under way is recorded in any order.
            if (i >= 20U + std::size_t(workers))
                QCOMPARE(taken[3], 5); // It had its turn each time.
        }
    }

    void noMoreAreTakenThanThereIsRoom()
    {
        const auto model = std::make_shared<SyntheticModel>();
        std::counting_semaphore<> begun(0);
        std::counting_semaphore<> go(0);
        model->onPicture = [&](std::int64_t) {
            begun.release();
            go.acquire();
        };
        const auto port = makePort(FlowPolicy::EveryFrame);
        port->roomLeft = 2;
        port->push(0, 9);
        DetectionEngine engine;
        engine.setModel(copies(model, 5));
        engine.add(port);
        for (int i = 0; i < 2; ++i)
            QVERIFY(begun.try_acquire_for(std::chrono::seconds(20)));
        QCOMPARE(port->frames().counters().inFlight, 2u);
        QVERIFY(!begun.try_acquire()); // Three workers have nothing to do.
        port->roomLeft = 4;
        engine.waker()();
        for (int i = 0; i < 2; ++i)
            QVERIFY(begun.try_acquire_for(std::chrono::seconds(20)));
        QCOMPARE(port->frames().counters().inFlight, 4u);
        go.release(10);
        QVERIFY(port->waitFor(10));
        QCOMPARE(port->indices(), numbers(0, 9));
    }

    void aFrameThatFailsGoesOnAlone()
    {
        const auto model = std::make_shared<SyntheticModel>();
        model->batch = 4;
        model->failAt = 5;
        const auto port = makePort(FlowPolicy::EveryFrame);
        port->push(0, 11);
        DetectionEngine engine;
        engine.setModel(copies(model, 1));
        engine.add(port);
        QVERIFY(port->waitFor(12));
        const auto results = port->results();
        for (std::size_t i = 0; i < results.size(); ++i)
            QCOMPARE(isOwn(results[i]), i != 5);
        QCOMPARE(port->failures.load(), 1);
        QCOMPARE(port->seen.load(), 11);
    }

    void batchesGoAcrossPorts()
    {
        const auto model = std::make_shared<SyntheticModel>();
        model->batch = 4;
        // Under Latest a port has one frame to give, so that a run of four has one of each.
        std::vector<std::shared_ptr<Port>> ports;
        DetectionEngine engine;
        use(engine, copies(model, 1));
        for (int i = 0; i < 4; ++i) {
            ports.push_back(makePort(FlowPolicy::Latest, 2));
            ports.back()->roomLeft = 0;
            ports.back()->push(i, i);
            engine.add(ports.back());
        }
        for (const auto &port : ports)
            port->roomLeft = 1;
        engine.waker()();
        for (const auto &port : ports)
            QVERIFY(port->waitFor(1));
        for (const auto &port : ports)
            QVERIFY(isOwn(port->results().front()));
        QCOMPARE(model->calls.load(), 1);
        QCOMPARE(model->mostAtOnce.load(), 4);
    }

    void foregroundGoesFirst_data()
    {
        QTest::addColumn<int>("workers");
        for (const int workers : {1, 2, 3})
            QTest::addRow("%d", workers) << workers;
    }

    void foregroundGoesFirst()
    {
        QFETCH(int, workers);
        const auto model = std::make_shared<SyntheticModel>();
        std::mutex mutex;
        std::vector<bool> order; // Whether it was the foreground's turn.
        model->onPicture = [&](std::int64_t number) {
            const std::lock_guard lock(mutex);
            order.push_back(number < 1000);
        };
        const auto seen = makePort(FlowPolicy::EveryFrame);
        const auto unseen = makePort(FlowPolicy::EveryFrame);
        for (const auto &port : {seen, unseen})
            port->roomLeft = 0;
        seen->push(0, 49);
        unseen->push(1000, 1049);
        DetectionEngine engine(stoppedClock());
        engine.add(unseen, DetectionEngine::Priority::Background);
        engine.add(seen);
        use(engine, copies(model, workers));
        for (const auto &port : {seen, unseen})
            port->roomLeft = 1000;
        engine.waker()();
        QVERIFY(seen->waitFor(50));
        m_now = m_now.load() + std::chrono::seconds(1);
        engine.waker()();
        QVERIFY(unseen->waitFor(50));
        QVERIFY(engine.stop());
        QCOMPARE(seen->indices(), numbers(0, 49));
        QCOMPARE(unseen->indices(), numbers(1000, 1049));
        // Those under way at the end of the first are recorded in any order.
        const auto end = std::find(order.rbegin(), order.rend(), true).base() - order.begin();
        QVERIFY(end < 50 + workers);
    }

    void anotherWorkerIsFreeForTheForeground()
    {
        const auto model = std::make_shared<SyntheticModel>();
        std::counting_semaphore<> begun(0);
        std::counting_semaphore<> go(0);
        model->onPicture = [&](std::int64_t number) {
            if (number < 1000)
                return;
            begun.release();
            go.acquire();
        };
        const auto seen = makePort(FlowPolicy::Latest);
        const auto unseen = makePort(FlowPolicy::EveryFrame);
        DetectionEngine engine(stoppedClock());
        engine.add(seen);
        engine.add(unseen, DetectionEngine::Priority::Background);
        use(engine, copies(model, 3));
        seen->push(0, 0);
        engine.waker()();
        QVERIFY(seen->waitFor(1));
        unseen->push(1000, 1003);
        engine.waker()();
        QVERIFY(begun.try_acquire_for(std::chrono::seconds(20)));
        // While one is held, all that is watched comes through beside it.
        for (int i = 1; i <= 20; ++i) {
            seen->push(i, i);
            engine.waker()();
            QVERIFY(seen->waitFor(std::size_t(i) + 1));
        }
        QCOMPARE(unseen->frames().counters().inFlight, 1u);
        // When nobody watches any more, the others take their share.
        m_now = m_now.load() + BackgroundShare::watching;
        engine.waker()();
        for (int i = 0; i < 2; ++i)
            QVERIFY(begun.try_acquire_for(std::chrono::seconds(20)));
        go.release(4);
        QVERIFY(unseen->waitFor(4));
        QCOMPARE(unseen->indices(), numbers(1000, 1003));
        QVERIFY(engine.stop());
    }

    void framesInTheForegroundThatHaveNoRoomAreWaitedForOnlyWhileWatched()
    {
        const auto model = std::make_shared<SyntheticModel>();
        const auto seen = makePort(FlowPolicy::EveryFrame);
        const auto unseen = makePort(FlowPolicy::EveryFrame);
        seen->push(0, 0);
        DetectionEngine engine(stoppedClock());
        engine.setModel(copies(model, 2));
        engine.add(seen);
        QVERIFY(seen->waitFor(1));
        seen->roomLeft = 0;
        seen->push(1, 1);
        unseen->push(1000, 1000);
        engine.add(unseen, DetectionEngine::Priority::Background);
        // Whoever looks for this one finds that one, too.
        const auto other = makePort(FlowPolicy::Latest);
        engine.add(other);
        for (int i = 0; i < 20; ++i) {
            other->push(100 + i, 100 + i);
            engine.waker()();
            QVERIFY(other->waitFor(std::size_t(i) + 1));
        }
        QCOMPARE(unseen->frames().counters().queued, 1u);
        m_now = m_now.load() + BackgroundShare::watching;
        engine.waker()();
        QVERIFY(unseen->waitFor(1));
    }

    /// Its time comes without a frame that would tell.
    void backgroundGoesOnWhenNobodyWatches()
    {
        const auto model = std::make_shared<SyntheticModel>();
        const auto seen = makePort(FlowPolicy::Latest);
        const auto unseen = makePort(FlowPolicy::EveryFrame);
        seen->push(0, 0);
        DetectionEngine engine;
        engine.setModel(copies(model, 2));
        engine.add(seen);
        QVERIFY(seen->waitFor(1));
        unseen->push(1000, 1019);
        engine.add(unseen, DetectionEngine::Priority::Background);
        QVERIFY(unseen->waitFor(20));
        engine.remove(unseen.get());
        unseen->push(1020, 1020);
        engine.waker()();
        seen->push(1, 1);
        engine.waker()();
        QVERIFY(seen->waitFor(2));
        QVERIFY(engine.stop());
        QCOMPARE(unseen->frames().counters().queued, 1u);
    }

    void whatNobodyWaitsForIsDropped()
    {
        const auto model = std::make_shared<SyntheticModel>();
        const auto port = makePort(FlowPolicy::EveryFrame);
        std::latch begun(1);
        std::latch release(1);
        model->onPicture = [&](std::int64_t number) {
            if (number == 0) {
                begun.count_down();
                release.wait();
            }
        };
        port->push(0, 9);
        DetectionEngine engine;
        engine.setModel(copies(model, 1));
        engine.add(port);
        begun.wait();
        port->firstCurrent = 7;
        release.count_down();
        QVERIFY(port->waitFor(3));
        QTRY_COMPARE(port->frames().counters().waiting(), 0u);
        QCOMPARE(port->indices(), numbers(7, 9));
        QCOMPARE(model->calls.load(), 4); // The one under way, and those that counted.
        QCOMPARE(port->frames().counters().dropped, 7u);
        QCOMPARE(port->frames().counters().processed, 3u);
    }

private:
    DetectionEngine::Now stoppedClock()
    {
        return [this] { return m_now.load(); };
    }

    std::atomic<std::chrono::steady_clock::time_point> m_now{std::chrono::steady_clock::now()};
};

QTEST_GUILESS_MAIN(DetectionEngineTest)
#include "tst_detectionengine.moc"
