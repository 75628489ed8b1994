// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"
#include "core/inference/installation.h"
#include "core/inference/opencv/dnnnetwork.h"
#include "core/inference/opencv/onnxobstacle.h"
#include "core/inference/opencv/onnxrewrite.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <opencv2/core/version.hpp>

#include <QTemporaryDir>

using namespace sightglass;
namespace onnx = sightglass::test::onnx;

/// ONNX models as exporters of today write them, in OpenCV: those that it can be given run right, of the others the one
/// thing is told that is in the way, and who runs them.
class TestOnnxKinds : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void unevenSplit_data();
    void unevenSplit();
    void axesAsInput_data();
    void axesAsInput();
    void leavesOthersAsTheyAre();
    void channelsLast();
    void bytesAsInput();
    void tellsWhatIsInTheWay_data();
    void tellsWhatIsInTheWay();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("net.onnx")); }
    ModelRequest request() const { return {.location = path(), .backend = Backend::OpenCv}; }
    Result<std::vector<Tensor>> run(const onnx::Model &model, const Tensor &input);

    QTemporaryDir m_folder;
};

static const std::vector<qint64> picture{1, 3, 64, 64};

// The mean of each channel: [1, 3], which is read as three classes.
static onnx::Model means(const QByteArray &input = "images", onnx::Type type = onnx::Float32,
                         const std::vector<qint64> &shape = picture)
{
    onnx::Model model;
    model.nodes = {onnx::node("GlobalAveragePool", {input}, {"pooled"}), onnx::node("Flatten", {"pooled"}, {"scores"})};
    model.inputs = {onnx::port("images", type, shape)};
    model.outputs = {onnx::port("scores", onnx::Float32, {shape[0], 3})};
    return model;
}

Result<std::vector<Tensor>> TestOnnxKinds::run(const onnx::Model &model, const Tensor &input)
{
    test::writeFile(path(), model.bytes());
    const auto network = DnnNetwork::load({ModelFormat::Onnx, path(), {}}, {});
    if (!network)
        return network.error();
    return (*network)->run({&input, 1});
}

void TestOnnxKinds::unevenSplit_data()
{
    QTest::addColumn<bool>("asConstantNode");
    QTest::newRow("sizes as weights") << false;
    QTest::newRow("sizes as a constant") << true;
}

void TestOnnxKinds::unevenSplit()
{
    QFETCH(bool, asConstantNode);
    onnx::Model model;
    model.opset = 13;
    const QByteArray sizes = onnx::tensor<qint64>("sizes", onnx::Int64, {2}, {1, 3});
    if (asConstantNode) {
        QByteArray value;
        appendField(value, 1, QByteArrayView("value"));
        appendField(value, 5, QByteArrayView(sizes));
        appendField(value, 20, 4);
        model.nodes << onnx::node("Constant", {}, {"sizes"}, {value});
    } else {
        model.weights << sizes;
    }
    model.nodes << onnx::node("Relu", {"x"}, {"positive"})
                << onnx::node("Split", {"positive", "sizes"}, {"one", "three"}, {onnx::attribute("axis", 1)})
                << onnx::node("Relu", {"one"}, {"a"}) << onnx::node("Relu", {"three"}, {"b"});
    model.inputs = {onnx::port("x", onnx::Float32, {1, 4, 1, 1})};
    model.outputs = {onnx::port("a", onnx::Float32, {1, 1, 1, 1}), onnx::port("b", onnx::Float32, {1, 3, 1, 1})};
    const auto outputs = run(model, makeTensor("x", {1, 4, 1, 1}, {1, 2, 3, 4}));
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    const Tensor *three = findTensor(*outputs, "b");
    QVERIFY(three);
    QCOMPARE(three->shape, (std::vector{1, 3, 1, 1}));
    QCOMPARE(std::vector<float>(three->values().begin(), three->values().end()), (std::vector<float>{2, 3, 4}));
}

void TestOnnxKinds::axesAsInput_data()
{
    QTest::addColumn<QByteArrayList>("nodes");
    QTest::addColumn<QList<float>>("expected");
    QTest::newRow("ReduceSum") << QByteArrayList{onnx::node("ReduceSum", {"x", "axes"}, {"y"},
                                                            {onnx::attribute("keepdims", 0)})}
                               << QList<float>{4, 6};
    QTest::newRow("ReduceMean of opset 18")
        << QByteArrayList{onnx::node("ReduceMean", {"x", "axes"}, {"y"}, {onnx::attribute("keepdims", 0)})}
        << QList<float>{2, 3};
    QTest::newRow("Unsqueeze") << QByteArrayList{onnx::node("Relu", {"x"}, {"r"}),
                                                 onnx::node("Unsqueeze", {"r", "axes"}, {"u"}),
                                                 onnx::node("Relu", {"u"}, {"y"})}
                               << QList<float>{1, 2, 3, 4};
}

