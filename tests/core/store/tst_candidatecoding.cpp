// SPDX-License-Identifier: Apache-2.0
#include "core/store/candidatecoding.h"
#include "core/store/survivorcoding.h"
#include "core/values/candidategrid.h"
#include "tests/core/store/storedcandidates.h"
#include "tests/support/testcase.h"

#include <limits>

using namespace sightglass;
using namespace sightglass::test;

/// Candidates as bytes, and the grid that makes them come back as they were.
class CandidateCodingTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void scoresAreOnTheirGrid();
    void theGridMovesLittleAndOnce();
    void comesBackAsItWas();
    void plainCandidatesTakeSixteenBytesAtMost();
    void survivorsComeBack();
    void bearsAnyBytes();
};

void CandidateCodingTest::scoresAreOnTheirGrid()
{
    for (int step = 0; step <= scoreSteps; ++step) {
        QCOMPARE(int(scoreStep(scoreOfStep(step))), step);
        QCOMPARE(leastScoreStep(scoreOfStep(step)), step);
    }
    // What a person types with four digits is one of them.
    for (int i = 0; i <= 10000; ++i)
        QCOMPARE(scoreOfStep(scoreStep(i / 10000.f)), i / 10000.f);
    std::mt19937 random(1);
    std::uniform_real_distribution<float> share(0.f, 1.f);
    for (int i = 0; i < 10000; ++i) {
        const float threshold = share(random);
        const int least = leastScoreStep(threshold);
        QVERIFY(least > scoreSteps || scoreOfStep(least) >= threshold);
        QVERIFY(least == 0 || scoreOfStep(least - 1) < threshold);
    }
    QCOMPARE(leastScoreStep(1.5f), scoreSteps + 1);
}

void CandidateCodingTest::theGridMovesLittleAndOnce()
{
    std::mt19937 random(2);
    std::uniform_real_distribution<float> share(0.f, 1.f);
    for (int i = 0; i < 1000; ++i) {
        const cv::Rect2f box(share(random) * 3000.f, share(random) * 2000.f, 0.01f + share(random) * 800.f,
                             0.01f + share(random) * 600.f);
        std::vector<Candidate> candidates{{box, 0, share(random)}};
        const float score = candidates[0].score;
        putOnGrid(candidates);
        const cv::Rect2f moved = candidates[0].box;
        QVERIFY(std::abs(moved.x - box.x) <= 1.f / 32);
        QVERIFY(std::abs(moved.y - box.y) <= 1.f / 32);
        QVERIFY(std::abs(moved.br().x - box.br().x) <= (box.width > 0.07f ? 1.01f / 32 : 1.f / 8));
        QVERIFY(std::abs(moved.br().y - box.br().y) <= (box.height > 0.07f ? 1.01f / 32 : 1.f / 8));
        QVERIFY(moved.width > 0.f && moved.height > 0.f);
        QVERIFY(std::abs(candidates[0].score - score) <= 0.51f / scoreSteps);
        putOnGrid(candidates);
        QCOMPARE(candidates[0].box, moved);
    }
}

void CandidateCodingTest::comesBackAsItWas()
{
    std::mt19937 random(3);
    for (int round = 0; round < 40; ++round) {
        const auto candidates = anyStored(random, round % 2 == 0 ? Shapes::All : Shapes::None, round);
        const auto back = decodeCandidates(encodeCandidates(candidates, storedFrame));
        QVERIFY(back);
        QVERIFY(isSame(candidates, *back));
    }
}

void CandidateCodingTest::plainCandidatesTakeSixteenBytesAtMost()
{
    const auto bytesOf = [](const std::vector<Candidate> &candidates) {
        return encodeCandidates(candidates, QSize(65535, 65535)).size() - 1;
    };
    QVERIFY(bytesOf({{{65000.f, 65000.f, 65535.f, 65535.f}, 8191, 1.f}}) <= 16);
    // A street's are smaller.
    QVERIFY(bytesOf({{{500.f, 400.f, 60.f, 90.f}, 2, 0.5f}}) <= 11);
}

void CandidateCodingTest::survivorsComeBack()
{
    std::mt19937 random(4);
    const auto candidates = candidatesOf(anyStored(random, Shapes::None));
    const auto survivors = survivorsOf(*candidates, {});
    QVERIFY(survivors.size() > 10);
    QCOMPARE(decodeSurvivors(encodeSurvivors(survivors)), std::optional(survivors));
    QVERIFY(!decodeSurvivors(encodeSurvivors(survivors).chopped(1)));
}

void CandidateCodingTest::bearsAnyBytes()
{
    std::mt19937 random(5);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        QByteArray bytes = encodeCandidates(anyStored(random, round % 3 ? Shapes::None : Shapes::All, 6), storedFrame);
        for (int i = 0; i < 3; ++i)
            bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] = char(random());
        bytes.truncate(static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size() + 1)));
        refused += decodeCandidates(bytes) ? 0 : 1;
    }
    QVERIFY(refused > 1000);
    QVERIFY(!decodeCandidates({}));
}

QTEST_GUILESS_MAIN(CandidateCodingTest)
#include "tst_candidatecoding.moc"
