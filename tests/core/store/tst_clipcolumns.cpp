// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipcolumns.h"
#include "core/store/survivorfilter.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using namespace sightglass::test;

/// Counts over time.
class ClipColumnsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void countTheFrameThatHasTheMost();
    void coverEachFrameOfTheViewOnce();
    void agreeWithCountingFrameByFrame();
    void areAsManyAsAskedForOfFewFrames();
    void bearViewsThatAreNotTheClips();
};

void ClipColumnsTest::countTheFrameThatHasTheMost()
{
    const ClipSurvivors clip = clipOf(QStringLiteral("A ABb ? . C CCc . . AAAA"));
    const ClipColumns columns = columnsOf(clip, SurvivorFilter(Thresholds()), {0, 7, 4});
    QCOMPARE(columns.most, 4); // Beyond the view, too.
    QVERIFY(columns.classes == (std::vector<int>{0, 1, 2}));
    QCOMPARE(columns.columns.size(), 4u);
    QVERIFY(columns.columns[0] == (ClipColumns::Column{0, 1, 2, 1, 2}));
    QVERIFY(columns.columns[1] == (ClipColumns::Column{2, 3, 1, 3, 0}));
    QVERIFY(columns.columns[2] == (ClipColumns::Column{4, 5, 2, 5, 2}));
    QVERIFY(columns.columns[3] == (ClipColumns::Column{6, 7, 2, 6, 0}));
    QCOMPARE(columns.count(0, 0), 1);
    QCOMPARE(columns.count(0, 1), 1);
    QCOMPARE(columns.count(2, 2), 2);
    QCOMPARE(columns.count(3, 0), 0);

    Thresholds low;
    low.confidence = 0.1f;
    low.classes[0].shown = false;
    const ClipColumns others = columnsOf(clip, SurvivorFilter(low), {0, 7, 4});
    QVERIFY(others.classes == (std::vector<int>{1, 2}));
    QCOMPARE(others.most, 3);
    QCOMPARE(others.count(0, 0), 2);
}

void ClipColumnsTest::coverEachFrameOfTheViewOnce()
{
    const ClipSurvivors clip = clipOf(QStringLiteral("."));
    for (const int frames : {7, 100, 1201, 5000}) {
        const ClipColumns columns = columnsOf(clip, SurvivorFilter(Thresholds()), {3, 3 + frames - 1, 7});
        QCOMPARE(columns.columns.front().first, 3);
        QCOMPARE(columns.columns.back().last, 3 + frames - 1);
        for (std::size_t i = 1; i < columns.columns.size(); ++i)
            QCOMPARE(columns.columns[i].first, columns.columns[i - 1].last + 1);
    }
}

void ClipColumnsTest::agreeWithCountingFrameByFrame()
{
    std::mt19937 random(3);
    for (int round = 0; round < 50; ++round) {
        ClipSurvivors clip;
        for (int index = 0; index < 200; ++index) {
            if (random() % 5 != 0)
                clip.set(index, index, survivorsOf(anyCandidates(random, false, 20), Suppression()));
        }
        const SurvivorFilter filter(anyThresholds(random));
        const ClipView view{int(random() % 100), 100 + int(random() % 150), 1 + int(random() % 90)};
        const ClipColumns columns = columnsOf(clip, filter, view);
        std::vector<Survivor> detections;
        int most = 0;
        for (std::int64_t index = 0; index < clip.end(); ++index) {
            filter.detections(clip.at(index), detections);
            most = std::max(most, static_cast<int>(detections.size()));
        }
        QCOMPARE(columns.most, most);
        for (std::size_t i = 0; i < columns.columns.size(); ++i) {
            const auto &column = columns.columns[i];
            std::int64_t known = 0;
            for (std::int64_t index = column.first; index <= column.last; ++index) {
                filter.detections(clip.at(index), detections);
                known += clip.known(index) ? 1 : 0;
                QVERIFY(static_cast<int>(detections.size()) <= column.total);
            }
            QCOMPARE(column.known, known);
            QCOMPARE(column.peak < 0, known == 0);
            filter.detections(clip.at(column.peak), detections);
            QCOMPARE(static_cast<int>(detections.size()), column.total);
            for (std::size_t place = 0; place < columns.classes.size(); ++place)
                QCOMPARE(columns.count(i, place),
                         static_cast<int>(std::count_if(detections.begin(), detections.end(), [&](const auto &each) {
                             return each.classId == columns.classes[place];
                         })));
        }
    }
}

void ClipColumnsTest::areAsManyAsAskedForOfFewFrames()
{
    const ClipColumns columns = columnsOf(clipOf(QStringLiteral("A . B")), SurvivorFilter(Thresholds()), {0, 2, 6});
    QCOMPARE(columns.columns.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) {
        QCOMPARE(columns.columns[i].first, static_cast<std::int64_t>(i / 2));
        QCOMPARE(columns.columns[i].last, static_cast<std::int64_t>(i / 2));
    }
}

void ClipColumnsTest::bearViewsThatAreNotTheClips()
{
    const ClipSurvivors clip = clipOf(QStringLiteral("A A"));
    const SurvivorFilter filter{Thresholds()};
    QVERIFY(columnsOf(clip, filter, ClipView()).columns.empty());
    QVERIFY(columnsOf(clip, filter, {0, 1, -3}).columns.empty());
    const ClipColumns around = columnsOf(clip, filter, {-4, 5, 5});
    QCOMPARE(around.columns[0].known, 0);
    QCOMPARE(around.columns[2].known, 2);
    QCOMPARE(around.columns[4].peak, -1);
    const ClipColumns none = columnsOf(ClipSurvivors(), filter, {0, 99, 10});
    QCOMPARE(none.columns.size(), 10u);
    QVERIFY(none.classes.empty());
    QCOMPARE(none.most, 0);
}

QTEST_GUILESS_MAIN(ClipColumnsTest)
#include "tst_clipcolumns.moc"