void TestOnnxKinds::axesAsInput()
{
    QFETCH(QByteArrayList, nodes);
    QFETCH(QList<float>, expected);
    onnx::Model model;
    model.opset = 18;
    model.nodes = nodes;
    model.weights = {onnx::tensor<qint64>("axes", onnx::Int64, {1}, {2})};
    model.inputs = {onnx::port("x", onnx::Float32, {1, 1, 2, 2})};
    model.outputs = {onnx::port("y", onnx::Float32, {1, 1, 2})};
    const auto outputs = run(model, makeTensor("x", {1, 1, 2, 2}, {1, 2, 3, 4}));
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    const auto values = outputs->front().values();
    QCOMPARE(QList<float>(values.begin(), values.end()), expected);
}

void TestOnnxKinds::leavesOthersAsTheyAre()
{
    QVERIFY(!withAttributesForInputs(means().bytes()));
    // Sizes that are computed.
    onnx::Model model = means();
    model.nodes << onnx::node("Split", {"images", "computed"}, {"a", "b"});
    QVERIFY(!withAttributesForInputs(model.bytes()));
    // Another domain's operator of that name.
    model = means();
    model.weights = {onnx::tensor<qint64>("sizes", onnx::Int64, {2}, {1, 2})};
    model.nodes << onnx::node("Split", {"images", "sizes"}, {"a", "b"}, {}, "vendor");
    QVERIFY(!withAttributesForInputs(model.bytes()));
    QVERIFY(!withAttributesForInputs(QByteArrayView("\x3a\x7f", 2)));
}

void TestOnnxKinds::channelsLast()
{
    onnx::Model model = means("first", onnx::Float32, {1, 3, 8, 16});
    model.nodes.prepend(onnx::node("Transpose", {"images"}, {"first"}, {onnx::attribute("perm", {0, 3, 1, 2})}));
    model.inputs = {onnx::port("images", onnx::Float32, {1, 8, 16, 3})};
    std::vector<float> numbers(3 * 8 * 16);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<float>(i / (8 * 16) + 1);
    const auto outputs = run(model, makeTensor("images", {1, 3, 8, 16}, numbers));
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));
    const auto values = outputs->front().values();
    QCOMPARE(QList<float>(values.begin(), values.end()), (QList<float>{1, 2, 3}));

    const ModelReport report = inspectModel(request());
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QCOMPARE(report.descriptor.inputSize, QSize(16, 8));
    QVERIFY(reportText(report).contains(QLatin1String("channels last, [1, 8, 16, 3]")));
}

void TestOnnxKinds::bytesAsInput()
{
    test::writeFile(path(), means("images", onnx::UInt8).bytes());
    const ModelReport report = inspectModel(request());
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QCOMPARE(report.descriptor.input, (InputValues{ChannelOrder::Rgb, 1.f, {0.f, 0.f, 0.f}, {1.f, 1.f, 1.f}}));
    QVERIFY(reportText(report).contains(QLatin1String("bytes (uint8)")));

    // What a person says stands above that.
    ModelRequest request = this->request();
    request.overrides = ModelOverrides();
    request.overrides->divisor = 255.f;
    QCOMPARE(inspectModel(request).descriptor.input.divisor, 255.f);
}

