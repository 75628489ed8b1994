// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/inspect.h"
#include "core/inference/installation.h"
#include "core/inference/loadnetwork.h"
#include "core/inference/protobufmessage.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QTemporaryDir>

#include <cmath>
#include <thread>

using namespace sightglass;
namespace onnx = sightglass::test::onnx;

/// ONNX Runtime's backend on models of a few nodes: which is chosen, what goes in and comes out, and what is refused.
class TestOnnxRuntime : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isTakenByDefault();
    void openCvStepsIn();
    void openClIsOpenCvs();
    void missingDeviceIsTold();
    void takesAnyNumbers_data();
    void takesAnyNumbers();
    void givesAnyNumbers_data();
    void givesAnyNumbers();
    void bytesArePixels_data();
    void bytesArePixels();
    void channelsLast();
    void fillsUpFixedBatches();
    void fixedBatchIsUsed();
    void stacksWhereTheBatchIsOpen();
    void takesAnySize();
    void refusesOtherSizes();
    void copiesRunBesideEachOther();
    void readsDataBeside();
    void refusesDataElsewhere_data();
    void refusesDataElsewhere();
    void namesMissingOperators_data();
    void namesMissingOperators();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("net.onnx")); }
    Result<std::unique_ptr<Network>> load(const QByteArray &model, const NetworkRequest &request = {});

    QTemporaryDir m_folder;
};

// The mean of each channel: [B, 3], which is read as three classes.
static onnx::Model means(const std::vector<qint64> &shape, onnx::Type type = onnx::Float32)
{
    onnx::Model model;
    model.opset = 13;
    model.nodes = {onnx::node("Cast", {"images"}, {"numbers"}, {onnx::attribute("to", 1)}),
                   onnx::node("GlobalAveragePool", {"numbers"}, {"pooled"}),
                   onnx::node("Flatten", {"pooled"}, {"scores"})};
    model.inputs = {onnx::port("images", type, shape)};
    model.outputs = {onnx::port("scores", onnx::Float32, {shape[0], 3})};
    return model;
}

static std::vector<float> valuesOf(const Tensor &tensor)
{
    return {tensor.values().begin(), tensor.values().end()};
}

// Every number of channel c of picture b is 10 * b + c + 1.
static Tensor pictures(int count, int height, int width)
{
    std::vector<float> numbers;
    for (int b = 0; b < count; ++b)
        for (int c = 0; c < 3; ++c)
            numbers.insert(numbers.end(), std::size_t(height) * std::size_t(width), float(10 * b + c + 1));
    return makeTensor("images", {count, 3, height, width}, std::move(numbers));
}

Result<std::unique_ptr<Network>> TestOnnxRuntime::load(const QByteArray &model, const NetworkRequest &request)
{
    test::writeFile(path(), model);
    NetworkRequest asked = request;
    asked.path = path();
    const auto backend = onnxRuntimeBackend();
    return backend ? (*backend)->load(asked) : backend.error();
}

void TestOnnxRuntime::initTestCase()
{
    if (!isOnnxRuntimeInstalled())
        QSKIP("Built without ONNX Runtime: libonnxruntime-dev or packaging/onnxruntime has it.");
}

void TestOnnxRuntime::isTakenByDefault()
{
    test::writeFile(path(), means({1, 3, 32, 32}).bytes());
    const ModelDescriptor usual = inspectModel({path()}).descriptor;
    QVERIFY2(usual.backend.startsWith(QLatin1String("ONNX Runtime 1.")), qPrintable(usual.backend));
    QCOMPARE(usual.backends, (QList<Backend>{Backend::OnnxRuntime, Backend::OpenCv}));

    ModelRequest request{path()};
    request.backend = Backend::OpenCv;
    const ModelDescriptor other = inspectModel(request).descriptor;
    QVERIFY2(other.backend.startsWith(QLatin1String("OpenCV ")), qPrintable(other.backend));
    QCOMPARE(other.backends, (QList<Backend>{Backend::OpenCv, Backend::OnnxRuntime}));
}

void TestOnnxRuntime::openCvStepsIn()
{
    onnx::Model model;
    model.nodes = {onnx::node("GlobalAveragePool", {"images"}, {"pooled"}),
                   onnx::node("Flatten", {"pooled"}, {"scores"})};
    model.inputs = {onnx::port("images", onnx::Float32, {1, 3, 32, 32})};
    model.outputs = {onnx::port("scores", onnx::Float32, {1, 3})};
    QByteArray bytes = model.bytes();
    appendField(bytes, 1, 999); // ir_version; the last one counts
    test::writeFile(path(), bytes);
    const ModelReport report = inspectModel({path()});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QVERIFY(report.descriptor.backend.startsWith(QLatin1String("OpenCV ")));
    QVERIFY2(report.descriptor.notes.join(QLatin1Char('\n')).contains(QLatin1String("so OpenCV is used")),
             qPrintable(report.descriptor.notes.join(QLatin1Char('\n'))));

    ModelRequest request{path()};
    request.backend = Backend::OnnxRuntime;
    const ModelReport refused = inspectModel(request);
    QVERIFY(refused.error);
    QVERIFY2(refused.error->message.contains(QLatin1String("newer than this library")),
             qPrintable(refused.error->toText()));
}

