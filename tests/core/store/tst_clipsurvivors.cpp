// SPDX-License-Identifier: Apache-2.0
#include "core/store/cliptimes.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

#include <map>

using namespace sightglass;
using namespace sightglass::test;

/// The survivors of a whole clip in memory.
class ClipSurvivorsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatItWasToldLast();
    void takesLittleMemory();
    void staysSmallWhenAllIsReplaced();
    void leavesOutWhatIsBeyondAnyClip();
    void tellsHowLongFramesAreShown();
};

void ClipSurvivorsTest::holdsWhatItWasToldLast()
{
    std::mt19937 random(5);
    ClipSurvivors clip;
    std::map<std::int64_t, std::vector<Survivor>> expected;
    for (int round = 0; round < 20000; ++round) {
        const auto index = static_cast<std::int64_t>(random() % 300);
        std::vector<Survivor> items;
        for (unsigned i = 0; i < random() % 20; ++i)
            items.push_back(seen(int(random() % 80), float(random() % 1000) / 1000.f, int(random() % 1000)));
        clip.set(index, static_cast<double>(index) + 0.5, items);
        expected[index] = items;
    }
    QCOMPARE(clip.count(), static_cast<std::int64_t>(expected.size()));
    QCOMPARE(clip.end(), expected.rbegin()->first + 1);
    QCOMPARE(clip.classCount(), 80u);
    for (const auto &[index, items] : expected) {
        QVERIFY(clip.known(index));
        QCOMPARE(clip.seconds(index), static_cast<double>(index) + 0.5);
        QVERIFY(std::equal(items.begin(), items.end(), clip.at(index).begin(), clip.at(index).end()));
    }
    QVERIFY(!clip.known(-1));
    QVERIFY(!clip.known(clip.end()));
    QVERIFY(clip.at(clip.end()).empty());
}

void ClipSurvivorsTest::takesLittleMemory()
{
    ClipSurvivors clip;
    const std::vector<Survivor> items(10, seen(1, 0.5f));
    for (std::int64_t index = 0; index < 216000; ++index)
        clip.set(index, static_cast<double>(index) / 30.0, items);
    QVERIFY2(clip.bytes() < 64'000'000, qPrintable(QString::number(clip.bytes())));
}

void ClipSurvivorsTest::staysSmallWhenAllIsReplaced()
{
    ClipSurvivors clip;
    for (int round = 0; round < 50; ++round) {
        const std::vector<Survivor> items(std::size_t(1 + round % 20), seen(round, 0.5f));
        for (std::int64_t index = 0; index < 1000; ++index)
            clip.set(index, 0.0, items);
    }
    QVERIFY2(clip.bytes() < 2'000'000, qPrintable(QString::number(clip.bytes())));
}

void ClipSurvivorsTest::leavesOutWhatIsBeyondAnyClip()
{
    ClipSurvivors clip;
    clip.set(-1, 0.0, {});
    clip.set(ClipSurvivors::mostFrames, 0.0, {});
    QCOMPARE(clip.count(), 0);
    QCOMPARE(clip.end(), 0);
}

void ClipSurvivorsTest::tellsHowLongFramesAreShown()
{
    ClipSurvivors clip;
    for (int i = 0; i < 10; ++i)
        clip.set(i, 0.04 * i + (i >= 5 ? 0.2 : 0.0), {});
    clip.set(20, 9.0, {}); // After some that are not known: how long the one before is shown is not known.
    const ClipTimes times(clip);
    QVERIFY(std::abs(times.usual() - 0.04) < 1e-9);
    QVERIFY(times.cuts() == std::vector<std::int64_t>{5});
    const ClipSpan before = times.span(3, 4);
    QVERIFY(std::abs(before.begin - 0.12) < 1e-9);
    QVERIFY(std::abs(before.end - 0.40) < 1e-9);
    QVERIFY(std::abs(times.span(9, 9).end - 0.60) < 1e-9);
    QVERIFY(std::abs(times.span(20, 20).end - 9.04) < 1e-9);
    QCOMPARE(ClipTimes(clipOf(QStringLiteral("a"))).span(0, 0).end, 0.0);
}

QTEST_GUILESS_MAIN(ClipSurvivorsTest)
#include "tst_clipsurvivors.moc"