void TestOnnxKinds::tellsWhatIsInTheWay_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("advice");
    QTest::addColumn<QStringList>("missing");
    QTest::addColumn<bool>("runtimeHelps");
    const auto row = [](const char *name, const onnx::Model &model, const char *words, const char *advice,
                        const QStringList &missing = {}, bool runtimeHelps = true) {
        QTest::newRow(name) << model.bytes() << QString::fromLatin1(words) << QString::fromLatin1(advice) << missing
                            << runtimeHelps;
    };
    const auto behind = [](const char *type, const char *domain, int opset = 12) {
        onnx::Model model = means();
        model.opset = opset;
        model.nodes << onnx::node(type, {"scores"}, {"last"}, {}, domain);
        model.outputs = {onnx::port("last", onnx::Float32, {1, 3})};
        return model;
    };
    const QStringList notYetKnown{QStringLiteral("NotYetKnown")};
    row("TensorRT", behind("BatchedNMSDynamic_TRT", ""), "made for TensorRT (BatchedNMSDynamic_TRT)", "without NMS",
        {QStringLiteral("BatchedNMSDynamic_TRT")}, false);
    row("TensorRT's domain", behind("EfficientNMS_TRT", "TRT"), "made for TensorRT (EfficientNMS_TRT)", "--end2end",
        {QStringLiteral("EfficientNMS_TRT")}, false);
    row("a vendor's", behind("Fancy", "com.vendor"), "not ONNX's own (Fancy)", "plain ONNX", {QStringLiteral("Fancy")},
        false);
    row("opset 15", behind("NotYetKnown", "", 15), "ONNX opset 15", "opset=12", notYetKnown);
    row("opset 19", behind("NotYetKnown", "", 19), "ONNX opset 19", "opset=12", notYetKnown);
    row("QDQ", behind("DynamicQuantizeLinear", ""), "quantised (int8)", "without int8",
        {QStringLiteral("DynamicQuantizeLinear")});
    row("QOperator", behind("QLinearSoftmax", "com.microsoft"), "quantised (int8)", "without int8",
        {QStringLiteral("QLinearSoftmax")});

    // OpenCV 4.6 stops at such numbers, before it comes to the operator.
    const QStringList behindNumbers = CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR <= 6 ? QStringList() : notYetKnown;
    onnx::Model half = behind("NotYetKnown", "");
    half.weights << onnx::tensor<quint16>("w", onnx::Float16, {2}, {0x3c00, 0x3c00});
    row("float16 weights", half, "half precision (float16)", "half=False", behindNumbers);
    onnx::Model halfInput = means("images", onnx::Float16);
    halfInput.nodes << onnx::node("NotYetKnown", {"scores"}, {"last"});
    row("float16 input", halfInput, "half precision (float16)", "half=False", notYetKnown);
    onnx::Model twice = behind("NotYetKnown", "");
    twice.weights << onnx::tensor<double>("w", onnx::Float64, {1}, {1.0});
    row("float64", twice, "double precision (float64)", "model.float()", behindNumbers);

    row("4 channels", means("images", onnx::Float32, {1, 4, 64, 64}), "pictures of 4 channels", "one (grey)", {},
        false);
    row("9 channels", means("images", onnx::Float32, {1, 9, 64, 64}), "pictures of 9 channels", "one (grey)", {},
        false);
    for (const qint64 batch : {2, 8}) {
        onnx::Model model;
        model.nodes = {onnx::node("GlobalAveragePool", {"images"}, {"pooled"}),
                       onnx::node("Reshape", {"pooled", "shape"}, {"scores"})};
        model.weights = {onnx::tensor<qint64>("shape", onnx::Int64, {2}, {batch, 3})};
        model.inputs = {onnx::port("images", onnx::Float32, {batch, 3, 64, 64})};
        model.outputs = {onnx::port("scores", onnx::Float32, {batch, 3})};
        row(batch == 2 ? "batch of 2" : "batch of 8", model,
            batch == 2 ? "takes 2 pictures at a time" : "takes 8 pictures at a time", "batch=1");
    }
    onnx::Model open = behind("NotYetKnown", "");
    open.inputs = {onnx::port("images", onnx::Float32, {1, 3, -1, -1})};
    row("open size", open, "left open (images [1, 3, ?, ?])", "fixed size", notYetKnown);
    onnx::Model words;
    words.nodes = {onnx::node("Gather", {"table", "input_ids"}, {"found"}, {onnx::attribute("axis", 0)})};
    words.weights = {onnx::tensor<float>("table", onnx::Float32, {4, 2}, {1, 2, 3, 4, 5, 6, 7, 8})};
    words.inputs = {onnx::port("input_ids", onnx::Int64, {1, 16})};
    words.outputs = {onnx::port("found", onnx::Float32, {1, 16, 2})};
    row("text", words, "a model of text", "pictures", {}, false);

    row("control flow", behind("Loop", ""), "chooses its way while it runs (Loop)", "without NMS");
    row("optimised for ONNX Runtime", behind("FusedConv", "com.microsoft"), "optimised for ONNX Runtime (FusedConv)",
        "plain ONNX");
    onnx::Model split = means();
    split.opset = 13;
    split.nodes << onnx::node("Relu", {"sizes"}, {"computed"})
                << onnx::node("Split", {"scores", "computed"}, {"one", "two"}, {onnx::attribute("axis", 1)});
    split.weights = {onnx::tensor<float>("sizes", onnx::Float32, {2}, {1, 2})};
    split.outputs = {onnx::port("one", onnx::Float32, {1, 1}), onnx::port("two", onnx::Float32, {1, 2})};
    row("computed sizes of a Split", split, "computes the sizes of a Split", "dynamic=False");
}

void TestOnnxKinds::tellsWhatIsInTheWay()
{
    QFETCH(QByteArray, model);
    QFETCH(QString, words);
    QFETCH(QString, advice);
    QFETCH(QStringList, missing);
    QFETCH(bool, runtimeHelps);
    test::writeFile(path(), model);
    const ModelReport report = inspectModel(request());
    QVERIFY2(report.error, qPrintable(reportText(report)));
    QVERIFY2(report.error->message.contains(words), qPrintable(report.error->toText()));
    QVERIFY2(report.error->suggestion.contains(advice), qPrintable(report.error->toText()));
    QVERIFY2(report.missingOperators == missing, qPrintable(reportText(report)));
    const QString otherwise = isOnnxRuntimeInstalled() ? QStringLiteral("have ONNX Runtime run it: choose")
                                                       : QStringLiteral("packaging/onnxruntime");
    QVERIFY2(report.error->suggestion.contains(otherwise) == runtimeHelps, qPrintable(report.error->toText()));
}

QTEST_GUILESS_MAIN(TestOnnxKinds)
#include "tst_onnxkinds.moc"
