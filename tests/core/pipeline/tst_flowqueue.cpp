// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/flowqueue.h"
#include "tests/support/testcase.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace sightglass;

class FlowQueueTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void latestKeepsTheNewest();
    void everyFrameKeepsOrderAndRoom();
    void leaseReturnsCreditOnEveryPath();
    void discardCountsAsDropped();
    void clearRestartAndClose();
    void configureChangesThePolicy();
    void whatGivesWayIsLost();
    void whatGivesWayIsJudged();
    void whatGaveWayIsForgotten();
    void settlingIsTaking();
    void callbacksTellOfItemsAndRoom();
    void accountingHoldsAtEveryMoment_data();
    void accountingHoldsAtEveryMoment();
    void leaseOutlivesTheQueuesOwner();

private:
    static void verify(const FlowCounters &counters)
    {
        QCOMPARE(counters.captured, counters.processed + counters.dropped + counters.waiting());
    }
};

void FlowQueueTest::latestKeepsTheNewest()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::Latest, 2);
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(queue->hasRoom());
        queue->push(i);
        verify(queue->counters());
    }
    QCOMPARE(queue->counters().queued, 2U);
    QCOMPARE(queue->counters().dropped, 3U);
    auto lease = queue->take();
    QVERIFY(lease);
    QCOMPARE(**lease, 5); // The newest, though 4 was queued too.
    QCOMPARE(queue->counters().dropped, 4U);
    QCOMPARE(queue->counters().inFlight, 1U);

    queue->push(6);
    queue->push(7); // One in flight and one queued is all that a capacity of 2 admits.
    QCOMPARE(queue->counters().queued, 1U);
    QCOMPARE(queue->counters().waiting(), 2U);
    lease->finish();
    QCOMPARE(**queue->take(), 7);
    QVERIFY(!queue->take());
    verify(queue->counters());
}

void FlowQueueTest::everyFrameKeepsOrderAndRoom()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 3);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(queue->hasRoom());
        queue->push(i);
    }
    QVERIFY(!queue->hasRoom());
    auto first = queue->take();
    QCOMPARE(**first, 0);
    QVERIFY2(!queue->hasRoom(), "an item in flight still counts against the capacity");
    first->finish();
    QVERIFY(queue->hasRoom());
    for (const int expected : {1, 2}) {
        auto next = queue->take();
        QCOMPARE(**next, expected);
        next->finish();
    }
    QCOMPARE(queue->counters().processed, 3U);
    QCOMPARE(queue->counters().dropped, 0U);
}

void FlowQueueTest::leaseReturnsCreditOnEveryPath()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 1);
    queue->push(1);
    try {
        const auto lease = queue->take();
        QCOMPARE(queue->counters().inFlight, 1U);
        throw std::runtime_error("a detector failed");
    } catch (const std::runtime_error &) {
    }
    QCOMPARE(queue->counters().inFlight, 0U);
    QCOMPARE(queue->counters().processed, 0U);
    QCOMPARE(queue->counters().dropped, 1U);

    queue->push(2);
    auto lease = queue->take();
    auto moved = std::move(*lease);
    lease.reset();
    QCOMPARE(queue->counters().inFlight, 1U);
    moved.finish();
    moved.finish();
    QCOMPARE(queue->counters().processed, 1U);
    verify(queue->counters());
}

void FlowQueueTest::discardCountsAsDropped()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 1);
    queue->push(1);
    queue->take()->discard();
    QCOMPARE(queue->counters().dropped, 1U);
    QCOMPARE(queue->counters().processed, 0U);
    verify(queue->counters());
}

