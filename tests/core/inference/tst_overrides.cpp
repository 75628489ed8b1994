// SPDX-License-Identifier: Apache-2.0
#include "core/inference/applyoverrides.h"
#include "core/inference/describemodel.h"
#include "tests/support/testcase.h"

using namespace sightglass;

namespace
{

/// Takes pictures of one size and number of channels alone, and gives one output [1, rows, columns].
class FixedNetwork : public Network
{
public:
    FixedNetwork(QSize size, int channels, std::vector<int> output)
        : m_size(size)
        , m_channels(channels)
        , m_output(std::move(output))
    {
        m_info.inputs = {{"images", {}, "float32"}};
    }

    const NetworkInfo &info() const override { return m_info; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) override
    {
        if (inputs.front().shape != std::vector{1, m_channels, m_size.height(), m_size.width()})
            return Error{QStringLiteral("wrong input"), {}, {}};
        std::size_t count = 1;
        for (const int size : m_output)
            count *= static_cast<std::size_t>(size);
        return std::vector{makeTensor("output", m_output, std::vector<float>(count))};
    }
    Result<void> prepare(std::span<const Tensor>) override { return {}; }

private:
    QSize m_size;
    int m_channels;
    std::vector<int> m_output;
    NetworkInfo m_info;
};

// 640 x 640 has 80^2 + 40^2 + 20^2 = 8400 cells.
constexpr int cells = 8400;
constexpr QSize usual(640, 640);

Result<Probe> probe(Network &&network, const ModelOverrides &overrides, const ModelMetadata &metadata = {})
{
    return probeFamily(network, metadata, overrides, QStringLiteral("net.pt"));
}

} // namespace

/// What a person says of a model, above what its file says and a probe finds.
class TestOverrides : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void inputSizeIsTried();
    void channelsAreTried();
    void theChosenFamilyIsTaken();
    void aChosenFamilyMayContradictTheMetadata();
    void aFamilyThatDoesNotFitIsAnError();
    void namesTellTheClasses();
    void namesOfAnotherNumberAreIgnored();
    void metadataIsOverridden();
    void valuesAreOverridden();
    void fitIsOverridden();
    void descriptorsTellThem();
    void doubtIsNoted();
};

void TestOverrides::inputSizeIsTried()
{
    // 100 x 60 is no size that anybody would guess: 12 * 7 + 6 * 3 + 3 * 1 = 105 cells.
    const std::vector output{1, 4 + 3, 105};
    const auto error = probe(FixedNetwork({100, 60}, 3, output), {});
    QVERIFY(!error);
    QVERIFY2(error.error().suggestion.contains(QLatin1String("\"inputSize\"")), qPrintable(error.error().toText()));
    QVERIFY(error.error().suggestion.contains(QLatin1String("net.pt.sightglass.json")));

    ModelOverrides overrides;
    overrides.inputSize = QSize(100, 60);
    ModelMetadata metadata;
    metadata.inputSize = QSize(320, 320);
    const auto found = probe(FixedNetwork({100, 60}, 3, output), overrides, metadata);
    QVERIFY2(found.ok(), found ? "" : qPrintable(found.error().toText()));
    QCOMPARE(found->inputSize, QSize(100, 60));
    QCOMPARE(found->family->family, ModelFamily::YoloV8);
}

void TestOverrides::channelsAreTried()
{
    QVERIFY(!probe(FixedNetwork(usual, 1, {1, 7, cells}), {}));
    ModelOverrides overrides;
    overrides.channelOrder = ChannelOrder::Gray;
    overrides.mean = {0.5f, 0.5f, 0.5f};
    const auto found = probe(FixedNetwork(usual, 1, {1, 7, cells}), overrides);
    QVERIFY2(found.ok(), found ? "" : qPrintable(found.error().toText()));
    QCOMPARE(found->input.order, ChannelOrder::Gray);
    QCOMPARE(found->input.mean[0], 0.5f);
}

void TestOverrides::theChosenFamilyIsTaken()
{
    // Whether NMS is inside cannot be seen from rows of finished boxes.
    ModelOverrides overrides;
    overrides.family = ModelFamily::YoloWithNms;
    const auto nms = probe(FixedNetwork(usual, 3, {1, 300, 6}), overrides);
    QVERIFY2(nms.ok(), nms ? "" : qPrintable(nms.error().toText()));
    QCOMPARE(nms->family->family, ModelFamily::YoloWithNms);
    QCOMPARE(nms->readings.front().family, ModelFamily::YoloWithNms);
    QVERIFY(nms->reading.reason.startsWith(QLatin1String("Chosen by hand. ")));
    const auto others = std::count_if(nms->readings.begin(), nms->readings.end(), [](const ModelReading &reading) {
        return reading.family == ModelFamily::YoloEndToEnd;
    });
    QCOMPARE(others, 1);

    overrides.family = ModelFamily::YoloEndToEnd;
    QCOMPARE(probe(FixedNetwork(usual, 3, {1, 300, 6}), overrides)->family->family, ModelFamily::YoloEndToEnd);
}

