// SPDX-License-Identifier: Apache-2.0
#include "core/inference/selection.h"
#include "core/store/survivorfilter.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

#include <limits>

using namespace sightglass;
using namespace sightglass::test;

/// What of a frame's candidates is kept, and that it is enough.
class SurvivorsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areWhatSelectionLeavesAtTheFloor_data();
    void areWhatSelectionLeavesAtTheFloor();
    void filterFindsTheDetections_data();
    void filterFindsTheDetections();
    void floorDoesNotSufficeForRulesAcrossClasses();
    void basisTellsWhichThresholdsShareSurvivors();
    void keepsNearMissesUnderRules();
    void keepsBoxesWithinWholePixels();
    void tellsNearMisses();
};

namespace
{

void addKinds()
{
    QTest::addColumn<bool>("turned");
    QTest::newRow("upright") << false;
    QTest::newRow("turned") << true;
}

std::vector<Survivor> kept(const Detections &detections)
{
    std::vector<Survivor> survivors;
    for (const Detection &detection : detections)
        survivors.push_back(Survivor::of(detection));
    return survivors;
}

std::vector<Survivor> filtered(const std::vector<Survivor> &survivors, const Thresholds &thresholds)
{
    std::vector<Survivor> found;
    SurvivorFilter(thresholds).detections(survivors, found);
    return found;
}

} // namespace

void SurvivorsTest::areWhatSelectionLeavesAtTheFloor_data()
{
    addKinds();
}

void SurvivorsTest::areWhatSelectionLeavesAtTheFloor()
{
    QFETCH(bool, turned);
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        const Candidates candidates = anyCandidates(random, turned);
        Thresholds thresholds;
        thresholds.confidence = 0.f;
        thresholds.iou = float(random() % 101) / 100.f;
        thresholds.classAgnostic = random() % 2 == 0;
        thresholds.maxDetections = std::numeric_limits<int>::max();
        QVERIFY(survivorsOf(candidates, Suppression{thresholds.iou, thresholds.classAgnostic}) ==
                kept(select(candidates, thresholds)));
    }
}

void SurvivorsTest::filterFindsTheDetections_data()
{
    addKinds();
}

void SurvivorsTest::filterFindsTheDetections()
{
    QFETCH(bool, turned);
    std::mt19937 random(21);
    int atTheFloor = 0;
    int underRules = 0;
    for (int round = 0; round < 2000; ++round) {
        const Candidates candidates = anyCandidates(random, turned);
        const Thresholds thresholds = anyThresholds(random);
        const auto expected = kept(select(candidates, thresholds));
        if (SurvivorFilter::holdsFor(thresholds)) {
            ++atTheFloor;
            const auto survivors = survivorsOf(candidates, Suppression{thresholds.iou, thresholds.classAgnostic});
            QVERIFY(filtered(survivors, thresholds) == expected);
        } else {
            ++underRules;
        }
        QVERIFY(filtered(survivorsOf(candidates, SurvivorBasis::of(thresholds)), thresholds) == expected);
    }
    QVERIFY(atTheFloor > 500);
    QVERIFY(underRules > 100);
}

void SurvivorsTest::floorDoesNotSufficeForRulesAcrossClasses()
{
    Candidates candidates;
    candidates.items = {{{0, 0, 10, 10}, 0, scoreOfStep(45000)}, {{1, 0, 10, 10}, 1, scoreOfStep(40000)}};
    Thresholds hidden;
    hidden.classAgnostic = true;
    hidden.classes[0].shown = false;
    Thresholds ownThreshold;
    ownThreshold.classAgnostic = true;
    ownThreshold.classes[0].confidence = 0.95f;
    for (const Thresholds &thresholds : {hidden, ownThreshold}) {
        QVERIFY(!SurvivorFilter::holdsFor(thresholds));
        const auto expected = kept(select(candidates, thresholds));
        QCOMPARE(expected.size(), 1u);
        QCOMPARE(expected.front().classId, 1);
        const auto atTheFloor = survivorsOf(candidates, Suppression{thresholds.iou, true});
        QVERIFY(filtered(atTheFloor, thresholds).empty());
        QVERIFY(filtered(survivorsOf(candidates, SurvivorBasis::of(thresholds)), thresholds) == expected);
    }
}

void SurvivorsTest::basisTellsWhichThresholdsShareSurvivors()
{
    Thresholds a;
    Thresholds b;
    b.confidence = 0.7f;
    b.maxDetections = 3;
    b.classes[4].shown = false;
    b.classes[5].confidence = 0.1f;
    QVERIFY(SurvivorBasis::of(a) == SurvivorBasis::of(b));
    b.iou = 0.5f;
    QVERIFY(SurvivorBasis::of(a) != SurvivorBasis::of(b));

    a.classAgnostic = b.classAgnostic = true;
    a.iou = b.iou;
    QVERIFY(SurvivorBasis::of(a) != SurvivorBasis::of(b));
    a = b;
    a.maxDetections = 17;
    a.classes[8]; // A rule that says nothing.
    QVERIFY(SurvivorBasis::of(a) == SurvivorBasis::of(b));
    // All of them at the common threshold is no rule of its own.
    a.classes = {{3, {true, a.confidence}}};
    QVERIFY(SurvivorFilter::holdsFor(a));
    QVERIFY(!SurvivorBasis::of(a).rules);
}

void SurvivorsTest::keepsNearMissesUnderRules()
{
    Candidates candidates;
    candidates.items = {{{0, 0, 10, 10}, 0, scoreOfStep(45000)},
                        {{40, 0, 10, 10}, 1, scoreOfStep(24000)},
                        {{0, 0, 10, 10}, 1, scoreOfStep(23500)},
                        {{80, 0, 10, 10}, 1, scoreOfStep(22000)}};
    Thresholds thresholds;
    thresholds.classAgnostic = true;
    thresholds.classes[1].confidence = 0.5f;
    const auto survivors = survivorsOf(candidates, SurvivorBasis::of(thresholds));
    QCOMPARE(survivors.size(), 2u); // One is hidden by what is shown, and one is not near.
    QCOMPARE(survivors[1].left, 40);
    QVERIFY(SurvivorFilter(thresholds).isNearMiss(survivors[1]));
}

void SurvivorsTest::keepsBoxesWithinWholePixels()
{
    const Survivor inside = Survivor::of({{10.4f, 20.6f, 30.f, 40.f}, 3, 0.5f});
    QVERIFY(inside == (Survivor{25000, 3, 10, 21, 30, 40}));
    const Survivor beyond = Survivor::of({{-5.f, 65530.f, 15.f, 100.f}, 70000, 2.f});
    QVERIFY(beyond == (Survivor{50000, 65535, 0, 65530, 10, 5}));
}

void SurvivorsTest::tellsNearMisses()
{
    Thresholds thresholds;
    thresholds.confidence = 0.5f;
    thresholds.classes[1].shown = false;
    thresholds.classes[2].confidence = 0.8f;
    const SurvivorFilter filter(thresholds);
    QVERIFY(!filter.isNearMiss(seen(0, 0.5f)));
    QVERIFY(filter.isNearMiss(seen(0, 0.4999f)));
    QVERIFY(filter.isNearMiss(seen(0, 0.4501f)));
    QVERIFY(!filter.isNearMiss(seen(0, 0.45f)));
    QVERIFY(!filter.isNearMiss(seen(1, 0.99f)));
    QVERIFY(filter.isNearMiss(seen(2, 0.76f)));
    QVERIFY(!filter.isNearMiss(seen(2, 0.48f)));
}

QTEST_GUILESS_MAIN(SurvivorsTest)
#include "tst_survivors.moc"
