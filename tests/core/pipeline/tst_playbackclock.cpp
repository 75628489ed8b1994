// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/playbackclock.h"
#include "tests/support/testcase.h"

#include <random>

using namespace sightglass;
using namespace std::chrono_literals;

class PlaybackClockTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void keepsToItsRate_data();
    void keepsToItsRate();
    void doesNotRushAfterAHalt();
    void anotherSpeedBeginsAnew();
};

namespace
{

Frame frameAt(std::int64_t index, Rational rate)
{
    Frame frame;
    frame.pts = index;
    frame.timeBase = rate.inverted();
    return frame;
}

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

void PlaybackClockTest::keepsToItsRate_data()
{
    QTest::addColumn<double>("speed");
    QTest::addColumn<int>("rate"); // In thousandths.
    for (const double speed : {0.1, 0.5, 1.0, 1.5, 4.0, 16.0})
        for (const int rate : {1000, 12500, 25000, 29970, 59940, 120000})
            QTest::addRow("%g at %d/1000", speed, rate) << speed << rate;
}

/// A minute of playing in which every picture is a little late, as timers and decoders are.
void PlaybackClockTest::keepsToItsRate()
{
    QFETCH(double, speed);
    QFETCH(int, rate);
    const Rational frameRate{rate, 1000};
    const auto frames = static_cast<std::int64_t>(60.0 * speed * frameRate.toDouble());
    PlaybackClock clock;
    clock.setSpeed(speed);
    std::mt19937 random(3);
    const double interval = 1e6 / (speed * frameRate.toDouble()); // Microseconds.
    std::uniform_int_distribution<int> late(0, static_cast<int>(std::min(3000.0, interval / 2.0)));
    const auto begin = Clock::now();
    auto now = begin;
    for (std::int64_t i = 0; i <= frames; ++i) {
        now += clock.untilDue(frameAt(i, frameRate), now);
        now += std::chrono::microseconds(late(random));
    }
    const double expected = static_cast<double>(frames) / frameRate.toDouble() / speed;
    QVERIFY2(std::abs(seconds(now - begin) - expected) < 0.01 * expected + 0.003,
             qPrintable(
                 QStringLiteral("%1 s, not %2").arg(QString::number(seconds(now - begin)), QString::number(expected))));
}

void PlaybackClockTest::doesNotRushAfterAHalt()
{
    constexpr Rational rate{25, 1};
    PlaybackClock clock;
    auto now = Clock::now();
    QCOMPARE(clock.untilDue(frameAt(0, rate), now), 0ns);
    now += 5s; // The machine was asleep.
    QCOMPARE(clock.untilDue(frameAt(1, rate), now), 0ns);
    QCOMPARE(clock.untilDue(frameAt(2, rate), now), 40ms);
    // A little late is caught up with.
    now += 90ms;
    QCOMPARE(clock.untilDue(frameAt(2, rate), now), 0ns);
    QCOMPARE(clock.untilDue(frameAt(5, rate), now), 70ms);
}

void PlaybackClockTest::anotherSpeedBeginsAnew()
{
    constexpr Rational rate{25, 1};
    PlaybackClock clock;
    const auto now = Clock::now();
    QCOMPARE(clock.untilDue(frameAt(100, rate), now), 0ns);
    QCOMPARE(clock.untilDue(frameAt(101, rate), now), 40ms);
    clock.setSpeed(2.0);
    QCOMPARE(clock.untilDue(frameAt(200, rate), now), 0ns);
    QCOMPARE(clock.untilDue(frameAt(201, rate), now), 20ms);
}

QTEST_GUILESS_MAIN(PlaybackClockTest)
#include "tst_playbackclock.moc"
