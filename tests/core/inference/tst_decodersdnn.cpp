// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/family.h"
#include "tests/support/testcase.h"

#include <cmath>

using namespace sightglass;

/// Outputs of the families beside YOLOv5 and v8, put together by hand, and what they mean. The input is 64 x 64 with
/// grids of 8 x 8, 4 x 4 and 2 x 2 cells, or 64 x 32 where the sides have to be told apart.
class TestDecodersDnn : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void yoloEndToEnd();
    void rtDetr();
    void yoloXRaw();
    void yoloXDecoded();
    void ssd();
    void darknet();
    void fastestDet();
    void nanoDet();
    void yuNet();
    void ultraLightFace();
    void ultraLightFaceOffsets();
    void recognition_data();
    void recognition();
    void metadataTellsNmsApart();
};

static Result<std::vector<Candidate>> decode(ModelFamily family, const std::vector<Tensor> &outputs,
                                             QSize inputSize = {64, 64})
{
    return findFamily(family)->decode(outputs, {inputSize});
}

// Expects one candidate; scores and corners within 1e-4.
static void compare(const Result<std::vector<Candidate>> &decoded, cv::Rect2f box, int classId, float score)
{
    QVERIFY2(decoded.ok(), decoded ? "" : qPrintable(decoded.error().toText()));
    QCOMPARE(decoded->size(), std::size_t(1));
    const Candidate &found = decoded->front();
    QCOMPARE(found.classId, classId);
    const auto near = [](float a, float b) { return std::abs(a - b) < 1e-4f; };
    QVERIFY2(near(found.score, score), qPrintable(QString::number(found.score)));
    QVERIFY2(near(found.box.x, box.x) && near(found.box.y, box.y) && near(found.box.width, box.width) &&
                 near(found.box.height, box.height),
             qPrintable(QStringLiteral("%1, %2, %3 x %4")
                            .arg(found.box.x)
                            .arg(found.box.y)
                            .arg(found.box.width)
                            .arg(found.box.height)));
}

// A tensor of zeros with some values set.
static Tensor sparse(const char *name, std::vector<int> shape, const std::vector<std::pair<std::size_t, float>> &values)
{
    std::vector<float> numbers(Tensor{name, shape, nullptr}.count(), 0.f);
    for (const auto &[place, value] : values)
        numbers[place] = value;
    return makeTensor(name, std::move(shape), std::move(numbers));
}

void TestDecodersDnn::yoloEndToEnd()
{
    const std::vector<Tensor> rows{makeTensor("output0", {1, 2, 6}, {4, 8, 14, 28, 0.75f, 3, 0, 0, 0, 0, 0, 0})};
    compare(decode(ModelFamily::YoloEndToEnd, rows), {4, 8, 10, 20}, 3, 0.75f);
    compare(decode(ModelFamily::YoloWithNms, rows), {4, 8, 10, 20}, 3, 0.75f);
}

void TestDecodersDnn::rtDetr()
{
    // The second of 300 queries: centre (0.5, 0.25), size 0.25 x 0.5, classes 0.1 and 0.6.
    const Tensor rows =
        sparse("output0", {1, 300, 6}, {{6, 0.5f}, {7, 0.25f}, {8, 0.25f}, {9, 0.5f}, {10, 0.1f}, {11, 0.6f}});
    compare(decode(ModelFamily::RtDetr, {rows}, {64, 32}), {24, 0, 16, 16}, 1, 0.6f);
}

void TestDecodersDnn::yoloXRaw()
{
    // Row 64 + 6 is of stride 16, cell (2, 1): offsets 0.5 and 0.25, sizes e^0 and e^ln2; objectness 0.8, class 1 0.5.
    const std::size_t row = (64 + 6) * 7;
    const Tensor rows =
        sparse("output", {1, 84, 7},
               {{row, 0.5f}, {row + 1, 0.25f}, {row + 3, std::log(2.f)}, {row + 4, 0.8f}, {row + 6, 0.5f}});
    // Centre (2.5, 1.25) * 16 = (40, 20), size 16 x 32.
    compare(decode(ModelFamily::YoloX, {rows}), {32, 4, 16, 32}, 1, 0.4f);
    QVERIFY(!decode(ModelFamily::YoloX, {rows}, {96, 96}).ok());
}

void TestDecodersDnn::yoloXDecoded()
{
    const std::size_t row = 70 * 7;
    const std::size_t last = 83 * 7; // centre of the last cell, far from the origin
    const Tensor rows = sparse("output", {1, 84, 7},
                               {{row, 40},
                                {row + 1, 20},
                                {row + 2, 16},
                                {row + 3, 32},
                                {row + 4, 0.8f},
                                {row + 5, 0.5f},
                                {last, 48},
                                {last + 1, 48}});
    compare(decode(ModelFamily::YoloX, {rows}), {32, 4, 16, 32}, 0, 0.4f);
}

