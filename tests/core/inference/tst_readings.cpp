// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/family.h"
#include "core/inference/modelfile.h"
#include "core/inference/preprocess.h"
#include "tests/support/testcase.h"

using namespace sightglass;

/// Which families fit outputs that several might: metadata decides, else the numbers, and what is left open is told.
class TestReadings : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void metadataDecides_data();
    void metadataDecides();
    void numbersDecide_data();
    void numbersDecide();
    void keypointsAreDivided();
    void detectron2();
    void rtDetrWithSize();
    void classifierInput();
};

static Tensor filled(const char *name, std::vector<int> shape, float value = 0.f)
{
    std::vector<float> numbers(Tensor{name, shape, nullptr}.count(), value);
    return makeTensor(name, std::move(shape), std::move(numbers));
}

using Found = QList<std::pair<ModelFamily, bool>>;

static Found found(const Evidence &evidence)
{
    Found list;
    for (const auto &[family, reading] : readings(evidence))
        list.append({family->family, reading.sure});
    return list;
}

static ModelMetadata metadataFor(const char *task, int names)
{
    ModelMetadata metadata;
    metadata.task = QString::fromLatin1(task);
    for (int i = 0; i < names; ++i)
        metadata.names << QString::number(i);
    return metadata;
}

void TestReadings::metadataDecides_data()
{
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<QString>("task");
    QTest::addColumn<int>("names");
    QTest::addColumn<QList<int>>("keypoints");
    QTest::addColumn<Found>("expected");
    const auto row = [](const char *name, QList<int> shape, const char *task, int names, QList<int> keypoints,
                        Found expected) {
        QTest::newRow(name) << shape << QString::fromLatin1(task) << names << keypoints << expected;
    };
    // 320 x 320: 1600 + 400 + 100 cells.
    row("detect", {1, 9, 2100}, "detect", 5, {}, {{ModelFamily::YoloV8, true}});
    row("obb", {1, 9, 2100}, "obb", 4, {}, {{ModelFamily::YoloOriented, true}});
    row("pose", {1, 9, 2100}, "pose", 1, {2, 2}, {{ModelFamily::YoloPose, true}});
    row("pose, not so many", {1, 9, 2100}, "pose", 1, {3, 2}, {});
    row("pose, 17 points", {1, 56, 2100}, "pose", 1, {}, {{ModelFamily::YoloPose, true}});
    row("segment, no prototypes", {1, 9, 2100}, "segment", 3, {}, {});
    row("names of detection", {1, 9, 2100}, "", 5, {}, {{ModelFamily::YoloV8, false}});
    row("names of oriented boxes", {1, 9, 2100}, "", 4, {}, {{ModelFamily::YoloOriented, false}});
    row("finished poses", {1, 300, 57}, "pose", 1, {17, 3}, {{ModelFamily::YoloEndToEnd, true}});
    row("finished oriented", {1, 300, 7}, "obb", 15, {}, {{ModelFamily::YoloEndToEnd, true}});
    row("RT-DETR", {1, 300, 57}, "detect", 53, {}, {{ModelFamily::RtDetr, true}});
    row("classes", {1, 3}, "classify", 3, {}, {{ModelFamily::Classification, false}});
    row("classes, other names", {1, 3}, "classify", 4, {}, {});
    row("classes, another task", {1, 3}, "detect", 3, {}, {});
}

void TestReadings::metadataDecides()
{
    QFETCH(QList<int>, shape);
    QFETCH(QString, task);
    QFETCH(int, names);
    QFETCH(QList<int>, keypoints);
    QFETCH(Found, expected);
    ModelMetadata metadata = metadataFor(task.toLatin1().constData(), names);
    if (!keypoints.isEmpty())
        metadata.keypointShape = {keypoints[0], keypoints[1]};
    const Tensor output = filled("output0", {shape.begin(), shape.end()});
    QCOMPARE(found({NetworkInfo(), metadata, QSize(320, 320), {&output, 1}}), expected);
}

// Without metadata: scores are from 0 to 1, places and angles are not.
void TestReadings::numbersDecide_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<QList<std::pair<int, float>>>("beyond"); ///< Row, and what stands there.
    QTest::addColumn<Found>("expected");
    using Beyond = QList<std::pair<int, float>>;
    QTest::newRow("detection") << 9 << Beyond{{4, 0.9f}, {8, 1.f}} << Found{{ModelFamily::YoloV8, false}};
    QTest::newRow("angle") << 9 << Beyond{{4, 0.9f}, {8, -0.6f}} << Found{{ModelFamily::YoloOriented, false}};
    // One class and four numbers: two keypoints of two values.
    QTest::newRow("keypoints") << 9 << Beyond{{4, 0.9f}, {5, 30.f}, {6, 40.f}, {7, 50.f}, {8, 60.f}}
                               << Found{{ModelFamily::YoloPose, false}};
    QTest::newRow("17 keypoints") << 56 << Beyond{{5, 30.f}, {6, 40.f}} << Found{{ModelFamily::YoloPose, false}};
    QTest::newRow("17 keypoints or 52 classes")
        << 56 << Beyond{} << Found{{ModelFamily::YoloV8, false}, {ModelFamily::YoloPose, false}};
    QTest::newRow("logits") << 9 << Beyond{{4, 7.f}, {5, -8.f}} << Found{};
}

