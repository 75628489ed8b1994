// SPDX-License-Identifier: Apache-2.0
#include "core/inference/coconames.h"
#include "core/inference/decoders/family.h"
#include "core/inference/letterbox.h"
#include "core/inference/networkdetector.h"
#include "tests/support/testcase.h"

#include <cmath>
#include <numbers>

using namespace sightglass;

/// Outputs that tell more than upright boxes, put together by hand, and what they mean. The input is 64 x 64, whose
/// grids have 8 x 8 + 4 x 4 + 2 x 2 = 84 cells.
class TestDecoderShapes : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void segmentColumns();
    void segmentRows();
    void pose();
    void poseOfTwoValues();
    void oriented();
    void finished();
    void finishedOriented();
    void classification_data();
    void classification();
    void torchvisionMasks();
    void torchvisionKeypoints();
    void detectron2Traced();
    void detectron2Scripted();
    void detectron2WholeMasks();
    void faceLandmarks();
    void portraitPicture();
    void cocoKeypointNames();
};

static constexpr int cells = 84;

static std::vector<Candidate> decoded(ModelFamily family, const std::vector<Tensor> &outputs,
                                      const OutputLayout &layout = {}, QSize inputSize = {64, 64})
{
    auto candidates = findFamily(family)->decode(outputs, {inputSize, candidateFloor, layout});
    if (!candidates) {
        qWarning("%s", qPrintable(candidates.error().toText()));
        return {};
    }
    return *std::move(candidates);
}

// Columns of zeros but for one.
static Tensor oneColumn(int column, const std::vector<float> &values)
{
    const auto rows = static_cast<int>(values.size());
    std::vector<float> numbers(values.size() * cells, 0.f);
    for (std::size_t i = 0; i < values.size(); ++i)
        numbers[i * cells + static_cast<std::size_t>(column)] = values[i];
    return makeTensor("0", {1, rows, cells}, std::move(numbers));
}

static Tensor prototypes()
{
    std::vector<float> numbers(2 * 16 * 16);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<float>(i);
    return makeTensor("1", {1, 2, 16, 16}, std::move(numbers));
}

static bool near(float a, float b)
{
    return std::abs(a - b) < 1e-4f;
}

void TestDecoderShapes::segmentColumns()
{
    const std::vector<Tensor> outputs{oneColumn(7, {30, 20, 10, 4, 0.1f, 0.75f, 0.5f, -2.f}), prototypes()};
    for (const auto &ordered : {outputs, std::vector{outputs[1], outputs[0]}}) {
        const auto candidates = decoded(ModelFamily::YoloSegment, ordered);
        QCOMPARE(candidates.size(), std::size_t(1));
        QCOMPARE(candidates[0].box, (cv::Rect2f{25.f, 18.f, 10.f, 4.f}));
        QCOMPARE(candidates[0].classId, 1);
        QCOMPARE(candidates[0].score, 0.75f);
        const Mask &mask = candidates[0].shape->mask;
        QCOMPARE(mask.coefficients, (std::vector{0.5f, -2.f}));
        QCOMPARE(mask.planes->channels, 2);
        QCOMPARE(mask.planes->rows, 16);
        QCOMPARE(mask.planes->columns, 16);
        QCOMPARE(mask.planes->area, (cv::Rect2f{0.f, 0.f, 64.f, 64.f}));
        QCOMPARE(mask.planes->values.get(), outputs[1].data.get()); // not copied
    }
}

void TestDecoderShapes::segmentRows()
{
    // Three boxes a cell: 252 rows of cx cy w h objectness, a class, two coefficients.
    std::vector<float> numbers(252 * 8, 0.f);
    const std::vector<float> row{30, 20, 10, 4, 0.5f, 0.8f, 3.f, 4.f};
    std::copy(row.begin(), row.end(), numbers.begin() + 100 * 8);
    const auto candidates =
        decoded(ModelFamily::YoloSegment, {makeTensor("0", {1, 252, 8}, std::move(numbers)), prototypes()});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].score, 0.4f);
    QCOMPARE(candidates[0].box, (cv::Rect2f{25.f, 18.f, 10.f, 4.f}));
    QCOMPARE(candidates[0].shape->mask.coefficients, (std::vector{3.f, 4.f}));
}

