// SPDX-License-Identifier: Apache-2.0
#include "core/inference/coconames.h"
#include "core/inference/decoders/family.h"
#include "core/inference/letterbox.h"
#include "core/inference/networkdetector.h"
#include "core/inference/preprocess.h"
#include "tests/support/testcase.h"

#include <algorithm>
#include <limits>

using namespace sightglass;

/// Outputs put together by hand, and what they mean.
class TestDecoders : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void yoloV5();
    void yoloV8();
    void torchvision();
    void decodersRefuseOtherShapes_data();
    void decodersRefuseOtherShapes();
    void recognition_data();
    void recognition();
    void finishing();
    void finishingKeepsTheBest();
    void inputValues();
    void cocoNames();
};

static std::vector<Candidate> decoded(ModelFamily family, const std::vector<Tensor> &outputs)
{
    auto candidates = findFamily(family)->decode(outputs, {QSize(64, 64)});
    if (!candidates) {
        qWarning("%s", qPrintable(candidates.error().toText()));
        return {};
    }
    return *std::move(candidates);
}

void TestDecoders::yoloV5()
{
    // cx cy w h objectness, two classes.
    const Tensor rows = makeTensor("0", {1, 3, 7}, {30, 20, 10, 4, 0.8f,  0.25f, 0.5f, //
                                                    5,  5,  2,  2, 0.01f, 1.f,   1.f,  // objectness below the floor
                                                    50, 50, 20, 8, 0.5f,  0.03f, 0.01f});
    const Tensor head = makeTensor("1.0", {1, 3, 2, 2, 7}, std::vector<float>(84, 9.f));
    const auto candidates = decoded(ModelFamily::YoloV5, {rows, head});
    QCOMPARE(candidates.size(), std::size_t(1)); // 0.5 * 0.03 is below the floor of 0.02
    QCOMPARE(candidates[0], (Candidate{{25.f, 18.f, 10.f, 4.f}, 1, 0.4f}));
}

void TestDecoders::yoloV8()
{
    // Columns of three cells: cx, cy, w, h, then two classes.
    const Tensor columns = makeTensor("output", {1, 6, 3},
                                      {30, 5, 50,         //
                                       20, 5, 40,         //
                                       10, 2, 20,         //
                                       4, 2, 8,           //
                                       0.1f, 0.01f, 0.7f, //
                                       0.9f, 0.015f, 0.2f});
    const auto candidates = decoded(ModelFamily::YoloV8, {columns});
    QCOMPARE(candidates.size(), std::size_t(2));
    QCOMPARE(candidates[0], (Candidate{{25.f, 18.f, 10.f, 4.f}, 1, 0.9f}));
    QCOMPARE(candidates[1], (Candidate{{40.f, 36.f, 20.f, 8.f}, 0, 0.7f}));
}

void TestDecoders::torchvision()
{
    const std::vector<Tensor> outputs{makeTensor("1.0.boxes", {2, 4}, {1, 2, 11, 22, 0, 0, 5, 5}),
                                      makeTensor("1.0.labels", {2}, {3, 90}),
                                      makeTensor("1.0.scores", {2}, {0.75f, 0.01f})};
    const auto candidates = decoded(ModelFamily::TorchvisionScript, outputs);
    QCOMPARE(candidates.size(), std::size_t(1));
    QCOMPARE(candidates[0], (Candidate{{1.f, 2.f, 10.f, 20.f}, 3, 0.75f}));
    QCOMPARE(decoded(ModelFamily::D2Go, outputs), candidates);

    const std::vector<Tensor> nothing{makeTensor("1.0.boxes", {0, 4}, {}), makeTensor("1.0.labels", {0}, {}),
                                      makeTensor("1.0.scores", {0}, {})};
    QVERIFY(decoded(ModelFamily::D2Go, nothing).empty());
}

void TestDecoders::decodersRefuseOtherShapes_data()
{
    QTest::addColumn<ModelFamily>("family");
    for (const Family &family : families())
        QTest::newRow(qPrintable(familyName(family.family))) << family.family;
}

