// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelmetadata.h"
#include "core/inference/onnxheader.h"
#include "core/inference/opencv/fileheader.h"
#include "core/inference/opencv/modelpair.h"
#include "tests/support/testcase.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace sightglass;

/// What is read from and beside the files of OpenCV's formats before OpenCV sees them.
class TestOpenCvFiles : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheOtherFile_data();
    void findsTheOtherFile();
    void takesTheFileThatIsNamed();
    void findsRealPairs_data();
    void findsRealPairs();
    void inputShapes();
    void onnxHeader();
    void onnxMetadata();
};

static void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qWarning("cannot write %s", qPrintable(path));
}

static const QByteArray cfg("[net]\nwidth=416\nheight=320\nchannels=3\n");
// major 0, minor 2, revision 5, then a count.
static const QByteArray weights("\0\0\0\0\2\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\1\2\3\4", 24);

void TestOpenCvFiles::findsTheOtherFile_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *files, const char *given, const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(files).split(QLatin1Char(' ')) << QString::fromLatin1(given)
                            << QString::fromLatin1(expected);
    };
    row("same name", "a.cfg a.weights b.cfg", "a.weights", "a.cfg");
    row("same name, the other way", "a.cfg a.weights b.weights", "a.cfg", "a.weights");
    row("begins with it", "yolo.cfg other.cfg yolo_final.weights", "yolo_final.weights", "yolo.cfg");
    row("the only one", "net.cfg final.weights", "final.weights", "net.cfg");
    row("several", "net.cfg other.cfg final.weights", "final.weights", "");
    row("none", "final.weights", "final.weights", "");
}

void TestOpenCvFiles::findsTheOtherFile()
{
    QFETCH(QStringList, files);
    QFETCH(QString, given);
    QFETCH(QString, expected);
    QTemporaryDir folder;
    for (const QString &file : files)
        write(folder.filePath(file), file.endsWith(QLatin1String(".cfg")) ? cfg : weights);
    const bool isWeights = given.endsWith(QLatin1String(".weights"));
    const auto pair =
        findModelPair(folder.filePath(given), isWeights ? ModelFormat::DarknetWeights : ModelFormat::DarknetConfig);
    QCOMPARE(pair.ok(), !expected.isEmpty());
    if (!pair) {
        QVERIFY(pair.error().message.contains(given));
        if (files.size() > 1)
            QVERIFY(pair.error().message.contains(QLatin1String("net.cfg, other.cfg")) !=
                    pair.error().suggestion.contains(QLatin1String("*.cfg")));
        else
            QVERIFY(pair.error().suggestion.contains(QLatin1String("*.cfg")));
        return;
    }
    QCOMPARE(QFileInfo(pair->weights).fileName(), isWeights ? given : expected);
    QCOMPARE(QFileInfo(pair->network).fileName(), isWeights ? expected : given);
}

void TestOpenCvFiles::takesTheFileThatIsNamed()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("networks")));
    const QString given = folder.filePath(QStringLiteral("net.weights"));
    write(given, weights);
    write(folder.filePath(QStringLiteral("networks/any.cfg")), cfg);
    const auto format = ModelFormat::DarknetWeights;
    QCOMPARE(missingFileFilters(given), QStringList{QStringLiteral("*.cfg")});

    const auto pair = findModelPair(given, format, QStringLiteral("networks/any.cfg"));
    QVERIFY(pair.ok());
    QCOMPARE(QFileInfo(pair->network).fileName(), QStringLiteral("any.cfg"));
    QCOMPARE(pair->weights, given);
    const auto turned = findModelPair(pair->network, ModelFormat::DarknetConfig, given);
    QVERIFY(turned.ok());
    QCOMPARE(turned->weights, given);

    const auto wrong = findModelPair(given, format, QStringLiteral("net.weights"));
    QVERIFY(!wrong.ok());
    QCOMPARE(wrong.error().message, QStringLiteral("net.weights cannot be the other file of net.weights."));
    QVERIFY(!findModelPair(given, format, QStringLiteral("gone.cfg")).ok());

    write(folder.filePath(QStringLiteral("net.cfg")), cfg);
    QVERIFY(missingFileFilters(given).isEmpty());
}