void TestDecoderShapes::pose()
{
    const Tensor columns = oneColumn(83, {30, 20, 10, 4, 0.75f, 12, 13, 0.9f, -5, 70, 0.25f});
    const auto candidates = decoded(ModelFamily::YoloPose, {columns}, {1, 2, 3});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].shape->keypoints, (std::vector<Keypoint>{{{12.f, 13.f}, 0.9f}, {{-5.f, 70.f}, 0.25f}}));
    // Not told how many, there is no saying.
    QVERIFY(!findFamily(ModelFamily::YoloPose)->decode({&columns, 1}, {QSize(64, 64)}).ok());
}

void TestDecoderShapes::poseOfTwoValues()
{
    const auto candidates =
        decoded(ModelFamily::YoloPose, {oneColumn(0, {30, 20, 10, 4, 0.2f, 0.6f, 12, 13, 14, 15})}, {2, 2, 2});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].classId, 1);
    QCOMPARE(candidates[0].shape->keypoints, (std::vector<Keypoint>{{{12.f, 13.f}, 1.f}, {{14.f, 15.f}, 1.f}}));
}

void TestDecoderShapes::oriented()
{
    constexpr float angle = std::numbers::pi_v<float> / 6.f;
    const auto candidates = decoded(ModelFamily::YoloOriented, {oneColumn(5, {32, 20, 20, 10, 0.1f, 0.8f, angle})});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].classId, 1);
    const OrientedBox &box = *candidates[0].shape->oriented;
    QVERIFY(near(box.centre.x, 32.f) && near(box.centre.y, 20.f));
    QCOMPARE(box.size, cv::Size2f(20.f, 10.f));
    QCOMPARE(box.angle, angle);
    // Around it: 20 cos 30 + 10 sin 30 = 22.3205 wide, 20 sin 30 + 10 cos 30 = 18.6603 high.
    const cv::Rect2f &hull = candidates[0].box;
    QVERIFY(near(hull.width, 22.3205f) && near(hull.height, 18.6603f));
    QVERIFY(near(hull.x, 32.f - 11.16025f) && near(hull.y, 20.f - 9.33015f));
    // Top left of the upright box, turned clockwise as seen: 32 - 10 cos 30 + 5 sin 30, 20 - 10 sin 30 - 5 cos 30.
    const cv::Point2f corner = box.corners()[0];
    QVERIFY(near(corner.x, 25.8397f) && near(corner.y, 10.6699f));
}

void TestDecoderShapes::finished()
{
    const Tensor masks = makeTensor("0", {1, 1, 8}, {4, 8, 14, 28, 0.75f, 3, 0.5f, -1.f});
    auto candidates = decoded(ModelFamily::YoloEndToEnd, {masks, prototypes()});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].box, (cv::Rect2f{4.f, 8.f, 10.f, 20.f}));
    QCOMPARE(candidates[0].classId, 3);
    QCOMPARE(candidates[0].shape->mask.coefficients, (std::vector{0.5f, -1.f}));

    const Tensor poses = makeTensor("0", {1, 1, 12}, {4, 8, 14, 28, 0.75f, 0, 1, 2, 0.5f, 3, 4, 0.25f});
    candidates = decoded(ModelFamily::YoloWithNms, {poses}, {0, 2, 3});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].shape->keypoints, (std::vector<Keypoint>{{{1.f, 2.f}, 0.5f}, {{3.f, 4.f}, 0.25f}}));
}

void TestDecoderShapes::finishedOriented()
{
    constexpr float quarter = std::numbers::pi_v<float> / 2.f;
    const auto candidates =
        decoded(ModelFamily::YoloEndToEnd, {makeTensor("0", {1, 1, 7}, {32, 20, 20, 10, 0.75f, 2, quarter})});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].classId, 2);
    QCOMPARE(candidates[0].shape->oriented->size, cv::Size2f(20.f, 10.f));
    QVERIFY(near(candidates[0].box.width, 10.f) && near(candidates[0].box.height, 20.f));
}

