// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/inspect.h"
#include "core/inference/installation.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace sightglass;

/// ONNX Runtime's backend on real files: each runs or says why, gives the boxes that OpenCV gives where that runs it,
/// and the numbers that the makers' own binding gives.
class TestOnnxRuntimeFiles : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsOrSaysWhy_data();
    void runsOrSaysWhy();
    void sameBoxesAsOpenCv_data();
    void sameBoxesAsOpenCv();
    void sameNumbersAsItsMakers_data();
    void sameNumbersAsItsMakers();
};

void TestOnnxRuntimeFiles::initTestCase()
{
    if (!isOnnxRuntimeInstalled())
        QSKIP("Built without ONNX Runtime: libonnxruntime-dev or packaging/onnxruntime has it.");
}

// A row for each ONNX file of the test data, named by its place there.
static void addFiles()
{
    QTest::addColumn<QString>("file");
    for (const char *part : {"models", "wild"}) {
        const QString folder = test::testData(QLatin1String(part));
        if (folder.isEmpty())
            continue;
        QStringList found;
        for (QDirIterator files(folder, {QStringLiteral("*.onnx")}, QDir::Files, QDirIterator::Subdirectories);
             files.hasNext();)
            found << QLatin1String(part) + files.next().mid(folder.size());
        found.sort();
        for (const QString &file : std::as_const(found))
            QTest::newRow(qPrintable(file)) << file;
    }
    if (!test::isCi() && test::testData(QStringLiteral("models")).isEmpty())
        QTest::newRow("models") << QStringLiteral("models");
}

void TestOnnxRuntimeFiles::runsOrSaysWhy_data()
{
    addFiles();
}

void TestOnnxRuntimeFiles::runsOrSaysWhy()
{
    static const QHash<QString, QString> refused{
        {QStringLiteral("wild/models/end2end_trt.onnx"), QStringLiteral("made for TensorRT (EfficientNMS_TRT)")},
        {QStringLiteral("wild/crash/onnx/dim-2e40.onnx"), QStringLiteral("is damaged: the tensor \"w\"")},
        {QStringLiteral("wild/crash/onnx/zero-dim.onnx"), QStringLiteral("is damaged: the tensor \"w\"")},
        {QStringLiteral("wild/crash/onnx/valid.onnx"), QStringLiteral("are of no layout known here")},
        {QStringLiteral("wild/crash/onnx/external-data.onnx"), QStringLiteral("are of no layout known here")},
    };
    QFETCH(QString, file);
    SIGHTGLASS_TESTDATA(path, file);
    ModelRequest request{path};
    request.backend = Backend::OnnxRuntime;
    const ModelReport report = inspectModel(request);
    if (refused.contains(file)) {
        QVERIFY(report.error);
        QVERIFY2(report.error->message.contains(refused.value(file)), qPrintable(report.error->toText()));
    } else {
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
        QVERIFY(report.descriptor.backend.startsWith(QLatin1String("ONNX Runtime ")));
    }
}

static Result<std::unique_ptr<Detector>> loaded(const QString &path, Backend backend)
{
    ModelRequest request{path};
    request.backend = backend;
    return loadDetector(request);
}

static std::vector<Candidate> found(Detector &detector, const cv::Mat &picture)
{
    const auto output = detector.detect({&picture, 1});
    return output ? output->items.front() : std::vector<Candidate>();
}

static QString textOf(const Candidate &candidate)
{
    return QStringLiteral("class %1, score %2, box %3, %4, %5 x %6")
        .arg(QString::number(candidate.classId), QString::number(candidate.score, 'g', 8),
             QString::number(candidate.box.x, 'g', 9), QString::number(candidate.box.y, 'g', 9),
             QString::number(candidate.box.width, 'g', 9), QString::number(candidate.box.height, 'g', 9));
}

// With the one that comes closest.
static QString notFound(const Candidate &expected, const std::vector<Candidate> &found)
{
    const auto distance = [&expected](const Candidate &other) {
        return other.classId != expected.classId
                   ? std::numeric_limits<float>::max()
                   : std::abs(other.box.x - expected.box.x) + std::abs(other.box.y - expected.box.y) +
                         std::abs(other.box.width - expected.box.width) +
                         std::abs(other.box.height - expected.box.height) + std::abs(other.score - expected.score);
    };
    const auto closest = std::min_element(
        found.begin(), found.end(), [&](const Candidate &a, const Candidate &b) { return distance(a) < distance(b); });
    return closest == found.end()
               ? QStringLiteral("Nothing was found.")
               : QStringLiteral("OpenCV: %1; ONNX Runtime: %2").arg(textOf(expected), textOf(*closest));
}

void TestOnnxRuntimeFiles::sameBoxesAsOpenCv_data()
{
    addFiles();
}