void TestOpenCvFiles::findsRealPairs_data()
{
    QTest::addColumn<QString>("other");
    const auto row = [](const char *given, const char *other) { QTest::newRow(given) << QString::fromLatin1(other); };
    row("caffe/face_RFB-320.caffemodel", "face_RFB-320.prototxt");
    row("caffe/wechat_qr_detect.prototxt", "wechat_qr_detect.caffemodel");
    row("tensorflow/opencv_face_detector_uint8.pb", "opencv_face_detector.pbtxt");
    row("tensorflow/opencv_face_detector.pbtxt", "opencv_face_detector_uint8.pb");
    row("darknet/yolo-fastest-1.1-xl.cfg", "yolo-fastest-1.1-xl.weights");
}

void TestOpenCvFiles::findsRealPairs()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/") + QLatin1String(QTest::currentDataTag()));
    QFETCH(QString, other);
    const auto pair = findModelPair(path, *identifyModelFile(path));
    QVERIFY2(pair.ok(), pair ? "" : qPrintable(pair.error().toText()));
    QCOMPARE(QFileInfo(pair->weights == path ? pair->network : pair->weights).fileName(), other);
}

void TestOpenCvFiles::inputShapes()
{
    QCOMPARE(darknetInputShape(QString::fromLatin1(cfg)), (std::vector{1, 3, 320, 416}));
    QVERIFY(darknetInputShape(QStringLiteral("[net]\nwidth=416\n")).empty());
    QCOMPARE(caffeInputShape(
                 QStringLiteral("input: \"data\"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 300\ninput_dim: 400\n")),
             (std::vector{1, 3, 300, 400}));
    QCOMPARE(
        caffeInputShape(QStringLiteral("layer { name: \"data\" type: \"Input\" top: \"data\"\n input_param {\n shape {"
                                       "\n dim: 1\n dim: 1\n dim: 384\n dim: 256\n } } }\nlayer { dim: 7 }")),
        (std::vector{1, 1, 384, 256}));
    QVERIFY(caffeInputShape(QStringLiteral("name: \"net\"")).empty());
}

void TestOpenCvFiles::onnxHeader()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/onnx/yolox_nano_416.onnx"));
    const OnnxHeader header = readOnnxHeader(path);
    QVERIFY(header.producer.startsWith(QLatin1String("pytorch")));
    QCOMPARE(header.inputs.size(), std::size_t(1));
    QCOMPARE(header.inputs[0].name, std::string("images"));
    QCOMPARE(header.inputs[0].shape, (std::vector{1, 3, 416, 416}));
    QCOMPARE(header.inputs[0].type, std::string("float32"));
    QCOMPARE(header.outputs.size(), std::size_t(1));
    QCOMPARE(header.outputs[0].shape, (std::vector{1, 3549, 85}));
    // The makers tell 0.91 million for YOLOX-Nano.
    QVERIFY2(header.parameters > 890000 && header.parameters < 930000, qPrintable(QString::number(header.parameters)));
}

void TestOpenCvFiles::onnxMetadata()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/broken/yolo11_rescue_fails_in_4.6.onnx"));
    const auto metadata = parseModelMetadata(readOnnxHeader(path).metadata);
    QVERIFY2(metadata.ok(), metadata ? "" : qPrintable(metadata.error().toText()));
    QCOMPARE(metadata->names,
             QString::fromLatin1("black_ball exit green_zone red_zone silver_ball").split(QLatin1Char(' ')));
    QCOMPARE(metadata->inputSize, QSize(160, 160));
    QCOMPARE(metadata->task, QStringLiteral("detect"));
    QCOMPARE(metadata->stride, 32);

    // A header cut anywhere yields what there is, and never fails.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray head = file.read(3000);
    QTemporaryDir folder;
    const QString part = folder.filePath(QStringLiteral("part.onnx"));
    for (int length = 0; length < head.size(); length += 37) {
        write(part, head.left(length));
        QVERIFY(readOnnxHeader(part).inputs.empty());
    }
}

QTEST_GUILESS_MAIN(TestOpenCvFiles)
#include "tst_opencvfiles.moc"