void TestOnnxRuntime::openClIsOpenCvs()
{
    QCOMPARE(wantedBackend({.location = path(), .device = QStringLiteral("opencl")}), Backend::OpenCv);
    QCOMPARE(wantedBackend({.location = path(), .device = QStringLiteral("cuda:0")}), Backend::Automatic);
}

void TestOnnxRuntime::missingDeviceIsTold()
{
    for (const char *device : {"cuda:15", "tensorrt:15", "nonsense"}) {
        NetworkRequest request;
        request.device = QLatin1String(device);
        const auto network = load(means({1, 3, 32, 32}).bytes(), request);
        QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
        const NetworkInfo &info = (*network)->info();
        QCOMPARE(info.device, QStringLiteral("cpu"));
        const QString notes = info.notes.join(QLatin1Char('\n'));
        QVERIFY2(notes.contains(QLatin1String(device)) && notes.contains(QLatin1String("processor is used")),
                 qPrintable(notes));
    }
}

void TestOnnxRuntime::takesAnyNumbers_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("float32") << int(onnx::Float32);
    QTest::newRow("uint8") << int(onnx::UInt8);
    QTest::newRow("int8") << int(onnx::Int8);
    QTest::newRow("float16") << int(onnx::Float16);
    QTest::newRow("float64") << int(onnx::Float64);
    QTest::newRow("int64") << int(onnx::Int64);
}

void TestOnnxRuntime::takesAnyNumbers()
{
    QFETCH(int, type);
    const auto network = load(means({1, 3, 8, 8}, onnx::Type(type)).bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    const Tensor input = pictures(1, 8, 8);
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    QCOMPARE(valuesOf(outputs->front()), (std::vector<float>{1, 2, 3}));
}

void TestOnnxRuntime::givesAnyNumbers_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<std::vector<float>>("expected");
    const std::vector<float> whole{-3, 0, 2};
    QTest::newRow("float32") << int(onnx::Float32) << std::vector<float>{-3.25f, 0, 2.5f};
    QTest::newRow("float16") << int(onnx::Float16) << std::vector<float>{-3.25f, 0, 2.5f};
    QTest::newRow("float64") << int(onnx::Float64) << std::vector<float>{-3.25f, 0, 2.5f};
    QTest::newRow("int8") << int(onnx::Int8) << whole;
    QTest::newRow("int32") << 6 << whole;
    QTest::newRow("int64") << int(onnx::Int64) << whole;
    QTest::newRow("bool") << 9 << std::vector<float>{1, 0, 1};
}

void TestOnnxRuntime::givesAnyNumbers()
{
    QFETCH(int, type);
    QFETCH(std::vector<float>, expected);
    onnx::Model model;
    model.opset = 13;
    model.nodes = {onnx::node("Cast", {"x"}, {"y"}, {onnx::attribute("to", type)})};
    model.inputs = {onnx::port("x", onnx::Float32, {1, 3})};
    model.outputs = {onnx::port("y", onnx::Type(type), {1, 3})};
    const auto network = load(model.bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    const Tensor input = makeTensor("x", {1, 3}, {-3.25f, 0, 2.5f});
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    QCOMPARE(valuesOf(outputs->front()), expected);
}

void TestOnnxRuntime::bytesArePixels_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<float>("mean");
    QTest::addColumn<QString>("note");
    QTest::newRow("uint8") << int(onnx::UInt8) << 0.f << QStringLiteral("bytes (uint8)");
    QTest::newRow("int8") << int(onnx::Int8) << 128.f << QStringLiteral("less 128");
}

void TestOnnxRuntime::bytesArePixels()
{
    QFETCH(int, type);
    QFETCH(float, mean);
    QFETCH(QString, note);
    test::writeFile(path(), means({1, 3, 32, 32}, onnx::Type(type)).bytes());
    const ModelReport report = inspectModel({path()});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QCOMPARE(report.descriptor.input, (InputValues{ChannelOrder::Rgb, 1.f, {mean, mean, mean}, {1.f, 1.f, 1.f}}));
    QVERIFY2(reportText(report).contains(note), qPrintable(reportText(report)));
}

