// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/detectionengine.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>

using namespace sightglass;
using namespace sightglass::test;

namespace
{

/// A port that keeps what it is given.
class Port : public InferencePort
{
public:
    Port(FlowPolicy policy, std::size_t capacity)
        : m_queue(FrameQueue::create(policy, capacity))
    {}

    void push(std::int64_t first, std::int64_t last)
    {
        for (std::int64_t i = first; i <= last; ++i) {
            Frame frame;
            frame.id.index = i;
            frame.image = numberedPicture({16, 16}, i);
            m_queue->push({frame, {}});
        }
    }

    FrameQueue &frames() const override { return *m_queue; }
    std::size_t room() const override { return roomLeft; }
    bool isCurrent(const Frame &frame) const override { return frame.id.index >= firstCurrent; }
    void put(InferredFrame inferred) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_results.push_back(std::move(inferred));
        }
        m_wake.notify_all();
    }
    void inferred(const DetectTimes &) override { ++seen; }
    void failed(const Error &) override { ++failures; }

    std::vector<InferredFrame> results() const
    {
        const std::lock_guard lock(m_mutex);
        return m_results;
    }
    std::vector<std::int64_t> indices() const
    {
        std::vector<std::int64_t> all;
        for (const InferredFrame &result : results())
            all.push_back(result.frame.id.index);
        return all;
    }
    bool waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_wake.wait_for(lock, std::chrono::seconds(20), [&] { return m_results.size() >= count; });
    }
    bool isExact() const
    {
        const FlowCounters c = m_queue->counters();
        return c.captured == c.processed + c.dropped + c.waiting();
    }

    std::atomic<std::size_t> roomLeft{1000};
    std::atomic<std::int64_t> firstCurrent{0};
    std::atomic<int> seen{0};
    std::atomic<int> failures{0};

private:
    const std::shared_ptr<FrameQueue> m_queue;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<InferredFrame> m_results;
};

std::shared_ptr<Port> makePort(FlowPolicy policy, std::size_t capacity = 1000)
{
    return std::make_shared<Port>(policy, capacity);
}

DetectionEngine::Model copies(const std::shared_ptr<SyntheticModel> &model, int workers, std::uint64_t number = 1)
{
    DetectionEngine::Model result{{}, number};
    for (int i = 0; i < workers; ++i)
        result.copies.push_back(std::make_unique<SyntheticDetector>(model, ModelRequest{}));
    return result;
}

/// Returns when the model is in use.
void use(DetectionEngine &engine, DetectionEngine::Model model)
{
    std::latch adopted(1);
    engine.setModel(std::move(model), [&] { adopted.count_down(); });
    adopted.wait();
}

bool isOwn(const InferredFrame &inferred)
{
    return inferred.results.size() == 1 && inferred.results[0] && inferred.results[0]->frame == inferred.frame.id &&
           inferred.results[0]->items.at(0).box.x == static_cast<float>(inferred.frame.id.index);
}

std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last)
{
    std::vector<std::int64_t> all;
    for (std::int64_t i = first; i <= last; ++i)
        all.push_back(i);
    return all;
}

} // namespace

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

QTEST_GUILESS_MAIN(DetectionEngineTest)
#include "tst_detectionengine.moc"