void TestOnnxRuntimeFiles::sameBoxesAsOpenCv()
{
    QFETCH(QString, file);
    // A factor of shape [1, 3, 1, 1, 2], which OpenCV 4.6 lays out otherwise than ONNX says: LibTorch is asked instead.
    const bool isTiny = file.contains(QLatin1String("yolov5_tiny_opset"));
    if (isTiny && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    SIGHTGLASS_TESTDATA(path, file);
    SIGHTGLASS_TESTDATA(tiny, QStringLiteral("wild/models/yolov5_tiny.torchscript"));
    SIGHTGLASS_TESTDATA(picturePath, QStringLiteral("pictures/bus.jpg"));
    const auto first = isTiny ? loaded(tiny, Backend::Automatic) : loaded(path, Backend::OpenCv);
    const auto second = loaded(path, Backend::OnnxRuntime);
    if (!first || !second)
        QSKIP("Not run by both.");
    // OpenCV, from 4.7 on, computes in float32 what ONNX Runtime computes in the file's own float16.
    const bool alike = (*first)->descriptor().precision == (*second)->descriptor().precision ||
                       (*second)->descriptor().precision != Precision::Float16;
    const float pixels = alike ? 1e-3f : 2e-2f;
    const float score = alike ? 1e-4f : 1e-3f;
    const cv::Mat picture = cv::imread(picturePath.toStdString());
    const std::vector<Candidate> expected = found(**first, picture);
    const std::vector<Candidate> now = found(**second, picture);
    // Its 212 numbers are all too small to be kept.
    QVERIFY(!expected.empty() || file.endsWith(QLatin1String("landmarks212.onnx")));
    const float floor = (*first)->descriptor().leastScore + score;
    // Pixels of the network, which the picture is scaled down to.
    const QSize size = (*first)->descriptor().inputSize;
    const float scale =
        std::max(1.f, float(std::max(picture.cols, picture.rows)) / float(std::max({1, size.width(), size.height()})));
    for (const Candidate &one : expected) {
        if (one.score < floor)
            continue;
        const auto same = std::find_if(now.begin(), now.end(), [&](const Candidate &other) {
            const auto near = [&](cv::Point2f a, cv::Point2f b) {
                return std::abs(a.x - b.x) <= pixels * scale && std::abs(a.y - b.y) <= pixels * scale;
            };
            return other.classId == one.classId && std::abs(other.score - one.score) <= score &&
                   near(other.box.tl(), one.box.tl()) && near(other.box.br(), one.box.br());
        });
        QVERIFY2(same != now.end(), qPrintable(notFound(one, now)));
    }
    const auto above = [floor, score](const Candidate &one) { return one.score >= floor + score; };
    QVERIFY(std::count_if(now.begin(), now.end(), above) <= std::ptrdiff_t(expected.size()));
}

void TestOnnxRuntimeFiles::sameNumbersAsItsMakers_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file :
         {"models/onnx/yolox_nano_416.onnx", "models/onnx/nanodet_m_416.onnx", "wild/models/craic_yolov8n_opset19.onnx",
          "wild/models/yolov5_tiny_int8.onnx", "wild/models/uint8.onnx"})
        QTest::newRow(file) << QString::fromLatin1(file);
}

void TestOnnxRuntimeFiles::sameNumbersAsItsMakers()
{
    QFETCH(QString, file);
    SIGHTGLASS_TESTDATA(path, file);
    const QString node = QStandardPaths::findExecutable(QStringLiteral("node"));
    const QString modules = QStringLiteral(SIGHTGLASS_NODE_MODULES);
    if (node.isEmpty() || !QFileInfo::exists(modules + QStringLiteral("/onnxruntime-node")))
        QSKIP("Needs node and onnxruntime-node, which packaging/onnxruntime puts beside the library.");
    const auto backend = onnxRuntimeBackend();
    QVERIFY2(backend.ok(), backend ? "" : qPrintable(backend.error().toText()));
    NetworkRequest request;
    request.path = path;
    request.threads = 1;
    const auto network = (*backend)->load(request);
    QVERIFY2(network.ok(), network ? "" : qPrintable(network.error().toText()));
    std::vector<int> shape = (*network)->info().inputs.front().shape;
    std::size_t count = 1;
    for (int &size : shape) {
        size = std::max(size, 1);
        count *= std::size_t(size);
    }
    std::vector<float> numbers(count);
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = float(i * 7919 % 256);
    const Tensor input = makeTensor("input", shape, numbers);
    const auto outputs = (*network)->run({&input, 1});
    QVERIFY2(outputs.ok(), outputs ? "" : qPrintable(outputs.error().toText()));

    const QTemporaryDir folder;
    QFile in(folder.filePath(QStringLiteral("input")));
    QVERIFY(in.open(QIODevice::WriteOnly));
    in.write(reinterpret_cast<const char *>(numbers.data()), qint64(count * sizeof(float)));
    in.close();
    QFile out(folder.filePath(QStringLiteral("output")));
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NODE_PATH"), modules);
    process.setProcessEnvironment(environment);
    process.start(node, {QStringLiteral(SIGHTGLASS_REFERENCE), path, in.fileName(), out.fileName()});
    QVERIFY2(process.waitForFinished(120'000) && process.exitCode() == 0, process.readAllStandardError().constData());
    QString shapes;
    for (const Tensor &output : *outputs)
        shapes += shapesText({&output, 1}) + QLatin1Char('\n');
    QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()), shapes);
    QVERIFY(out.open(QIODevice::ReadOnly));
    const QByteArray bytes = out.readAll();
    const auto *expected = reinterpret_cast<const float *>(bytes.constData());
    std::size_t place = 0;
    for (const Tensor &output : *outputs) {
        QVERIFY(qsizetype((place + output.count()) * sizeof(float)) <= bytes.size());
        for (const float number : output.values()) {
            const float makers = expected[place++];
            QVERIFY2(std::abs(number - makers) <= 1e-5f * (1.f + std::abs(makers)),
                     qPrintable(QStringLiteral("%1 is %2, of the makers' binding %3")
                                    .arg(QString::fromStdString(output.name), QString::number(number),
                                         QString::number(makers))));
        }
    }
}

QTEST_GUILESS_MAIN(TestOnnxRuntimeFiles)
#include "tst_onnxruntimefiles.moc"