void TestOnnxRuntime::channelsLast()
{
    onnx::Model model = means({1, 3, 8, 16});
    model.nodes.prepend(onnx::node("Transpose", {"last"}, {"images"}, {onnx::attribute("perm", {0, 3, 1, 2})}));
    model.inputs = {onnx::port("last", onnx::Float32, {1, 8, 16, 3})};
    const auto network = load(model.bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    QCOMPARE((*network)->info().inputs.front().shape, (std::vector{1, 3, 8, 16}));
    const Tensor input = pictures(1, 8, 16);
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    QCOMPARE(valuesOf(outputs->front()), (std::vector<float>{1, 2, 3}));
}

void TestOnnxRuntime::fillsUpFixedBatches()
{
    const auto network = load(means({2, 3, 8, 8}).bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    for (const int count : {1, 2, 3}) {
        const Tensor input = pictures(count, 8, 8);
        const auto outputs = (*network)->run({&input, 1});
        QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
        QCOMPARE(outputs->front().shape, (std::vector{count, 3}));
        std::vector<float> expected;
        for (int b = 0; b < count; ++b)
            for (int c = 0; c < 3; ++c)
                expected.push_back(float(10 * b + c + 1));
        QCOMPARE(valuesOf(outputs->front()), expected);
    }
}

void TestOnnxRuntime::fixedBatchIsUsed()
{
    test::writeFile(path(), means({2, 3, 32, 32}).bytes());
    const auto detector = loadDetector({path()});
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().batch, 2);
}

void TestOnnxRuntime::stacksWhereTheBatchIsOpen()
{
    test::writeFile(path(), means({-1, 3, 32, 32}).bytes());
    ModelRequest request{path()};
    request.batch = 4;
    const auto detector = loadDetector(request);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().batch, 4);
}

void TestOnnxRuntime::takesAnySize()
{
    test::writeFile(path(), means({-1, 3, -1, -1}).bytes());
    ModelRequest request{path()};
    request.overrides = ModelOverrides();
    request.overrides->fit = InputFit::None;
    request.overrides->divisor = 1.f;
    request.overrides->mean = {{0.f, 0.f, 0.f}};
    request.overrides->deviation = {{1.f, 1.f, 1.f}};
    const auto detector = loadDetector(request);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QVERIFY((*detector)->descriptor().inputSize.isEmpty());
    for (const cv::Size size : {cv::Size(70, 50), cv::Size(333, 222), cv::Size(70, 50)}) {
        const cv::Mat picture(size, CV_8UC3, cv::Scalar(1, 2, 200)); // BGR
        const auto output = (*detector)->detect({&picture, 1});
        QVERIFY2(output.ok(), output ? "" : qPrintable(output.error().toText()));
        QCOMPARE(output->items.front().front().classId, 0);
    }
}

void TestOnnxRuntime::refusesOtherSizes()
{
    const auto network = load(means({1, 3, 8, 8}).bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    const Tensor input = pictures(1, 8, 9);
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY(!outputs);
    QVERIFY2(outputs.error().message.contains(QLatin1String("[1, 3, 8, 8], and it was given [1, 3, 8, 9]")),
             qPrintable(outputs.error().message));
}

void TestOnnxRuntime::copiesRunBesideEachOther()
{
    const auto network = load(means({1, 3, -1, -1}).bytes());
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    constexpr int copies = 4;
    constexpr int runs = 50;
    std::vector<std::unique_ptr<Network>> others;
    for (int i = 0; i < copies; ++i) {
        auto copy = (*network)->duplicate(i == 0 ? 2 : 1);
        QVERIFY2(copy.ok(), copy ? "" : qPrintable(copy.error().toText()));
        QCOMPARE((*copy)->info().threads, i == 0 ? 2 : 1);
        others.push_back(*std::move(copy));
    }
    std::vector<int> right(copies);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < copies; ++i)
            threads.emplace_back([&, i] {
                const Tensor input = pictures(1, 8 + i, 8);
                for (int k = 0; k < runs; ++k)
                    if (const auto outputs = others[std::size_t(i)]->run({&input, 1}))
                        right[std::size_t(i)] += valuesOf(outputs->front()) == std::vector<float>{1, 2, 3};
                others[std::size_t(i)].reset();
            });
    }
    QCOMPARE(right, std::vector<int>(copies, runs));
}

