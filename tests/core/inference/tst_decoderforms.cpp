// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/family.h"
#include "tests/support/testcase.h"

#include <cmath>

using namespace sightglass;

/// Families that look much like others, and other forms of some: put together by hand for an input of 64 x 64 with
/// grids of 8 x 8, 4 x 4 and 2 x 2 cells.
class TestDecoderForms : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void yoloV6();
    void yoloV6OrX_data();
    void yoloV6OrX();
    void nanoDetWithoutBatch_data();
    void nanoDetWithoutBatch();
    void nanoDetWithoutClasses();
    void yuNetPriors_data();
    void yuNetPriors();
    void yuNetPriorsOfOtherSizes();
};

static constexpr QSize inputSize(64, 64);

static Tensor filled(const char *name, std::vector<int> shape, float value = 0.f)
{
    std::vector<float> numbers(Tensor{name, shape, nullptr}.count(), value);
    return makeTensor(name, std::move(shape), std::move(numbers));
}

// A tensor of zeros with some values set.
static Tensor sparse(const char *name, std::vector<int> shape, const std::vector<std::pair<std::size_t, float>> &values)
{
    std::vector<float> numbers(Tensor{name, shape, nullptr}.count(), 0.f);
    for (const auto &[place, value] : values)
        numbers[place] = value;
    return makeTensor(name, std::move(shape), std::move(numbers));
}

static std::vector<std::pair<const Family *, Reading>> readingsOf(const std::vector<Tensor> &outputs)
{
    const NetworkInfo network;
    const ModelMetadata metadata;
    return readings({network, metadata, inputSize, outputs});
}

static void compare(const Result<std::vector<Candidate>> &decoded, cv::Rect2f box, int classId, float score)
{
    QVERIFY2(decoded.ok(), decoded ? "" : qPrintable(decoded.error().toText()));
    QCOMPARE(decoded->size(), std::size_t(1));
    const Candidate &found = decoded->front();
    QCOMPARE(found.classId, classId);
    const auto near = [](float a, float b) { return std::abs(a - b) < 1e-3f; };
    QVERIFY2(near(found.score, score), qPrintable(QString::number(found.score)));
    QVERIFY2(near(found.box.x, box.x) && near(found.box.y, box.y) && near(found.box.width, box.width) &&
                 near(found.box.height, box.height),
             qPrintable(QStringLiteral("%1, %2, %3 x %4")
                            .arg(found.box.x)
                            .arg(found.box.y)
                            .arg(found.box.width)
                            .arg(found.box.height)));
}

// 84 boxes of 5 + 2 values, all with this objectness; the seventieth is class 1 with 0.5.
static Tensor rowsWith(float objectness)
{
    std::vector<float> numbers(84 * 7, 0.f);
    for (std::size_t i = 0; i < 84; ++i)
        numbers[7 * i + 4] = objectness;
    const std::array<float, 7> row{40.f, 20.f, 16.f, 32.f, objectness, 0.f, 0.5f};
    std::copy(row.begin(), row.end(), numbers.begin() + 7 * 70);
    return makeTensor("outputs", {1, 84, 7}, std::move(numbers));
}

void TestDecoderForms::yoloV6()
{
    const std::vector<Tensor> outputs{rowsWith(1.f)};
    compare(findFamily(ModelFamily::YoloV6)->decode(outputs, {inputSize}), {32, 4, 16, 32}, 1, 0.5f);
    QCOMPARE(findFamily(ModelFamily::YoloV6)->input, InputValues());
    QCOMPARE(findFamily(ModelFamily::YoloV6)->fit, InputFit::Letterbox);
}

void TestDecoderForms::yoloV6OrX_data()
{
    QTest::addColumn<float>("objectness");
    QTest::addColumn<ModelFamily>("expected");
    QTest::newRow("1 everywhere") << 1.f << ModelFamily::YoloV6;
    QTest::newRow("less") << 0.99f << ModelFamily::YoloX;
    QTest::newRow("none") << 0.f << ModelFamily::YoloX;
}

void TestDecoderForms::yoloV6OrX()
{
    QFETCH(float, objectness);
    QFETCH(ModelFamily, expected);
    const auto found = readingsOf({rowsWith(objectness)});
    QVERIFY(!found.empty());
    QCOMPARE(found.front().first->family, expected);
    QCOMPARE(found.front().second.classes, 2);
    // A person may say otherwise.
    const bool both = std::any_of(found.begin(), found.end(),
                                  [](const auto &fit) { return fit.first->family == ModelFamily::YoloX; });
    QVERIFY(both);
}

void TestDecoderForms::nanoDetWithoutBatch_data()
{
    QTest::addColumn<bool>("batch");
    QTest::addColumn<QList<int>>("grids");
    const QList<int> grids{64, 16, 4};
    QTest::newRow("[1, n, values]") << true << grids;
    QTest::newRow("[n, values]") << false << grids;
    QTest::newRow("[n, values], four strides") << false << grids + QList<int>{1};
}