void TestDecoderShapes::classification_data()
{
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<QList<float>>("expected");
    // Softmax of 0, ln 3 and ln 4: 1, 3 and 4 eighths.
    const QList<float> logits{0.f, std::log(3.f), std::log(4.f)};
    QTest::newRow("logits") << QList<int>{1, 3} << logits << QList<float>{0.125f, 0.375f, 0.5f};
    QTest::newRow("large logits") << QList<int>{1, 3}
                                  << QList<float>{1000.f, 1000.f + std::log(3.f), 1000.f + std::log(4.f)}
                                  << QList<float>{0.125f, 0.375f, 0.5f};
    QTest::newRow("probabilities") << QList<int>{1, 3} << QList<float>{0.1f, 0.3f, 0.6f}
                                   << QList<float>{0.1f, 0.3f, 0.6f};
    QTest::newRow("Caffe's") << QList<int>{1, 3, 1, 1} << QList<float>{0.1f, 0.3f, 0.6f}
                             << QList<float>{0.1f, 0.3f, 0.6f};
    QTest::newRow("below the floor") << QList<int>{1, 3} << QList<float>{0.01f, 0.f, 0.99f}
                                     << QList<float>{0.f, 0.f, 0.99f};
}

void TestDecoderShapes::classification()
{
    QFETCH(QList<int>, shape);
    QFETCH(QList<float>, values);
    QFETCH(QList<float>, expected);
    const Tensor scores = makeTensor("0", {shape.begin(), shape.end()}, {values.begin(), values.end()});
    QList<float> found(expected.size(), 0.f);
    for (const Candidate &candidate : decoded(ModelFamily::Classification, {scores})) {
        QVERIFY(candidate.wholePicture);
        found[candidate.classId] = candidate.score;
    }
    for (qsizetype i = 0; i < expected.size(); ++i)
        QVERIFY2(near(found[i], expected[i]), qPrintable(QString::number(found[i])));
}

void TestDecoderShapes::torchvisionMasks()
{
    // A picture 6 wide and 4 high; the thing fills columns 2 and 3 of rows 1 and 2.
    std::vector<float> mask(24, 0.f);
    for (const std::size_t i : {8, 9, 14, 15})
        mask[i] = 0.9f;
    const auto candidates =
        decoded(ModelFamily::TorchvisionScript,
                {makeTensor("1.0.boxes", {1, 4}, {1.5f, 1.f, 4.5f, 3.f}), makeTensor("1.0.labels", {1}, {3}),
                 makeTensor("1.0.scores", {1}, {0.75f}), makeTensor("1.0.masks", {1, 1, 4, 6}, std::move(mask))},
                {}, {6, 4});
    QCOMPARE(candidates.size(), std::size_t(1));
    const Mask &made = candidates[0].shape->mask;
    QCOMPARE(made.coefficients, std::vector{1.f});
    QCOMPARE(made.planes->area, (cv::Rect2f{1.f, 1.f, 4.f, 2.f}));
    QCOMPARE(made.planes->rows, 2);
    QCOMPARE(made.planes->columns, 4);
    const QList<float> values(made.planes->values.get(), made.planes->values.get() + 8);
    for (int i = 0; i < 8; ++i)
        QVERIFY(near(values[i], i % 4 == 1 || i % 4 == 2 ? 0.4f : -0.5f));
}

void TestDecoderShapes::torchvisionKeypoints()
{
    const auto candidates =
        decoded(ModelFamily::TorchvisionScript,
                {makeTensor("1.0.boxes", {1, 4}, {1, 1, 5, 3}), makeTensor("1.0.labels", {1}, {1}),
                 makeTensor("1.0.scores", {1}, {0.75f}), makeTensor("1.0.keypoints", {1, 2, 3}, {2, 3, 1, 4, 5, 1}),
                 makeTensor("1.0.keypoints_scores", {1, 2}, {0.f, std::log(3.f)})});
    QCOMPARE(candidates.size(), std::size_t(1));
    const auto &keypoints = candidates[0].shape->keypoints;
    QCOMPARE(keypoints[0].point, cv::Point2f(2.f, 3.f));
    QCOMPARE(keypoints[1].point, cv::Point2f(4.f, 5.f));
    QVERIFY(near(keypoints[0].confidence, 0.5f));  // 1 / (1 + 1)
    QVERIFY(near(keypoints[1].confidence, 0.75f)); // 1 / (1 + 1/3)
}

