// SPDX-License-Identifier: Apache-2.0
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <cmath>
#include <limits>

using namespace sightglass;

/// Worked by hand on boxes of 10 x 10: moved by d along one axis, two of them share 10 * (10 - d) of 10 * (10 + d), so
/// IoU = (10 - d) / (10 + d): d = 1: 9/11 = 0.818, d = 2: 8/12 = 0.667, d = 5: 5/15 = 0.333.
class TestSelection : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void iou_data();
    void iou();
    void confidenceIsInclusive();
    void classRules();
    void suppression_data();
    void suppression();
    void suppressionIsGreedy();
    void alreadySuppressed();
    void mostDetections();
    void notANumber();
    void mostCandidates();
};

static Candidate at(float x, int classId, float score)
{
    return {{x, 0.f, 10.f, 10.f}, classId, score};
}

static Candidates with(std::vector<Candidate> items)
{
    Candidates candidates;
    candidates.items = std::move(items);
    return candidates;
}

static QList<float> scores(const Detections &detections)
{
    QList<float> list;
    for (const Detection &detection : detections)
        list << detection.score;
    return list;
}

void TestSelection::iou_data()
{
    QTest::addColumn<QRectF>("a");
    QTest::addColumn<QRectF>("b");
    QTest::addColumn<float>("expected");
    const QRectF unit(0, 0, 10, 10);
    QTest::newRow("same") << unit << unit << 1.f;
    QTest::newRow("moved by half") << unit << QRectF(5, 0, 10, 10) << 1.f / 3.f;
    QTest::newRow("corner") << unit << QRectF(5, 5, 10, 10) << 25.f / 175.f;
    QTest::newRow("inside") << unit << QRectF(2, 2, 5, 5) << 0.25f;
    QTest::newRow("touching") << unit << QRectF(10, 0, 10, 10) << 0.f;
    QTest::newRow("apart") << unit << QRectF(30, 30, 10, 10) << 0.f;
    QTest::newRow("empty") << unit << QRectF(5, 5, 0, 0) << 0.f;
    QTest::newRow("both empty") << QRectF(5, 5, 0, 0) << QRectF(5, 5, 0, 0) << 0.f;
}

void TestSelection::iou()
{
    QFETCH(QRectF, a);
    QFETCH(QRectF, b);
    QFETCH(float, expected);
    const auto box = [](const QRectF &r) {
        return cv::Rect2f(float(r.x()), float(r.y()), float(r.width()), float(r.height()));
    };
    QCOMPARE(intersectionOverUnion(box(a), box(b)), expected);
    QCOMPARE(intersectionOverUnion(box(b), box(a)), expected);
}

void TestSelection::confidenceIsInclusive()
{
    Thresholds thresholds;
    thresholds.confidence = 0.5f;
    const Candidates candidates = with({at(0, 0, 0.75f), at(20, 0, 0.5f), at(40, 0, 0.499f)});
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.75f, 0.5f}));
}

void TestSelection::classRules()
{
    Thresholds thresholds;
    thresholds.confidence = 0.5f;
    thresholds.classes[1].confidence = 0.2f;
    thresholds.classes[2].confidence = 0.95f;
    thresholds.classes[3].shown = false;
    const Candidates candidates =
        with({at(0, 3, 0.99f), at(20, 2, 0.9f), at(40, 0, 0.6f), at(60, 1, 0.3f), at(80, 0, 0.25f)});
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.6f, 0.3f}));
}

void TestSelection::suppression_data()
{
    QTest::addColumn<float>("threshold");
    QTest::addColumn<bool>("classAgnostic");
    QTest::addColumn<QList<float>>("expected");
    // Class 0 at 0 (0.9) and 1 (0.8); class 1 at 2 (0.7) and 7 (0.6): within class 1 the IoU is 1/3, between 0.9 and
    // 0.8 it is 0.818, between 0.9 and 0.7 0.667, between 0.9 and 0.6 3/17 = 0.176.
    QTest::newRow("loose") << 0.9f << false << QList<float>{0.9f, 0.8f, 0.7f, 0.6f};
    QTest::newRow("usual") << 0.45f << false << QList<float>{0.9f, 0.7f, 0.6f};
    QTest::newRow("strict") << 0.3f << false << QList<float>{0.9f, 0.7f};
    QTest::newRow("across, loose") << 0.7f << true << QList<float>{0.9f, 0.7f, 0.6f};
    QTest::newRow("across, usual") << 0.45f << true << QList<float>{0.9f, 0.6f};
    QTest::newRow("across, none may touch") << 0.f << true << QList<float>{0.9f};
}

void TestSelection::suppression()
{
    QFETCH(float, threshold);
    QFETCH(bool, classAgnostic);
    QFETCH(QList<float>, expected);
    Thresholds thresholds;
    thresholds.iou = threshold;
    thresholds.classAgnostic = classAgnostic;
    const Candidates candidates = with({at(0, 0, 0.9f), at(1, 0, 0.8f), at(2, 1, 0.7f), at(7, 1, 0.6f)});
    QCOMPARE(scores(select(candidates, thresholds)), expected);
}

// The middle box is dropped for the first, and so does not drop the last, which overlaps it alone.
void TestSelection::suppressionIsGreedy()
{
    Thresholds thresholds;
    thresholds.iou = 0.3f;
    const Candidates candidates = with({at(0, 0, 0.9f), at(5, 0, 0.8f), at(10, 0, 0.7f)});
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f, 0.7f}));
}

void TestSelection::alreadySuppressed()
{
    Candidates candidates = with({at(0, 0, 0.9f), at(1, 0, 0.8f), at(1, 1, 0.7f)});
    candidates.suppressed = true;
    Thresholds thresholds;
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f, 0.8f, 0.7f}));
    thresholds.classAgnostic = true;
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f}));
}

void TestSelection::mostDetections()
{
    Thresholds thresholds;
    thresholds.maxDetections = 2;
    const Candidates candidates = with({at(0, 0, 0.9f), at(1, 0, 0.8f), at(40, 0, 0.7f), at(60, 0, 0.6f)});
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f, 0.7f}));
}

void TestSelection::notANumber()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Candidates candidates = with({at(0, 0, nan), {{nan, 0.f, nan, 10.f}, 0, 0.9f}, at(0, 0, 0.8f)});
    QCOMPARE(scores(select(candidates, {})), (QList<float>{0.9f, 0.8f}));
}

// As many candidates as are ever kept, none overlapping: the costliest case. The limit is a hundred times what is
// measured, to catch a change of order alone.
void TestSelection::mostCandidates()
{
    std::vector<Candidate> items;
    for (int i = 0; i < 3000; ++i)
        items.push_back({{float(i % 60) * 12.f, float(i / 60) * 12.f, 10.f, 10.f}, i % 80, 0.9f - float(i) * 1e-4f});
    const Candidates candidates = with(std::move(items));
    Thresholds thresholds;
    thresholds.classAgnostic = true;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(select(candidates, thresholds).size(), std::size_t(300));
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"