void FlowQueueTest::clearRestartAndClose()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 4);
    for (int i = 0; i < 4; ++i)
        queue->push(i);
    auto inFlight = queue->take();
    queue->clear();
    QCOMPARE(queue->counters().dropped, 3U);
    verify(queue->counters());

    queue->restart();
    QCOMPARE(queue->counters().captured, 1U);
    QCOMPARE(queue->counters().dropped, 0U);
    verify(queue->counters());
    inFlight->finish();
    verify(queue->counters());

    queue->push(9);
    queue->close();
    QVERIFY(!queue->take());
    queue->push(10);
    QVERIFY(queue->hasRoom()); // Nobody waits for a closed queue.
    QCOMPARE(queue->counters().dropped, 2U);
    verify(queue->counters());
}

void FlowQueueTest::configureChangesThePolicy()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 8);
    for (int i = 0; i < 8; ++i)
        queue->push(i);
    queue->configure(FlowPolicy::Latest, 2);
    QCOMPARE(queue->counters().queued, 2U);
    QCOMPARE(queue->counters().capacity, 2U);
    QCOMPARE(**queue->take(), 7);
    queue->configure(FlowPolicy::EveryFrame, 0);
    QCOMPARE(queue->counters().capacity, 1U);
    verify(queue->counters());
}

void FlowQueueTest::whatGivesWayIsLost()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::Latest, 2);
    for (int i = 0; i < 3; ++i)
        queue->push(i);
    QCOMPARE(queue->counters().overtaken, 1U); // By a newer one in the full queue,
    auto lease = queue->take();
    QCOMPARE(queue->counters().overtaken, 2U); // by one that is taken,
    lease->giveWay();
    QCOMPARE(queue->counters().overtaken, 3U); // and by one that was quicker in the works.
    QCOMPARE(queue->counters().overtakenLately, 3U);
    QCOMPARE(queue->counters().dropped, 3U);
    const auto now = RecentCount::Clock::now();
    QCOMPARE(queue->counters(now + std::chrono::seconds(11)).overtakenLately, 0U);
    QCOMPARE(queue->counters(now + std::chrono::seconds(11)).overtaken, 3U);

    // What is dropped for other reasons is not.
    queue->push(4);
    queue->take()->discard();
    queue->push(5);
    queue->clear();
    queue->push(6);
    queue->push(7);
    queue->configure(FlowPolicy::Latest, 1);
    queue->close();
    queue->push(8);
    QCOMPARE(queue->counters().dropped, 8U);
    QCOMPARE(queue->counters().overtaken, 3U);
    verify(queue->counters());
}

void FlowQueueTest::whatGivesWayIsJudged()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::Latest, 1, [](const int &item) {
        return item % 3 == 0 ? GivingWay::Loss : item % 3 == 1 ? GivingWay::Skip : GivingWay::Stale;
    });
    for (int i = 0; i <= 30; ++i)
        queue->push(i);
    FlowCounters counters = queue->counters();
    QCOMPARE(counters.overtaken, 10U);
    QCOMPARE(counters.skipped, 10U);
    QCOMPARE(counters.dropped, 30U);
    auto lease = queue->take();
    QCOMPARE(**lease, 30);
    auto moved = std::move(*lease);
    moved.giveWay();
    counters = queue->counters();
    QCOMPARE(counters.overtaken, 11U);
    verify(counters);
}

void FlowQueueTest::whatGaveWayIsForgotten()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::Latest, 1);
    const auto lose = [&](int count) {
        for (int i = 0; i <= count; ++i)
            queue->push(i);
        queue->take()->finish();
    };
    lose(3);
    queue->configure(FlowPolicy::Latest, 2);
    QCOMPARE(queue->counters().overtaken, 3U); // Another size is no other policy.
    queue->configure(FlowPolicy::EveryFrame, 2);
    QCOMPARE(queue->counters().overtaken, 0U);
    QCOMPARE(queue->counters().overtakenLately, 0U);
    QCOMPARE(queue->counters().dropped, 3U);
    queue->configure(FlowPolicy::Latest, 1);
    lose(2);
    queue->forgetGivenWay();
    QCOMPARE(queue->counters().overtaken, 0U);
    QCOMPARE(queue->counters().dropped, 5U);
    lose(1);
    queue->restart();
    QCOMPARE(queue->counters().overtakenLately, 0U);
    QCOMPARE(queue->counters().dropped, 0U);
    verify(queue->counters());
}

