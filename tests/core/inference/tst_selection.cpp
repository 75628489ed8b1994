// SPDX-License-Identifier: Apache-2.0
#include "core/inference/probabilisticiou.h"
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <cmath>
#include <limits>
#include <numbers>

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
    void turnedBoxes_data();
    void turnedBoxes();
    void turnedBoxesSuppress();
    void wholePicture();
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

// By the formula at BoxDistribution. Two boxes of 12 x 12 have a = b = 12, so A = B = 24: D = d^2 / 96 at a distance d.
// A box of 12 x 24 has 12 and 48; against itself turned by a right angle A = B = 60, D = 1/2 ln(3600 / (4 * 576)), and
// turned by half of that A = 42, B = 78, C = -18, D = 1/2 ln(2952 / 2304).
void TestSelection::turnedBoxes_data()
{
    QTest::addColumn<cv::Point2f>("centre");
    QTest::addColumn<cv::Size2f>("size");
    QTest::addColumn<float>("angle");
    QTest::addColumn<float>("expected");
    constexpr float right = std::numbers::pi_v<float> / 2.f;
    const cv::Point2f here(30.f, 40.f);
    QTest::newRow("same") << here << cv::Size2f(12, 12) << 0.f << 1.f;
    QTest::newRow("same square, turned") << here << cv::Size2f(12, 12) << right / 3.f << 1.f;
    QTest::newRow("moved by a third") << cv::Point2f(34.f, 40.f) << cv::Size2f(12, 12) << 0.f << 0.608186f;
    QTest::newRow("moved, turned") << cv::Point2f(30.f, 36.f) << cv::Size2f(12, 12) << 1.f << 0.608186f;
    QTest::newRow("far") << cv::Point2f(300.f, 40.f) << cv::Size2f(12, 12) << 0.f << 0.f;
    QTest::newRow("right angle") << here << cv::Size2f(12, 24) << right << 0.552786f;
    QTest::newRow("half a right angle") << here << cv::Size2f(12, 24) << right / 2.f << 0.658609f;
    QTest::newRow("no area") << here << cv::Size2f(0, 24) << 0.f << 0.f;
}

void TestSelection::turnedBoxes()
{
    QFETCH(cv::Point2f, centre);
    QFETCH(cv::Size2f, size);
    QFETCH(float, angle);
    QFETCH(float, expected);
    const BoxDistribution still(OrientedBox{{30.f, 40.f}, size, 0.f});
    const BoxDistribution other(OrientedBox{centre, size, angle});
    const float iou = still.iou(other);
    QVERIFY2(std::abs(iou - expected) < 1e-5f, qPrintable(QString::number(iou)));
    QVERIFY(std::abs(other.iou(still) - iou) < 1e-6f);
    for (const float threshold : {0.1f, 0.5f, 0.6f, 0.65f, 0.9f})
        QCOMPARE(still.overlapsMore(other, threshold), iou > threshold);
}

// The upright boxes around these two are the same, and yet they are a cross: 0.552786.
void TestSelection::turnedBoxesSuppress()
{
    const auto turned = [](float angle, float score) {
        auto shape = std::make_shared<Shape>();
        shape->oriented = OrientedBox{{30.f, 40.f}, {12.f, 24.f}, angle};
        return Candidate{{17.27f, 27.27f, 25.46f, 25.46f}, 0, score, false, shape};
    };
    constexpr float eighth = std::numbers::pi_v<float> / 4.f;
    const Candidates candidates = with({turned(eighth, 0.9f), turned(-eighth, 0.8f), turned(eighth, 0.7f)});
    Thresholds thresholds;
    thresholds.iou = 0.6f;
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f, 0.8f}));
    thresholds.iou = 0.5f;
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f}));
}

void TestSelection::wholePicture()
{
    Candidates candidates = with({at(0, 0, 0.9f), at(0, 0, 0.8f)});
    for (Candidate &candidate : candidates.items)
        candidate.wholePicture = true;
    Thresholds thresholds;
    thresholds.classAgnostic = true;
    QCOMPARE(scores(select(candidates, thresholds)), (QList<float>{0.9f, 0.8f}));
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