void TestOverrides::aChosenFamilyMayContradictTheMetadata()
{
    ModelMetadata metadata;
    metadata.task = QStringLiteral("segment");
    ModelOverrides overrides;
    overrides.family = ModelFamily::YoloV8;
    const auto found = probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides, metadata);
    QVERIFY2(found.ok(), found ? "" : qPrintable(found.error().toText()));
    QCOMPARE(found->family->family, ModelFamily::YoloV8);
}

void TestOverrides::aFamilyThatDoesNotFitIsAnError()
{
    ModelOverrides overrides;
    overrides.family = ModelFamily::YuNet;
    const auto error = probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides);
    QVERIFY(!error);
    QVERIFY2(error.error().message.contains(QLatin1String("net.pt cannot be read as YuNet")),
             qPrintable(error.error().toText()));
    QVERIFY(error.error().message.contains(QLatin1String("[1, 7, 8400]")));
    QVERIFY(error.error().suggestion.contains(QLatin1String("\"yolov8\"")));
}

void TestOverrides::namesTellTheClasses()
{
    ModelOverrides overrides;
    overrides.classNames = QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    const auto found = probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides);
    QVERIFY(found.ok());
    QCOMPARE(found->notes, QStringList());
}

void TestOverrides::namesOfAnotherNumberAreIgnored()
{
    ModelOverrides overrides;
    overrides.classNames = QStringList{QStringLiteral("only one")};
    const auto found = probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides);
    QVERIFY2(found.ok(), found ? "" : qPrintable(found.error().toText()));
    QCOMPARE(found->family->family, ModelFamily::YoloV8);
    QCOMPARE(found->notes.size(), 1);
    QVERIFY(found->notes.first().contains(QLatin1String("1 are given")));
}

void TestOverrides::metadataIsOverridden()
{
    ModelMetadata metadata;
    metadata.inputSize = QSize(1, 2);
    metadata.names = QStringList{QStringLiteral("theirs")};
    metadata.keypointShape = {5, 2};
    ModelOverrides overrides;
    QCOMPARE(overriddenMetadata(metadata, overrides).size(), std::size_t(1));
    QCOMPARE(overriddenMetadata(metadata, overrides)[0].inputSize, QSize(1, 2));

    overrides.inputSize = QSize(3, 4);
    overrides.keypoints = 17;
    overrides.classNames = QStringList{QStringLiteral("ours")};
    const auto both = overriddenMetadata(metadata, overrides);
    QCOMPARE(both.size(), std::size_t(2));
    QCOMPARE(both[0].names, *overrides.classNames);
    QCOMPARE(both[1].names, metadata.names);
    for (const ModelMetadata &each : both) {
        QCOMPARE(each.inputSize, QSize(3, 4));
        QCOMPARE(each.keypointShape.value(), (std::array{17, 2}));
    }

    ModelOverrides values;
    values.keypointValues = 3;
    QCOMPARE(overriddenMetadata(metadata, values)[0].keypointShape.value(), (std::array{5, 3}));
    QVERIFY(!overriddenMetadata({}, values)[0].keypointShape);
    values.keypoints = 4;
    values.keypointValues.reset();
    QCOMPARE(overriddenMetadata({}, values)[0].keypointShape.value(), (std::array{4, 3}));
}

void TestOverrides::valuesAreOverridden()
{
    const InputValues usualValues{ChannelOrder::Bgr, 1.f, {104.f, 117.f, 123.f}, {1.f, 2.f, 3.f}};
    QCOMPARE(overridden(usualValues, {}), usualValues);

    ModelOverrides turned;
    turned.channelOrder = ChannelOrder::Rgb;
    QCOMPARE(overridden(usualValues, turned),
             (InputValues{ChannelOrder::Rgb, 1.f, {123.f, 117.f, 104.f}, {3.f, 2.f, 1.f}}));
    turned.mean = {1.f, 2.f, 3.f};
    QCOMPARE(overridden(usualValues, turned), (InputValues{ChannelOrder::Rgb, 1.f, {1.f, 2.f, 3.f}, {3.f, 2.f, 1.f}}));

    ModelOverrides numbers;
    numbers.divisor = 255.f;
    numbers.deviation = {4.f, 5.f, 6.f};
    QCOMPARE(overridden(usualValues, numbers),
             (InputValues{ChannelOrder::Bgr, 255.f, {104.f, 117.f, 123.f}, {4.f, 5.f, 6.f}}));
}