void FlowQueueTest::settlingIsTaking()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::Latest, 4);
    for (int i = 0; i < 4; ++i)
        queue->push(i);
    queue->settle();
    QCOMPARE(queue->counters().queued, 1U);
    QCOMPARE(queue->counters().overtaken, 3U);
    QCOMPARE(**queue->take(), 3);
    queue->configure(FlowPolicy::EveryFrame, 4);
    queue->push(4);
    queue->push(5);
    queue->settle();
    QCOMPARE(queue->counters().queued, 2U);
    verify(queue->counters());
}

void FlowQueueTest::callbacksTellOfItemsAndRoom()
{
    const auto queue = FlowQueue<int>::create(FlowPolicy::EveryFrame, 1);
    int ready = 0;
    int room = 0;
    queue->setCallbacks([&] { ++ready; }, [&] { ++room; });
    queue->push(1);
    QCOMPARE(ready, 1);
    queue->take()->finish();
    QCOMPARE(room, 1);
    queue->push(2);
    queue->clear();
    QCOMPARE(room, 2);
    queue->setCallbacks({}, {});
    queue->push(3);
    QCOMPARE(ready, 2);
}

void FlowQueueTest::accountingHoldsAtEveryMoment_data()
{
    QTest::addColumn<FlowPolicy>("policy");
    QTest::newRow("latest") << FlowPolicy::Latest;
    QTest::newRow("every frame") << FlowPolicy::EveryFrame;
}

void FlowQueueTest::accountingHoldsAtEveryMoment()
{
    QFETCH(FlowPolicy, policy);
    constexpr int items = 5000;
    const auto queue = FlowQueue<int>::create(policy, 4);
    std::atomic<bool> producing{true};
    std::atomic<int> broken{0};
    std::atomic<int> disordered{0};
    {
        std::jthread producer([&] {
            for (int i = 0; i < items;) {
                if (queue->hasRoom())
                    queue->push(i++);
                else
                    std::this_thread::yield();
            }
            producing = false;
        });
        std::jthread consumer([&] {
            int last = -1;
            for (;;) {
                const bool wasProducing = producing;
                if (auto lease = queue->take()) {
                    if (**lease <= last)
                        ++disordered;
                    last = **lease;
                    if (last % 7 == 0)
                        lease->discard();
                    else
                        lease->finish();
                } else if (!wasProducing) {
                    return;
                }
            }
        });
        std::jthread witness([&] {
            while (producing) {
                const FlowCounters c = queue->counters();
                if (c.captured != c.processed + c.dropped + c.waiting() || c.waiting() > c.capacity ||
                    c.overtaken > c.dropped || c.overtakenLately > c.overtaken)
                    ++broken;
                std::this_thread::yield(); // A mutex is not fair: the others are to get it, too.
            }
        });
    }
    QCOMPARE(broken.load(), 0);
    QCOMPARE(disordered.load(), 0);
    const FlowCounters end = queue->counters();
    QCOMPARE(end.captured, std::uint64_t(items));
    QCOMPARE(end.waiting(), 0U);
    verify(end);
    if (policy == FlowPolicy::EveryFrame) {
        QCOMPARE(end.dropped, std::uint64_t((items + 6) / 7)); // Only what the consumer discarded.
        QCOMPARE(end.overtaken, 0U);
    }
}

void FlowQueueTest::leaseOutlivesTheQueuesOwner()
{
    auto queue = FlowQueue<std::shared_ptr<int>>::create(FlowPolicy::Latest, 1);
    const auto item = std::make_shared<int>(3);
    queue->push(item);
    auto lease = queue->take();
    queue.reset();
    QCOMPARE(***lease, 3);
    lease.reset();
    QCOMPARE(item.use_count(), 1L);
}

QTEST_GUILESS_MAIN(FlowQueueTest)
#include "tst_flowqueue.moc"