void TestDecoderForms::nanoDetWithoutBatch()
{
    QFETCH(bool, batch);
    QFETCH(QList<int>, grids);
    const auto shape = [batch](int cells, int values) {
        return batch ? std::vector{1, cells, values} : std::vector{cells, values};
    };
    std::vector<Tensor> outputs;
    for (const int cells : std::as_const(grids)) {
        const bool middle = cells == 16;
        // Cell (2, 1) of stride 16, centre (40, 24): class 2 with 0.8.
        outputs.push_back(middle ? sparse("cls", shape(cells, 3), {{6 * 3 + 2, 0.8f}})
                                 : filled("cls", shape(cells, 3)));
        // Each side's distance: its logits say 1 bin with certainty.
        std::vector<std::pair<std::size_t, float>> sides;
        for (std::size_t side = 0; side < 4 && middle; ++side)
            sides.emplace_back(6 * 32 + 8 * side + 1, 100.f);
        outputs.push_back(sparse("dis", shape(cells, 32), sides));
    }
    const auto found = readingsOf(outputs);
    QVERIFY(!found.empty());
    QCOMPARE(found.front().first->family, ModelFamily::NanoDet);
    QCOMPARE(found.front().second.classes, 3);
    compare(findFamily(ModelFamily::NanoDet)->decode(outputs, {inputSize}), {24, 8, 32, 32}, 2, 0.8f);
}

void TestDecoderForms::nanoDetWithoutClasses()
{
    std::vector<Tensor> outputs;
    for (const int cells : {64, 16, 4}) {
        outputs.push_back(filled("cls", {1, cells, 0}));
        outputs.push_back(filled("dis", {1, cells, 32}));
    }
    QVERIFY(readingsOf(outputs).empty());
    QVERIFY(!findFamily(ModelFamily::NanoDet)->decode(outputs, {inputSize}));
}

// 64 x 64: maps of 8 x 8, 4 x 4, 2 x 2 and 1 x 1 cells with 3, 2, 2 and 3 priors each.
static constexpr int priors = 8 * 8 * 3 + 4 * 4 * 2 + 2 * 2 * 2 + 3;

static std::vector<Tensor> yuNetOutputs(bool batch)
{
    const auto shape = [batch](int values) {
        return batch ? std::vector{1, priors, values} : std::vector{priors, values};
    };
    // The second prior, of 48, of cell (2, 1) of stride 16, whose centre is (40, 24).
    const std::size_t prior = 8 * 8 * 3 + (1 * 4 + 2) * 2 + 1;
    return {sparse("loc", shape(14),
                   {{prior * 14, 1.f},                     // centre: 1 x 0.1 x 48 to the right
                    {prior * 14 + 1, -1.f},                // and 4.8 up
                    {prior * 14 + 2, 10 * std::log(0.5f)}, // half as wide, e^(v x 0.1)
                    {prior * 14 + 3, 5 * std::log(2.f)},   // twice as high, e^(v x 0.2)
                    {prior * 14 + 4, 2.f}}),               // right eye: 9.6 to the right
            sparse("conf", shape(2), {{prior * 2 + 1, 0.81f}}), sparse("iou", shape(1), {{prior, 1.5f}, {0, -3.f}})};
}

void TestDecoderForms::yuNetPriors_data()
{
    QTest::addColumn<bool>("batch");
    QTest::newRow("[1, n, values]") << true;
    QTest::newRow("[n, values]") << false;
}

void TestDecoderForms::yuNetPriors()
{
    QFETCH(bool, batch);
    const std::vector<Tensor> outputs = yuNetOutputs(batch);
    const auto found = readingsOf(outputs);
    QVERIFY(!found.empty());
    QCOMPARE(found.front().first->family, ModelFamily::YuNet);
    QVERIFY(found.front().second.sure);
    QCOMPARE(found.front().second.names, QStringList{QStringLiteral("face")});
    const auto decoded = findFamily(ModelFamily::YuNet)->decode(outputs, {inputSize});
    // Centre (44.8, 19.2), 24 x 96; score sqrt(0.81 x 1), as an overlap is at most 1.
    compare(decoded, {32.8f, -28.8f, 24, 96}, 0, 0.9f);
    const auto &landmarks = decoded->front().shape->keypoints;
    QCOMPARE(landmarks.size(), std::size_t(5));
    QVERIFY(std::abs(landmarks[0].point.x - 49.6f) < 1e-3f && std::abs(landmarks[0].point.y - 24.f) < 1e-3f);
    QVERIFY(std::abs(landmarks[4].point.x - 40.f) < 1e-3f);
}

void TestDecoderForms::yuNetPriorsOfOtherSizes()
{
    const std::vector<Tensor> outputs = yuNetOutputs(true);
    const NetworkInfo network;
    const ModelMetadata metadata;
    for (const auto &[family, reading] : readings({network, metadata, {96, 96}, outputs}))
        QVERIFY(family->family != ModelFamily::YuNet);
    QVERIFY(!findFamily(ModelFamily::YuNet)->decode(outputs, {{96, 96}}).ok());
}

QTEST_GUILESS_MAIN(TestDecoderForms)
#include "tst_decoderforms.moc"