// Two things, so that the picture's size is as long as the scores.
void TestDecoderShapes::detectron2Traced()
{
    const std::vector<Tensor> outputs{makeTensor("0", {2, 4}, {10, 20, 30, 60, 0, 0, 5, 5}),
                                      makeTensor("1", {2}, {7, 0}), makeTensor("2", {2, 1, 1, 2}, {0.9f, 0.1f, 0, 0}),
                                      makeTensor("3", {2}, {0.75f, 0.01f}), makeTensor("4", {2}, {64, 64})};
    const auto candidates = decoded(ModelFamily::Detectron2, outputs);
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].box, (cv::Rect2f{10.f, 20.f, 20.f, 40.f}));
    QCOMPARE(candidates[0].classId, 7);
    QCOMPARE(candidates[0].score, 0.75f);
    const Mask &mask = candidates[0].shape->mask;
    QCOMPARE(mask.planes->area, candidates[0].box);
    QCOMPARE(mask.planes->columns, 2);
    QVERIFY(near(mask.planes->values.get()[0], 0.4f) && near(mask.planes->values.get()[1], -0.4f));
    QVERIFY(!decoded(ModelFamily::Detectron2, {outputs[0], outputs[1], outputs[3], outputs[4]})[0].shape);
}

void TestDecoderShapes::detectron2Scripted()
{
    const auto candidates =
        decoded(ModelFamily::Detectron2,
                {makeTensor("0.scores", {1}, {0.75f}), makeTensor("0.pred_boxes", {1, 4}, {10, 20, 30, 60}),
                 makeTensor("0.pred_keypoints", {1, 1, 3}, {11, 22, 0.05f}), makeTensor("0.pred_classes", {1}, {0})});
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0].shape->keypoints, (std::vector<Keypoint>{{{11.f, 22.f}, 0.5f}}));
    QVERIFY(decoded(ModelFamily::Detectron2, {makeTensor("0", {0, 4}, {}), makeTensor("1", {0}, {}),
                                              makeTensor("2", {0}, {}), makeTensor("3", {2}, {64, 64})})
                .empty());
}

void TestDecoderShapes::detectron2WholeMasks()
{
    const auto candidates =
        decoded(ModelFamily::Detectron2,
                {makeTensor("0", {1, 4}, {1, 0, 3, 2}), makeTensor("1", {1}, {7}),
                 makeTensor("2", {1, 2, 4}, {0, 1, 1, 0, 0, 1, 0, 0}), makeTensor("3", {1}, {0.75f})},
                {}, {4, 2});
    QCOMPARE(candidates.size(), std::size_t(1));
    const MaskPlanes &planes = *candidates[0].shape->mask.planes;
    QCOMPARE(planes.area, (cv::Rect2f{1.f, 0.f, 2.f, 2.f}));
    QCOMPARE(QList<float>(planes.values.get(), planes.values.get() + 4), (QList<float>{0.5f, 0.5f, 0.5f, -0.5f}));
}

void TestDecoderShapes::faceLandmarks()
{
    std::vector<Tensor> outputs;
    for (const int stride : {8, 16, 32}) {
        const int count = (64 / stride) * (64 / stride);
        const auto size = static_cast<std::size_t>(count);
        const std::string suffix = std::string("_").append(std::to_string(stride));
        std::vector<float> scores(size, 0.f);
        std::vector<float> landmarks(size * 10, 0.f);
        if (stride == 16) {
            scores[6] = 1.f; // column 2, row 1 of 4 x 4
            for (std::size_t i = 0; i < 10; ++i)
                landmarks[60 + i] = 0.25f * static_cast<float>(i);
        }
        outputs.push_back(makeTensor("cls" + suffix, {1, count, 1}, scores));
        outputs.push_back(makeTensor("obj" + suffix, {1, count, 1}, scores));
        outputs.push_back(makeTensor("bbox" + suffix, {1, count, 4}, std::vector<float>(size * 4, 0.f)));
        outputs.push_back(makeTensor("kps" + suffix, {1, count, 10}, landmarks));
    }
    const auto candidates = decoded(ModelFamily::YuNet, outputs);
    QCOMPARE(candidates.size(), std::size_t(1));
    const auto &keypoints = candidates[0].shape->keypoints;
    QCOMPARE(keypoints.size(), std::size_t(5));
    QCOMPARE(keypoints[0].point, cv::Point2f(32.f, 20.f)); // (2 + 0) * 16, (1 + 0.25) * 16
    QCOMPARE(keypoints[4].point, cv::Point2f(64.f, 52.f)); // (2 + 2) * 16, (1 + 2.25) * 16
    const auto reading =
        findFamily(ModelFamily::YuNet)->recognise({NetworkInfo(), ModelMetadata(), QSize(64, 64), outputs});
    QCOMPARE(reading->keypoints->names.size(), 5);
    QCOMPARE(reading->keypoints->names[2], QStringLiteral("tip of the nose"));
    QVERIFY(reading->keypoints->edges.empty());
}

