// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/reorderbuffer.h"
#include "tests/support/testcase.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

using namespace sightglass;

class ReorderBufferTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackTheOrder()
    {
        std::vector<std::uint64_t> numbers(500);
        std::iota(numbers.begin(), numbers.end(), 0);
        std::mt19937 random(1);
        // As workers do it: no number is further ahead than there are workers.
        for (std::size_t i = 0; i + 8 < numbers.size(); i += 8)
            std::shuffle(numbers.begin() + std::ptrdiff_t(i), numbers.begin() + std::ptrdiff_t(i) + 8, random);
        ReorderBuffer<std::unique_ptr<std::uint64_t>> buffer;
        std::uint64_t next = 0;
        std::size_t most = 0;
        for (const std::uint64_t number : numbers) {
            QVERIFY(buffer.put(number, std::make_unique<std::uint64_t>(number)));
            most = std::max(most, buffer.size());
            while (const auto item = buffer.take())
                QCOMPARE(**item, next++);
        }
        QCOMPARE(next, std::uint64_t(500));
        QCOMPARE(buffer.size(), std::size_t(0));
        QVERIFY(most <= 8);
    }

    void waitsForWhatIsMissing()
    {
        ReorderBuffer<int> buffer;
        QVERIFY(!buffer.take());
        QVERIFY(!buffer.takeAny());
        QVERIFY(buffer.put(2, 20));
        QVERIFY(buffer.put(1, 10));
        QVERIFY(!buffer.take());
        QCOMPARE(buffer.size(), std::size_t(2));
        QVERIFY(buffer.put(0, 0));
        for (const int expected : {0, 10, 20})
            QCOMPARE(buffer.take().value(), expected);
        QVERIFY(!buffer.take());
    }

    void laterOnesOvertake()
    {
        ReorderBuffer<int> buffer;
        QVERIFY(buffer.put(5, 50));
        QVERIFY(buffer.put(3, 30));
        QVERIFY(!buffer.take());
        QCOMPARE(buffer.takeAny().value(), 30);
        QVERIFY(!buffer.take());
        QVERIFY(!buffer.put(2, 20)); // Its time has passed,
        QVERIFY(!buffer.put(3, 31));
        QVERIFY(buffer.put(4, 40)); // but not this one's.
        QCOMPARE(buffer.take().value(), 40);
        QCOMPARE(buffer.takeAny().value(), 50);
        QVERIFY(!buffer.takeAny());
    }

    void refusedItemsStayWhole()
    {
        ReorderBuffer<std::unique_ptr<int>> buffer;
        QVERIFY(buffer.put(1, std::make_unique<int>(1)));
        QVERIFY(buffer.takeAny().has_value());
        auto late = std::make_unique<int>(0);
        QVERIFY(!buffer.put(0, std::move(late)));
        QCOMPARE(*late, 0);
    }
};

QTEST_GUILESS_MAIN(ReorderBufferTest)
#include "tst_reorderbuffer.moc"
