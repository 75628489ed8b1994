// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/recentcount.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using namespace std::chrono_literals;

class RecentCountTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void countsTenSeconds();
    void slidesByTenths();
    void longSilencesAndManyRounds();
    void lateNewsCounts();
    void clears();
};

namespace
{

constexpr RecentCount::Clock::time_point start{1000h};

} // namespace

void RecentCountTest::countsTenSeconds()
{
    RecentCount recent;
    QCOMPARE(recent.count(start), 0U);
    recent.add(1, start);
    recent.add(2, start + 20ms);
    recent.add(4, start + 5s);
    QCOMPARE(recent.count(start + 5s), 7U);
    QCOMPARE(recent.count(start + 9900ms), 7U);
    QCOMPARE(recent.count(start + 10s), 4U);
    QCOMPARE(recent.count(start + 14900ms), 4U);
    QCOMPARE(recent.count(start + 15s), 0U);
}

void RecentCountTest::slidesByTenths()
{
    RecentCount recent;
    for (int i = 0; i < 1000; ++i) {
        const auto now = start + i * 30ms;
        recent.add(1, now);
        // Never more than fit into the span, and all but a tenth's of them.
        const std::uint64_t all = std::min(i + 1, 10000 / 30 + 1);
        QVERIFY(recent.count(now) <= all);
        QVERIFY(recent.count(now) + 4 >= all);
    }
}

void RecentCountTest::longSilencesAndManyRounds()
{
    RecentCount recent;
    for (int i = 0; i < 50; ++i) {
        const auto now = start + i * 3600s;
        recent.add(3, now);
        QCOMPARE(recent.count(now), 3U);
        QCOMPARE(recent.count(now + 20s), 0U);
    }
}

/// Threads take the time before they get at the count.
void RecentCountTest::lateNewsCounts()
{
    RecentCount recent;
    recent.add(1, start + 1s);
    recent.add(1, start + 500ms);
    QCOMPARE(recent.count(start + 1s), 2U);
    QCOMPARE(recent.count(start + 10500ms), 1U);
    recent.add(1, start + 11s);
    recent.add(1, start + 1s); // In the place of which there is a newer one.
    QCOMPARE(recent.count(start + 11s), 1U);
    QCOMPARE(recent.count(start), 0U); // What is to come is not counted.
}

void RecentCountTest::clears()
{
    RecentCount recent;
    recent.add(5, start);
    recent.clear();
    QCOMPARE(recent.count(start), 0U);
}

QTEST_GUILESS_MAIN(RecentCountTest)
#include "tst_recentcount.moc"