void TestOverrides::fitIsOverridden()
{
    ModelOverrides overrides;
    overrides.fit = InputFit::Stretch;
    QCOMPARE(probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides)->fit, InputFit::Stretch);
    QCOMPARE(probe(FixedNetwork(usual, 3, {1, 7, cells}), {})->fit, InputFit::Letterbox);

    overrides.fit = InputFit::None;
    overrides.inputSize = usual;
    const auto any = probe(FixedNetwork(usual, 3, {1, 7, cells}), overrides);
    QVERIFY(any->inputSize.isEmpty());
    QVERIFY2(any->notes.join(QLatin1Char(' ')).contains(QLatin1String("any size")),
             qPrintable(any->notes.join(QLatin1Char(' '))));
}

void TestOverrides::descriptorsTellThem()
{
    ModelOverrides overrides;
    overrides.name = QStringLiteral("Bottles");
    overrides.classNames = QStringList{QStringLiteral("bottle"), QString(), QStringLiteral("cap")};
    overrides.confidence = 0.6f;
    overrides.channelOrder = ChannelOrder::Bgr;
    ModelMetadata metadata;
    metadata.confidence = 0.1f;
    metadata.names = QStringList{QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")};
    metadata.producer = QStringLiteral("Somebody 1.0");
    FixedNetwork network(usual, 3, {1, 7, cells});
    const auto found = probeFamily(network, metadata, overrides, QStringLiteral("net.pt"));
    QVERIFY(found.ok());
    const ModelPair files{ModelFormat::TorchScript, QStringLiteral("missing/net.pt"), {}};
    const ModelDescriptor ours =
        describeModel({QStringLiteral("net.pt"), files, network.info(), metadata, overrides, *found});
    QCOMPARE(ours.name, QStringLiteral("Bottles"));
    QCOMPARE(*ours.classNames, *overrides.classNames);
    QCOMPARE(ours.defaultConfidence, 0.6f);
    QCOMPARE(ours.input.order, ChannelOrder::Bgr);
    QVERIFY(ours.overrides == overrides);
    QCOMPARE(ours.facts.producer, QStringLiteral("Somebody 1.0"));
    QCOMPARE(ours.facts.inputs,
             (std::vector<ModelPort>{{QStringLiteral("images"), {1, 3, 640, 640}, QStringLiteral("float32")}}));
    QCOMPARE(ours.facts.outputs, (std::vector<ModelPort>{{QStringLiteral("output"), {1, 7, cells}, {}}}));

    const ModelDescriptor theirs =
        describeModel({QStringLiteral("net.pt"), files, network.info(), metadata, {}, *found});
    QCOMPARE(theirs.name, QStringLiteral("net.pt"));
    QCOMPARE(*theirs.classNames, metadata.names);
    QCOMPARE(theirs.defaultConfidence, 0.1f);
}

void TestOverrides::doubtIsNoted()
{
    FixedNetwork network(usual, 3, {1, 7, cells});
    auto found = probeFamily(network, {}, {}, QStringLiteral("net.pt"));
    QVERIFY(found.ok());
    found->readings = {{ModelFamily::YoloV8, {}, false}, {ModelFamily::YoloPose, {}, false}};
    const ModelPair files{ModelFormat::TorchScript, QStringLiteral("missing/net.pt"), {}};
    const auto notes = [&](const ModelOverrides &overrides) {
        return describeModel({QStringLiteral("net.pt"), files, network.info(), {}, overrides, *found}).notes;
    };
    QCOMPARE(notes({}).size(), 1);
    QVERIFY2(notes({}).first().contains(QLatin1String("YOLO pose (\"yolo-pose\")")), qPrintable(notes({}).first()));
    ModelOverrides chosen;
    chosen.family = ModelFamily::YoloV8;
    QCOMPARE(notes(chosen), QStringList());
    found->readings.front().sure = true;
    QCOMPARE(notes({}), QStringList());
}

QTEST_GUILESS_MAIN(TestOverrides)
#include "tst_overrides.moc"