void TestDecoders::decodersRefuseOtherShapes()
{
    QFETCH(ModelFamily, family);
    const Family *traits = findFamily(family);
    const std::vector<std::vector<Tensor>> strange{
        {},
        {makeTensor("output", {}, {1.f})},
        {makeTensor("output", {0}, {})},
        {makeTensor("output", {2, 2}, {1.f, 2.f, 3.f, 4.f})},
        {makeTensor("boxes", {1, 3}, {1, 2, 3}), makeTensor("labels", {1}, {1}), makeTensor("scores", {1}, {1})},
        {makeTensor("boxes", {1, 4}, {1, 2, 3, 4}), makeTensor("labels", {0}, {}), makeTensor("scores", {1}, {1})},
    };
    for (const auto &outputs : strange)
        QVERIFY(!traits->decode(outputs, {QSize(64, 64)}).ok());
}

void TestDecoders::recognition_data()
{
    QTest::addColumn<QSize>("inputSize");
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<QString>("task");
    QTest::addColumn<int>("names");
    QTest::addColumn<ModelFamily>("expected");
    const QSize usual(640, 640);
    const auto row = [](const char *name, QSize size, QList<int> shape, const char *task, int names,
                        ModelFamily family) {
        QTest::newRow(name) << size << shape << QString::fromLatin1(task) << names << family;
    };
    row("v5", usual, {1, 25200, 85}, "", 0, ModelFamily::YoloV5);
    row("v5, one class", usual, {1, 25200, 6}, "", 0, ModelFamily::YoloV5);
    row("v5, names", usual, {1, 25200, 85}, "", 80, ModelFamily::YoloV5);
    // 320 x 192: 40 * 24 + 20 * 12 + 10 * 6 = 1260 cells, three boxes each.
    row("v5, not square", {320, 192}, {1, 3780, 7}, "", 0, ModelFamily::YoloV5);
    row("v8", usual, {1, 84, 8400}, "", 0, ModelFamily::YoloV8);
    row("v8, metadata", usual, {1, 84, 8400}, "detect", 80, ModelFamily::YoloV8);
    row("v8, P6", {1280, 1280}, {1, 6, 34000}, "detect", 2, ModelFamily::YoloV8);
    row("v8, small", {160, 160}, {1, 9, 525}, "detect", 5, ModelFamily::YoloV8);
    row("v8, other names", usual, {1, 84, 8400}, "detect", 5, ModelFamily::Unknown);
    row("segments", usual, {1, 116, 8400}, "segment", 80, ModelFamily::Unknown);
    row("end to end", usual, {1, 300, 6}, "detect", 80, ModelFamily::YoloEndToEnd);
    row("classifier", usual, {1, 1000}, "", 0, ModelFamily::Classification);
    row("other grid", {416, 416}, {1, 84, 8400}, "", 0, ModelFamily::Unknown);
}

void TestDecoders::recognition()
{
    QFETCH(QSize, inputSize);
    QFETCH(QList<int>, shape);
    QFETCH(QString, task);
    QFETCH(int, names);
    QFETCH(ModelFamily, expected);
    ModelMetadata metadata;
    metadata.task = task;
    for (int i = 0; i < names; ++i)
        metadata.names << QString::number(i);
    Tensor output{"output", {shape.begin(), shape.end()}, nullptr};
    output = makeTensor("output", output.shape, std::vector<float>(output.count()));
    const auto fitting = readings({NetworkInfo(), metadata, inputSize, {&output, 1}});
    QCOMPARE(fitting.empty() ? ModelFamily::Unknown : fitting.front().first->family, expected);
    QVERIFY(fitting.size() <= 1);
    if (!fitting.empty())
        QCOMPARE(fitting.front().second.sure, names > 0);
}