void TestDecodersDnn::ssd()
{
    const Tensor rows =
        makeTensor("detection_out", {1, 1, 2, 7}, {0, 15, 0.9f, 0.25f, 0.5f, 0.5f, 1.f, 0, 3, 0.001f, 0, 0, 1, 1});
    compare(decode(ModelFamily::Ssd, {rows}, {64, 32}), {16, 16, 16, 16}, 15, 0.9f);
}

void TestDecodersDnn::darknet()
{
    // The objectness, 0.9, is in the class scores already.
    const Tensor coarse = makeTensor("yolo_1", {1, 7}, {0.5f, 0.5f, 0.25f, 0.5f, 0.9f, 0.3f, 0.6f});
    const Tensor fine = makeTensor("yolo_2", {2, 7}, std::vector<float>(14, 0.f));
    compare(decode(ModelFamily::DarknetRegions, {coarse, fine}, {64, 32}), {24, 8, 16, 16}, 1, 0.6f);
}

void TestDecodersDnn::fastestDet()
{
    // A grid of 2 rows and 4 columns; the cell at (2, 1) is number 6. tanh(0.5) = 0.462117, sigmoid(0) = 0.5,
    // sigmoid(ln 3) = 0.75; score = 0.5^0.6 * 0.8^0.4 = 0.659754 * 0.914610 = 0.603418.
    const auto channel = [](int index) { return static_cast<std::size_t>(index) * 8 + 6; };
    const Tensor grid = sparse("758", {1, 7, 2, 4},
                               {{channel(0), 0.5f},
                                {channel(1), 0.5f},
                                {channel(3), 0.f},
                                {channel(4), std::log(3.f)},
                                {channel(5), 0.2f},
                                {channel(6), 0.8f}});
    // Centre x (2 + 0.462117) / 4 * 64 = 39.393872, y 1 / 2 * 32 = 16; size 32 x 24.
    compare(decode(ModelFamily::FastestDet, {grid}, {64, 32}), {23.393872f, 4, 32, 24}, 1, 0.603418f);
}

void TestDecodersDnn::nanoDet()
{
    std::vector<Tensor> outputs;
    for (const int cells : {64, 16, 4})
        for (const int length : {3, 32})
            outputs.push_back(sparse("output", {1, cells, length}, {}));
    // Stride 16, cell (1, 2), number 9, centre (24, 40): class 2. The logits are 50 at one bin of each side, so that
    // the expectations are 1, 0, 2 and 1 strides.
    outputs[2] = sparse("output", {1, 16, 3}, {{9 * 3 + 2, 0.7f}});
    const std::size_t sides = 9 * 32;
    outputs[3] = sparse("output", {1, 16, 32},
                        {{sides + 1, 50.f}, {sides + 8, 50.f}, {sides + 16 + 2, 50.f}, {sides + 24 + 1, 50.f}});
    compare(decode(ModelFamily::NanoDet, outputs), {8, 40, 48, 16}, 2, 0.7f);
    // Equal logits are a uniform distribution: 3.5 strides to each side.
    outputs[3] = sparse("output", {1, 16, 32}, {});
    compare(decode(ModelFamily::NanoDet, outputs), {24 - 56, 40 - 56, 112, 112}, 2, 0.7f);
    outputs.pop_back();
    QVERIFY(!decode(ModelFamily::NanoDet, outputs).ok());
}

void TestDecodersDnn::yuNet()
{
    std::vector<Tensor> outputs;
    for (const auto &[stride, cells] : {std::pair(8, 64), std::pair(16, 16), std::pair(32, 4)})
        for (const auto &[name, length] : {std::pair("cls", 1), std::pair("obj", 1), std::pair("bbox", 4)}) {
            std::vector<std::pair<std::size_t, float>> values;
            // Stride 8, cell (3, 2), number 19.
            if (stride == 8 && length == 1)
                values = {{19, *name == 'c' ? 0.81f : 1.0f}};
            else if (stride == 8)
                values = {{19 * 4, 0.5f}, {19 * 4 + 1, 0.25f}, {19 * 4 + 2, std::log(3.f)}};
            outputs.push_back(
                sparse(qPrintable(QStringLiteral("%1_%2").arg(QLatin1String(name), QString::number(stride))),
                       {1, cells, length}, values));
        }
    // Centre (3.5, 2.25) * 8 = (28, 18), size 24 x 8, score sqrt(0.81).
    compare(decode(ModelFamily::YuNet, outputs), {16, 14, 24, 8}, 0, 0.9f);
}

void TestDecodersDnn::ultraLightFace()
{
    const Tensor boxes = makeTensor("boxes", {1, 2, 4}, {0.25f, 0.5f, 0.5f, 1.f, 0.f, 0.f, 1.f, 1.f});
    const Tensor scores = makeTensor("scores", {1, 2, 2}, {0.1f, 0.9f, 0.999f, 0.001f});
    compare(decode(ModelFamily::UltraLightFace, {scores, boxes}, {64, 32}), {16, 16, 16, 16}, 0, 0.9f);
}