// y = x + w, with w in another file.
static QByteArray withDataIn(const QByteArray &location)
{
    const auto entry = [](const char *key, const QByteArray &value) {
        QByteArray entry;
        appendField(entry, 1, QByteArrayView(key));
        appendField(entry, 2, QByteArrayView(value));
        return entry;
    };
    QByteArray weights;
    appendField(weights, 1, 3);
    appendField(weights, 2, 1);
    appendField(weights, 8, QByteArrayView("w"));
    appendField(weights, 13, QByteArrayView(entry("location", location)));
    appendField(weights, 13, QByteArrayView(entry("length", "12")));
    appendField(weights, 14, 1);
    onnx::Model model;
    model.opset = 13;
    model.nodes = {onnx::node("Add", {"x", "w"}, {"y"})};
    model.weights = {weights};
    model.inputs = {onnx::port("x", onnx::Float32, {1, 3})};
    model.outputs = {onnx::port("y", onnx::Float32, {1, 3})};
    return model.bytes();
}

static QByteArray numbers(const std::vector<float> &values)
{
    return {reinterpret_cast<const char *>(values.data()), qsizetype(values.size() * sizeof(float))};
}

void TestOnnxRuntime::readsDataBeside()
{
    test::writeFile(m_folder.filePath(QStringLiteral("net.onnx.data")), numbers({10, 20, 30}));
    const auto network = load(withDataIn("net.onnx.data"));
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    const Tensor input = makeTensor("x", {1, 3}, {1, 2, 3});
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    QCOMPARE(valuesOf(outputs->front()), (std::vector<float>{11, 22, 33}));
}

void TestOnnxRuntime::refusesDataElsewhere_data()
{
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("words");
    const QString outside = QStringLiteral("outside of its own folder");
    QTest::newRow("above") << QStringLiteral("../data") << outside;
    QTest::newRow("above, by a way down") << QStringLiteral("below/../../data") << outside;
    QTest::newRow("absolute") << QStringLiteral("ABSOLUTE") << outside;
    QTest::newRow("a link out of it") << QStringLiteral("link") << outside;
    QTest::newRow("the folder itself") << QStringLiteral(".") << outside;
    QTest::newRow("missing") << QStringLiteral("none.data") << QStringLiteral("which is not there");
}

void TestOnnxRuntime::refusesDataElsewhere()
{
    QFETCH(QString, location);
    QFETCH(QString, words);
    const QTemporaryDir other;
    const QString data = other.filePath(QStringLiteral("data"));
    test::writeFile(data, numbers({10, 20, 30}));
    QFile::remove(m_folder.filePath(QStringLiteral("link")));
    QVERIFY(QFile::link(data, m_folder.filePath(QStringLiteral("link"))));
    QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("below")));
    if (location == QLatin1String("ABSOLUTE"))
        location = data;
    const auto network = load(withDataIn(location.toUtf8()));
    QVERIFY(!network);
    QVERIFY2(network.error().message.contains(words), qPrintable(network.error().toText()));
}

void TestOnnxRuntime::namesMissingOperators_data()
{
    QTest::addColumn<QByteArray>("domain");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("words");
    QTest::newRow("a vendor's") << QByteArray("com.vendor") << QStringLiteral("Fancy")
                                << QStringLiteral("not ONNX's own (Fancy)");
    QTest::newRow("ONNX's to be") << QByteArray() << QStringLiteral("NotYetKnown")
                                  << QStringLiteral("no operator NotYetKnown");
    QTest::newRow("ONNX Runtime's to be")
        << QByteArray("com.microsoft") << QStringLiteral("NotYetKnown") << QStringLiteral("no operator NotYetKnown");
    QTest::newRow("TensorRT's") << QByteArray("TRT") << QStringLiteral("EfficientNMS_TRT")
                                << QStringLiteral("made for TensorRT (EfficientNMS_TRT)");
}

void TestOnnxRuntime::namesMissingOperators()
{
    QFETCH(QByteArray, domain);
    QFETCH(QString, type);
    QFETCH(QString, words);
    onnx::Model model = means({1, 3, 32, 32});
    model.nodes << onnx::node(type.toLatin1().constData(), {"scores"}, {"last"}, {}, domain.constData());
    model.outputs = {onnx::port("last", onnx::Float32, {1, 3})};
    QByteArray bytes = model.bytes();
    QByteArray opset;
    appendField(opset, 1, QByteArrayView(domain));
    appendField(opset, 2, 1);
    if (!domain.isEmpty())
        appendField(bytes, 8, QByteArrayView(opset));
    test::writeFile(path(), bytes);
    ModelRequest request{path()};
    request.backend = Backend::OnnxRuntime;
    const ModelReport report = inspectModel(request);
    QVERIFY2(report.error, qPrintable(reportText(report)));
    QVERIFY2(report.error->message.contains(words), qPrintable(report.error->toText()));
    QCOMPARE(report.missingOperators, QStringList{type});
}

QTEST_GUILESS_MAIN(TestOnnxRuntime)
#include "tst_onnxruntime.moc"
