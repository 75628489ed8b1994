// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/backgroundshare.h"
#include "tests/support/testcase.h"

#include <QTest>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

using Clock = BackgroundShare::Clock;

const Clock::time_point start = Clock::time_point() + 1000s;

/// So many seconds of a source whose frames come this often and keep a worker so long each; when it ends.
Clock::time_point watch(BackgroundShare &share, std::chrono::duration<double> interval,
                        std::chrono::duration<double> run, int seconds = 5)
{
    const int frames = static_cast<int>(seconds / interval.count());
    Clock::time_point now = start;
    for (int i = 0; i < frames; ++i) {
        now = start + std::chrono::duration_cast<Clock::duration>(i * interval);
        share.takenInForeground(now);
        now += std::chrono::duration_cast<Clock::duration>(run);
        share.ranInForeground(run, now);
    }
    return now;
}

} // namespace

class BackgroundShareTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sumsFade()
    {
        FadingSum sum;
        QCOMPARE(sum.at(start), 0.0);
        sum.add(1.0, start);
        sum.add(1.0, start);
        QCOMPARE(sum.at(start), 2.0);
        QVERIFY(qAbs(sum.at(start + 1s) - 2.0 / 2.718281828) < 1e-6);
        QVERIFY(sum.at(start + 100s) < 1e-9);
    }

    void isWatchedForASecond()
    {
        BackgroundShare share;
        QVERIFY(!share.isWatched(start));
        share.takenInForeground(start);
        QVERIFY(share.isWatched(start));
        QVERIFY(share.isWatched(start + 999ms));
        QVERIFY(!share.isWatched(start + 1s));
    }

    void leavesAQuarterOfTheTime_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<double>("run"); // Milliseconds that a frame takes, of 40 between two.
        QTest::addColumn<bool>("hasTime");
        QTest::newRow("one that is idle") << 1 << 4.0 << true;
        QTest::newRow("one that is busy") << 1 << 36.0 << false;
        QTest::newRow("two with one to spare") << 2 << 32.0 << true;
        QTest::newRow("two that are busy") << 2 << 72.0 << false;
        QTest::newRow("four with two to spare") << 4 << 72.0 << true;
        QTest::newRow("four that are busy") << 4 << 150.0 << false;
    }

    void leavesAQuarterOfTheTime()
    {
        QFETCH(int, workers);
        QFETCH(double, run);
        BackgroundShare share;
        const auto now = watch(share, 40ms, std::chrono::duration<double, std::milli>(run));
        QTEST(share.hasTime(static_cast<std::size_t>(workers), now), "hasTime");
    }

    /// Both together: what the background has had counts until it is a while ago.
    void theBackgroundsOwnTimeCounts()
    {
        BackgroundShare share;
        auto now = watch(share, 40ms, 32ms);
        QVERIFY(share.hasTime(2, now));
        share.ranInBackground(1s, 10, now);
        QVERIFY(!share.hasTime(2, now));
        now += 2s;
        QVERIFY(share.hasTime(2, now));
    }

    /// Frames that are known keep no worker long, and are not to wait for one that is asked about another.
    void oneWorkerIsNotHeldForLong()
    {
        BackgroundShare share;
        auto now = watch(share, 40ms, 0ms);
        QVERIFY(share.hasTime(1, now)); // Nobody knows yet how long one takes.
        share.ranInBackground(10ms, 1, now);
        QVERIFY(share.hasTime(1, now));
        share.ranInBackground(70ms, 1, now);
        QVERIFY(!share.hasTime(1, now));
        QVERIFY(share.hasTime(2, now));
        // Batches are known to be quicker one by one.
        share.ranInBackground(70ms, 8, now);
        QVERIFY(share.hasTime(1, now));
        // A slow one is forgotten in time.
        share.ranInBackground(70ms, 1, now);
        for (int i = 0; i < 750; ++i)
            share.takenInForeground(now += 40ms);
        QVERIFY(share.hasTime(1, now));
    }
};

QTEST_GUILESS_MAIN(BackgroundShareTest)
#include "tst_backgroundshare.moc"