void TestDecodersDnn::ultraLightFaceOffsets()
{
    // 64 x 64: 64 * 3 + 16 * 2 + 4 * 2 + 1 * 3 = 235 priors. Number 192 + 2 * 5 is of stride 16, cell (1, 1), centre
    // (24, 24) / 64, size 32 / 64 = 0.5.
    std::vector<float> offsets;
    for (int i = 0; i < 235; ++i)
        offsets.insert(offsets.end(), {1.f, 0.f, -1.f, 0.f});
    const std::size_t row = (192 + 10) * 4;
    offsets[row] = 2.5f;                     // centre x 0.375 + 2.5 * 0.1 * 0.5 = 0.5
    offsets[row + 1] = 0.f;                  // centre y 0.375
    offsets[row + 2] = -5.f * std::log(2.f); // width 0.5 / 2
    offsets[row + 3] = 0.f;                  // height 0.5
    const Tensor boxes = makeTensor("boxes", {1, 235, 4}, offsets);
    const Tensor scores = sparse("scores", {1, 235, 2}, {{(192 + 10) * 2 + 1, 0.8f}});
    compare(decode(ModelFamily::UltraLightFace, {boxes, scores}), {24, 8, 16, 32}, 0, 0.8f);
    QVERIFY(!decode(ModelFamily::UltraLightFace, {boxes, scores}, {128, 128}).ok());
}

using Shapes = QList<QList<int>>;

void TestDecodersDnn::recognition_data()
{
    QTest::addColumn<QSize>("inputSize");
    QTest::addColumn<Shapes>("shapes");
    QTest::addColumn<QList<ModelFamily>>("expected");
    const auto row = [](const char *name, QSize size, Shapes shapes, QList<ModelFamily> families) {
        QTest::newRow(name) << size << shapes << families;
    };
    row("end to end", {640, 640}, {{1, 300, 6}}, {ModelFamily::YoloEndToEnd, ModelFamily::RtDetr});
    row("RT-DETR", {640, 640}, {{1, 300, 84}}, {ModelFamily::RtDetr});
    row("YOLOX", {416, 416}, {{1, 3549, 85}}, {ModelFamily::YoloX});
    row("SSD", {300, 300}, {{1, 1, 100, 7}}, {ModelFamily::Ssd});
    row("regions, not Darknet's", {320, 320}, {{300, 85}, {1200, 85}}, {});
    row("FastestDet", {352, 352}, {{1, 85, 22, 22}}, {ModelFamily::FastestDet});
    row("FastestDet, other grid", {352, 352}, {{1, 85, 44, 44}}, {});
    row("NanoDet", {416, 416}, {{1, 2704, 80}, {1, 2704, 32}, {1, 676, 80}, {1, 676, 32}, {1, 169, 80}, {1, 169, 32}},
        {ModelFamily::NanoDet});
    row("ultra-light", {320, 240}, {{1, 4420, 4}, {1, 4420, 2}}, {ModelFamily::UltraLightFace});
    row("boxes alone", {320, 240}, {{1, 4420, 4}}, {});
    row("segments", {640, 640}, {{1, 116, 8400}, {1, 32, 160, 160}}, {ModelFamily::YoloSegment});
}

void TestDecodersDnn::recognition()
{
    QFETCH(QSize, inputSize);
    QFETCH(Shapes, shapes);
    QFETCH(QList<ModelFamily>, expected);
    std::vector<Tensor> outputs;
    for (const QList<int> &shape : shapes)
        outputs.push_back(sparse("output", {shape.begin(), shape.end()}, {}));
    QList<ModelFamily> found;
    for (const auto &[family, reading] : readings({NetworkInfo(), ModelMetadata(), inputSize, outputs}))
        found << family->family;
    QCOMPARE(found, expected);
}

void TestDecodersDnn::metadataTellsNmsApart()
{
    const Tensor rows = sparse("output0", {1, 300, 6}, {});
    ModelMetadata metadata;
    metadata.task = QStringLiteral("detect");
    metadata.names = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    metadata.ownSuppression = true;
    auto fitting = readings({NetworkInfo(), metadata, {640, 640}, {&rows, 1}});
    QCOMPARE(fitting.size(), std::size_t(1));
    QCOMPARE(fitting[0].first->family, ModelFamily::YoloWithNms);
    metadata.ownSuppression = false;
    fitting = readings({NetworkInfo(), metadata, {640, 640}, {&rows, 1}});
    QCOMPARE(fitting.size(), std::size_t(1));
    QCOMPARE(fitting[0].first->family, ModelFamily::YoloEndToEnd);
}

QTEST_GUILESS_MAIN(TestDecodersDnn)
#include "tst_decodersdnn.moc"