// 101 x 202 in 64 x 64: content 32 x 64 at (16, 0), 3.15625 pixels to one.
void TestDecoderShapes::portraitPicture()
{
    const Letterbox letterbox({101, 202}, {64, 64}, InputFit::Letterbox);
    auto poses = finishCandidates(
        decoded(ModelFamily::YoloPose, {oneColumn(3, {32, 32, 16, 16, 0.75f, 24, 48, 1.f})}, {1, 1, 3}), letterbox);
    QCOMPARE(poses.size(), std::size_t(1));
    QCOMPARE(poses[0].box, (cv::Rect2f{25.25f, 75.75f, 50.5f, 50.5f}));
    QCOMPARE(poses[0].shape->keypoints[0].point, cv::Point2f(25.25f, 151.5f));

    std::vector<Tensor> masks{oneColumn(3, {32, 32, 16, 16, 0.75f, 1.f, 1.f}), prototypes()};
    const auto things = finishCandidates(decoded(ModelFamily::YoloSegment, masks), letterbox);
    QCOMPARE(things.size(), std::size_t(1));
    QCOMPARE(things[0].shape->mask.planes->area, (cv::Rect2f{-50.5f, 0.f, 202.f, 202.f}));

    const auto turned =
        finishCandidates(decoded(ModelFamily::YoloOriented, {oneColumn(3, {32, 32, 16, 8, 0.75f, 0.5f})}), letterbox);
    QCOMPARE(turned.size(), std::size_t(1));
    const OrientedBox &box = *turned[0].shape->oriented;
    QVERIFY(near(box.centre.x, 50.5f) && near(box.centre.y, 101.f));
    QVERIFY(near(box.size.width, 50.5f) && near(box.size.height, 25.25f) && near(box.angle, 0.5f));

    const auto said =
        finishCandidates(decoded(ModelFamily::Classification, {makeTensor("0", {1, 2}, {0.25f, 0.75f})}), letterbox);
    QCOMPARE(said[0].box, (cv::Rect2f{0.f, 0.f, 101.f, 202.f}));
    QCOMPARE(said[0].classId, 1);
}

void TestDecoderShapes::cocoKeypointNames()
{
    const auto layout = cocoKeypoints();
    QCOMPARE(layout->names.size(), 17);
    QCOMPARE(layout->edges.size(), std::size_t(19));
    const auto joins = [&](const char *a, const char *b) {
        const auto first = static_cast<int>(layout->names.indexOf(QLatin1String(a)));
        const auto second = static_cast<int>(layout->names.indexOf(QLatin1String(b)));
        return std::any_of(layout->edges.begin(), layout->edges.end(), [&](const std::pair<int, int> &edge) {
            return edge == std::pair(first, second) || edge == std::pair(second, first);
        });
    };
    QVERIFY(joins("left shoulder", "left elbow") && joins("left elbow", "left wrist"));
    QVERIFY(joins("right hip", "right knee") && joins("right knee", "right ankle"));
    QVERIFY(joins("left shoulder", "right shoulder") && joins("nose", "left eye"));
    QVERIFY(!joins("left shoulder", "right elbow"));
}

QTEST_GUILESS_MAIN(TestDecoderShapes)
#include "tst_decodershapes.moc"
