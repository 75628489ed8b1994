// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/widgets/wording.h"

using namespace sightglass;
using namespace std::chrono_literals;

class TestWording : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void timestamps_data();
    void timestamps();
    void bytes_data();
    void bytes();
    void decimals_data();
    void decimals();
    void states_data();
    void states();
    void anUnpluggedCamera();
};

void TestWording::anUnpluggedCamera()
{
    SourceState state;
    state.phase = SourceState::Phase::Reconnecting;
    state.unplugged = true;
    QCOMPARE(sourceStateText(state, Clock::now()), QStringLiteral("Unplugged: it goes on when it is plugged in again"));
}

void TestWording::timestamps_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << QStringLiteral("0:00.000");
    QTest::newRow("frame") << 4.96 << QStringLiteral("0:04.960");
    QTest::newRow("carry") << 59.9996 << QStringLiteral("1:00.000");
    QTest::newRow("minutes") << 754.0401 << QStringLiteral("12:34.040");
    QTest::newRow("hours") << 3723.5 << QStringLiteral("1:02:03.500");
    QTest::newRow("before the start") << -1.0 << QStringLiteral("0:00.000");
}

void TestWording::timestamps()
{
    QFETCH(double, seconds);
    QTEST(timestampText(seconds), "text");
}

void TestWording::bytes_data()
{
    QTest::addColumn<qulonglong>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown") << 0ULL << QStringLiteral("unknown");
    QTest::newRow("megabytes") << 411'600'000ULL << QStringLiteral("412 MB");
    QTest::newRow("just below a gigabyte") << 999'499'999ULL << QStringLiteral("999 MB");
    QTest::newRow("rounds to a gigabyte") << 999'600'000ULL << QStringLiteral("1.0 GB");
    QTest::newRow("gigabytes") << 1'840'000'000ULL << QStringLiteral("1.8 GB");
}

void TestWording::bytes()
{
    QFETCH(qulonglong, count);
    QTEST(bytesText(count), "text");
}

void TestWording::decimals_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << QStringLiteral("0.0");
    QTest::newRow("rate") << 24.98 << QStringLiteral("25.0");
    QTest::newRow("widest") << 999.94 << QStringLiteral("999.9");
    QTest::newRow("no wider") << 999.96 << QStringLiteral("1000");
    QTest::newRow("thousands") << 1288.3 << QStringLiteral("1288");
}

void TestWording::decimals()
{
    QFETCH(double, value);
    QTEST(decimalText(value), "text");
}

void TestWording::states_data()
{
    using Phase = SourceState::Phase;
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << int(Phase::Empty) << QStringLiteral("No source");
    QTest::newRow("opening") << int(Phase::Opening) << QStringLiteral("Opening …");
    QTest::newRow("playing") << int(Phase::Playing) << QStringLiteral("Playing");
    QTest::newRow("paused") << int(Phase::Paused) << QStringLiteral("Paused");
    QTest::newRow("ended") << int(Phase::Ended) << QStringLiteral("Ended");
    QTest::newRow("stalled") << int(Phase::Stalled) << QStringLiteral("No picture for 12 s");
    QTest::newRow("lost") << int(Phase::Reconnecting) << QStringLiteral("Lost, attempt 3 in 4 s");
    QTest::newRow("failed") << int(Phase::Failed) << QStringLiteral("Failed");
}

void TestWording::states()
{
    QFETCH(int, phase);
    const Clock::time_point now = Clock::now();
    SourceState state;
    state.phase = static_cast<SourceState::Phase>(phase);
    state.attempt = 3;
    state.since = now - 12s;
    state.nextTry = now + 4s;
    QTEST(sourceStateText(state, now), "text");
}

QTEST_GUILESS_MAIN(TestWording)
#include "tst_wording.moc"