void TestReadings::numbersDecide()
{
    QFETCH(int, rows);
    using Beyond = QList<std::pair<int, float>>;
    QFETCH(Beyond, beyond);
    QFETCH(Found, expected);
    std::vector<float> numbers(static_cast<std::size_t>(rows) * 2100, 0.f);
    for (const auto &[row, value] : beyond)
        numbers[static_cast<std::size_t>(row) * 2100 + 9] = value;
    const Tensor output = makeTensor("output0", {1, rows, 2100}, std::move(numbers));
    QCOMPARE(found({NetworkInfo(), ModelMetadata(), QSize(320, 320), {&output, 1}}), expected);
}

void TestReadings::keypointsAreDivided()
{
    const Tensor output = filled("output0", {1, 4 + 1 + 51, 2100});
    ModelMetadata metadata = metadataFor("pose", 1);
    auto reading = readings({NetworkInfo(), metadata, QSize(320, 320), {&output, 1}}).front().second;
    QCOMPARE(reading.layout, (OutputLayout{1, 17, 3}));
    QVERIFY(reading.keypoints);
    QVERIFY(reading.note.contains(QLatin1String("17 of 3 values")));
    metadata.keypointShape = {17, 3};
    reading = readings({NetworkInfo(), metadata, QSize(320, 320), {&output, 1}}).front().second;
    QVERIFY(reading.note.isEmpty());
}

void TestReadings::detectron2()
{
    NetworkInfo network;
    network.call = CallStyle::Image;
    network.classifierSizes = {81};
    const std::vector<Tensor> outputs{filled("0", {3, 4}), filled("1", {3}), filled("2", {3, 1, 28, 28}),
                                      filled("3", {3}), filled("4", {2})};
    const auto fitting = readings({network, ModelMetadata(), QSize(640, 480), outputs});
    QCOMPARE(fitting.size(), std::size_t(1));
    QCOMPARE(fitting[0].first->family, ModelFamily::Detectron2);
    QCOMPARE(fitting[0].second.task, ModelTask::Segment);
    QCOMPARE(fitting[0].second.names.value(0), QStringLiteral("person"));
}

void TestReadings::rtDetrWithSize()
{
    NetworkInfo network;
    network.inputs = {{"images", {1, 3, 320, 480}}, {"orig_target_sizes", {1, 2}}};
    const cv::Mat picture(320, 480, CV_8UC3, cv::Scalar::all(0));
    const auto inputs = networkInputs(network, {&picture, 1}, {});
    QCOMPARE(inputs.size(), std::size_t(2));
    QCOMPARE(inputs[0].shape, (std::vector{1, 3, 320, 480}));
    QCOMPARE(inputs[1].shape, (std::vector{1, 2}));
    QCOMPARE(inputs[1].values()[0], 480.f); // width first
    QCOMPARE(inputs[1].values()[1], 320.f);

    const std::vector<Tensor> outputs{makeTensor("labels", {1, 2}, {3, 4}),
                                      makeTensor("boxes", {1, 2, 4}, {10, 20, 40, 60, 0, 0, 1, 1}),
                                      makeTensor("scores", {1, 2}, {0.75f, 0.01f})};
    const auto fitting = readings({network, ModelMetadata(), QSize(480, 320), outputs});
    QCOMPARE(fitting.size(), std::size_t(1));
    QCOMPARE(fitting[0].first->family, ModelFamily::RtDetrLists);
    const auto candidates = fitting[0].first->decode(outputs, {QSize(480, 320)});
    QVERIFY(candidates.ok());
    QCOMPARE(*candidates, (std::vector<Candidate>{{{10.f, 20.f, 30.f, 40.f}, 3, 0.75f}}));
    // A network of one input is no such thing.
    QVERIFY(readings({NetworkInfo(), ModelMetadata(), QSize(480, 320), outputs}).empty());
}

void TestReadings::classifierInput()
{
    const Tensor output = filled("prob", {1, 3});
    const auto readingOf = [&output](const NetworkInfo &network, const ModelMetadata &metadata) {
        return readings({network, metadata, QSize(224, 224), {&output, 1}}).front().second;
    };
    ModelMetadata ultralytics = metadataFor("classify", 3);
    ultralytics.stride = 1;
    auto reading = readingOf({}, ultralytics);
    QVERIFY(reading.sure && reading.note.isEmpty());
    QCOMPARE(*reading.input, InputValues());

    NetworkInfo network;
    network.parts = {QStringLiteral("__torch__.torchvision.models.resnet.ResNet")};
    reading = readingOf(network, {});
    QVERIFY(reading.sure && reading.note.isEmpty());
    QCOMPARE(reading.input->mean, (std::array{0.485f, 0.456f, 0.406f}));
    QCOMPARE(reading.input->deviation, (std::array{0.229f, 0.224f, 0.225f}));

    network = {};
    network.format = formatName(ModelFormat::CaffeModel);
    reading = readingOf(network, {});
    QVERIFY(!reading.sure && reading.note.contains(QLatin1String("104, 117, 123")));
    QCOMPARE(reading.input->order, ChannelOrder::Bgr);
    QCOMPARE(reading.input->divisor, 1.f);
    QCOMPARE(reading.fit, InputFit::Stretch);
    QVERIFY(!readingOf({}, {}).note.isEmpty());
}

QTEST_GUILESS_MAIN(TestReadings)
#include "tst_readings.moc"
