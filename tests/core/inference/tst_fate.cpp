// SPDX-License-Identifier: Apache-2.0
#include "core/inference/fate.h"
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <random>

using namespace sightglass;
using Rule = Fate::Rule;

/// Why a candidate is shown or not, and what would change that.
class FateTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheRule();
    void agreesWithSelection_data();
    void agreesWithSelection();
    void oneChangeTurnsIt();
    void offersNothingThatIsNotEnough();
};

namespace
{

Candidate at(float x, int classId, float score)
{
    return {{x, 0.f, 10.f, 10.f}, classId, score};
}

Candidates with(std::vector<Candidate> items)
{
    Candidates candidates;
    candidates.items = std::move(items);
    return candidates;
}

/// Many boxes close to each other, of four classes, some turned, some of the whole picture.
Candidates anyCandidates(std::mt19937 &random, bool turned)
{
    std::uniform_real_distribution<float> place(0.f, 60.f);
    std::uniform_real_distribution<float> size(5.f, 40.f);
    std::uniform_real_distribution<float> share(0.f, 1.f);
    Candidates candidates;
    for (int i = 0; i < 60; ++i) {
        Candidate candidate{
            {place(random), place(random), size(random), size(random)}, int(random() % 4), share(random)};
        candidate.wholePicture = random() % 20 == 0;
        if (turned && random() % 2 == 0) {
            auto shape = std::make_shared<Shape>();
            shape->oriented =
                OrientedBox{{candidate.box.x, candidate.box.y}, candidate.box.size(), share(random) * 3.f};
            candidate.shape = shape;
        }
        candidates.items.push_back(candidate);
    }
    std::sort(candidates.items.begin(), candidates.items.end(),
              [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
    candidates.suppressed = random() % 4 == 0;
    return candidates;
}

Thresholds anyThresholds(std::mt19937 &random)
{
    std::uniform_real_distribution<float> share(0.f, 1.f);
    Thresholds thresholds;
    thresholds.confidence = share(random) * 0.6f;
    thresholds.iou = share(random);
    thresholds.maxDetections = 1 + int(random() % 30);
    thresholds.classAgnostic = random() % 3 == 0;
    thresholds.classes[1].shown = random() % 2 == 0;
    if (random() % 2 == 0)
        thresholds.classes[2].confidence = share(random);
    return thresholds;
}

/// The thresholds that differ.
int differences(const Thresholds &a, const Thresholds &b)
{
    int count = (a.confidence != b.confidence) + (a.iou != b.iou) + (a.maxDetections != b.maxDetections) +
                (a.classAgnostic != b.classAgnostic);
    for (int id = 0; id < 4; ++id)
        count += (a.rule(id).shown != b.rule(id).shown) + (a.rule(id).confidence != b.rule(id).confidence);
    return count;
}

} // namespace

void FateTest::tellsTheRule()
{
    Thresholds thresholds;
    thresholds.confidence = 0.3f;
    thresholds.maxDetections = 2;
    thresholds.classes[7].shown = false;
    // Moved by 2 of 10: they share 8 of 12.
    const auto fates = fatesOf(
        with({at(0, 1, 0.9f), at(2, 1, 0.8f), at(2, 2, 0.7f), at(50, 7, 0.6f), at(80, 1, 0.5f), at(50, 1, 0.29f)}),
        thresholds);
    QCOMPARE(fates.size(), 6u);
    QCOMPARE(fates[0].rule, Rule::Shown);
    QCOMPARE(fates[1].rule, Rule::Suppressed);
    QCOMPARE(fates[1].better, 0u);
    QVERIFY(std::abs(fates[1].overlap - 8.f / 12.f) < 1e-5f);
    QCOMPARE(fates[2].rule, Rule::Shown);
    QCOMPARE(fates[3].rule, Rule::ClassOff);
    QCOMPARE(fates[4].rule, Rule::BeyondMaximum);
    QCOMPARE(fates[5].rule, Rule::BelowThreshold);
}

void FateTest::agreesWithSelection_data()
{
    QTest::addColumn<bool>("turned");
    QTest::newRow("upright") << false;
    QTest::newRow("turned") << true;
}

void FateTest::agreesWithSelection()
{
    QFETCH(bool, turned);
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        const Candidates candidates = anyCandidates(random, turned);
        const Thresholds thresholds = anyThresholds(random);
        const auto fates = fatesOf(candidates, thresholds);
        Detections shown;
        for (std::size_t i = 0; i < fates.size(); ++i) {
            if (fates[i].rule == Rule::Shown)
                shown.push_back(candidates.items[i]);
            if (fates[i].rule == Rule::Suppressed) {
                QVERIFY(fates[i].better < i);
                QVERIFY(fates[i].overlap > thresholds.iou);
            }
        }
        QVERIFY(shown == select(candidates, thresholds));
    }
}

void FateTest::oneChangeTurnsIt()
{
    std::mt19937 random(12);
    std::array<int, 5> turns{};
    for (int round = 0; round < 200; ++round) {
        const Candidates candidates = anyCandidates(random, round % 2 == 0);
        const Thresholds thresholds = anyThresholds(random);
        const auto fates = fatesOf(candidates, thresholds);
        for (std::size_t i = 0; i < fates.size(); ++i) {
            const auto turned = turnedFate(candidates, thresholds, i);
            if (!turned)
                continue;
            ++turns[static_cast<std::size_t>(fates[i].rule)];
            QCOMPARE(differences(thresholds, *turned), 1);
            const bool isShown = fatesOf(candidates, *turned)[i].rule == Rule::Shown;
            QCOMPARE(isShown, fates[i].rule != Rule::Shown);
            if (fates[i].rule == Rule::BelowThreshold)
                QVERIFY(candidates.items[i].score - turned->confidenceFor(candidates.items[i].classId) < 0.0101f);
        }
    }
    for (const int count : turns)
        QVERIFY(count > 0);
}

void FateTest::offersNothingThatIsNotEnough()
{
    Thresholds thresholds;
    thresholds.classes[1].shown = false;
    const Candidates candidates = with({at(0, 1, 0.9f), at(40, 1, 0.1f)});
    QVERIFY(turnedFate(candidates, thresholds, 0));
    QVERIFY(!turnedFate(candidates, thresholds, 1));    // Its class is off, and it is below the threshold.
    QVERIFY(!turnedFate(with({at(0, 1, 1.f)}), {}, 0)); // No threshold is above its score.
}

QTEST_APPLESS_MAIN(FateTest)
#include "tst_fate.moc"