void TestDecoders::finishing()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    // A picture of 200 x 100 in 64 x 64: content 64 x 32 at (0, 16), 3.125 source pixels to one.
    const Letterbox letterbox({200, 100}, {64, 64}, InputFit::Letterbox);
    const auto finished = finishCandidates({{{0.f, 16.f, 32.f, 16.f}, 1, 0.5f},
                                            {{-8.f, 40.f, 16.f, 32.f}, 2, 0.9f}, // reaches over the left and lower edge
                                            {{0.f, 0.f, 64.f, 10.f}, 3, 0.9f},   // in the border alone
                                            {{nan, 20.f, 4.f, 4.f}, 4, 0.9f},
                                            {{10.f, 20.f, 4.f, 4.f}, 5, nan},
                                            {{10.f, 20.f, 4.f, 4.f}, 6, 1.0001f}},
                                           letterbox);
    QCOMPARE(finished.size(), std::size_t(3));
    QCOMPARE(finished[0], (Candidate{{31.25f, 12.5f, 12.5f, 12.5f}, 6, 1.f}));
    QCOMPARE(finished[1], (Candidate{{0.f, 75.f, 25.f, 25.f}, 2, 0.9f}));
    QCOMPARE(finished[2], (Candidate{{0.f, 0.f, 100.f, 50.f}, 1, 0.5f}));
}

void TestDecoders::finishingKeepsTheBest()
{
    std::vector<Candidate> candidates;
    for (int i = 0; i < maxCandidates + 500; ++i)
        candidates.push_back({{1.f, 1.f, 2.f, 2.f}, 0, 0.1f + 0.0001f * static_cast<float>((i * 37) % 3500)});
    const auto finished = finishCandidates(candidates, Letterbox({8, 8}, {8, 8}, InputFit::Stretch));
    QCOMPARE(finished.size(), std::size_t(maxCandidates));
    QVERIFY(std::is_sorted(finished.begin(), finished.end(),
                           [](const Candidate &a, const Candidate &b) { return a.score > b.score; }));
    QCOMPARE(finished.front().score, 0.1f + 0.0001f * 3499.f);
    QCOMPARE(finished.back().score, 0.1f + 0.0001f * 500.f);
}

void TestDecoders::inputValues()
{
    cv::Mat picture(1, 2, CV_8UC3);
    picture.at<cv::Vec3b>(0, 0) = {10, 20, 30}; // blue, green, red
    picture.at<cv::Vec3b>(0, 1) = {40, 50, 255};
    const auto list = [](const Tensor &tensor) { return QList<float>(tensor.values().begin(), tensor.values().end()); };
    const Tensor rgb = toBatch({&picture, 1}, {});
    QCOMPARE(rgb.shape, (std::vector{1, 3, 1, 2}));
    QCOMPARE(list(rgb), (QList<float>{30 / 255.f, 1.f, 20 / 255.f, 50 / 255.f, 10 / 255.f, 40 / 255.f}));

    InputValues bgr;
    bgr.order = ChannelOrder::Bgr;
    bgr.divisor = 1.f;
    bgr.mean = {2.f, 4.f, 6.f};
    bgr.deviation = {2.f, 4.f, 8.f};
    const Tensor image = toImage(picture, bgr);
    QCOMPARE(image.shape, (std::vector{3, 1, 2}));
    QCOMPARE(list(image), (QList<float>{4.f, 19.f, 4.f, 11.5f, 3.f, 31.125f}));

    InputValues grey;
    grey.order = ChannelOrder::Gray;
    grey.divisor = 1.f;
    const Tensor plane = toBatch({&picture, 1}, grey);
    QCOMPARE(plane.shape, (std::vector{1, 1, 1, 2}));
    // Rec. 601: 0.299 R + 0.587 G + 0.114 B = 21.85 and 110.155.
    QCOMPARE(list(plane), (QList<float>{22.f, 110.f}));
}

void TestDecoders::cocoNames()
{
    QCOMPARE(cocoNamesById().size(), 91);
    QCOMPARE(cocoNamesDense().size(), 80);
    const QList<int> unused{0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83};
    for (int id = 0; id < 91; ++id)
        QCOMPARE(cocoNamesById()[id].isEmpty(), unused.contains(id));
    QCOMPARE(cocoNamesById()[1], QStringLiteral("person"));
    QCOMPARE(cocoNamesById()[18], QStringLiteral("dog"));
    QCOMPARE(cocoNamesById()[44], QStringLiteral("bottle"));
    QCOMPARE(cocoNamesById()[90], QStringLiteral("toothbrush"));
    QCOMPARE(cocoNamesDense()[16], QStringLiteral("dog"));
    QCOMPARE(cocoNamesDense()[79], QStringLiteral("toothbrush"));
}

QTEST_GUILESS_MAIN(TestDecoders)
#include "tst_decoders.moc"
