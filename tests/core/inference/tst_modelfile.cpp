// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelfile.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/ziplisting.h"
#include "tests/support/testcase.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QtEndian>

using namespace sightglass;

/// What a file is, by its content alone: the files have names that say nothing.
class TestModelFile : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void recognises_data();
    void recognises();
    void recognisesRealFiles_data();
    void recognisesRealFiles();
    void refuses_data();
    void refuses();
    void missing();
    void zipEntriesAreListed();
    void zipCutAnywhere();
    void metadataOfUltralytics();
    void metadataOfYoloV5();
    void metadataErrors_data();
    void metadataErrors();
};

static QByteArray le(quint64 value, int bytes)
{
    QByteArray text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>((value >> (8 * i)) & 0xff);
    return text;
}

// An archive of stored, empty files, after APPNOTE.TXT; checksums of nothing are 0.
static QByteArray zipOf(const QList<QByteArray> &names, bool zip64 = false)
{
    QByteArray files;
    QByteArray directory;
    for (const QByteArray &name : names) {
        const QByteArray common = le(20, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(0, 4) + le(0, 4) + le(0, 4) +
                                  le(quint64(name.size()), 2) + le(0, 2);
        directory += "PK\1\2" + le(20, 2) + common + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) +
                     le(quint64(files.size()), 4) + name;
        files += "PK\3\4" + common + name;
    }
    const auto count = quint64(names.size());
    const auto size = quint64(directory.size());
    const auto offset = quint64(files.size());
    if (!zip64)
        return files + directory + "PK\5\6" + le(0, 4) + le(count, 2) + le(count, 2) + le(size, 4) + le(offset, 4) +
               le(0, 2);
    const QByteArray record = "PK\6\6" + le(44, 8) + le(45, 2) + le(45, 2) + le(0, 8) + le(count, 8) + le(count, 8) +
                              le(size, 8) + le(offset, 8);
    return files + directory + record + "PK\6\7" + le(0, 4) + le(offset + size, 8) + le(1, 4) + "PK\5\6" + le(0, 4) +
           le(0xffff, 2) + le(0xffff, 2) + le(0xffffffff, 4) + le(0xffffffff, 4) + le(0, 2);
}

static Result<ModelFormat> identify(const QByteArray &content)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("file")));
    if (!file.open(QIODevice::WriteOnly))
        qWarning("no temporary file");
    file.write(content);
    file.close();
    return identifyModelFile(file.fileName());
}

void TestModelFile::recognises_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ModelFormat>("expected");
    const QList<QByteArray> script{"m/data.pkl", "m/code/__torch__.py", "m/constants.pkl", "m/version"};
    QTest::newRow("TorchScript") << zipOf(script) << ModelFormat::TorchScript;
    QTest::newRow("TorchScript, zip64") << zipOf(script, true) << ModelFormat::TorchScript;
    // onnx.proto: 1 ir_version = 8, 2 producer_name = "x", 7 graph of three bytes, 8 opset_import.
    QTest::newRow("ONNX") << QByteArray("\x08\x08\x12\x01x\x3a\x03\x0a\x01g\x42\x02\x10\x0d", 14) << ModelFormat::Onnx;
    // GraphDef: 1 node {1 name = "in", 2 op = "Placeholder"}, and a zero byte in an attribute.
    QTest::newRow("TensorFlow") << QByteArray("\x0a\x15\x0a\x02in\x12\x0bPlaceholder\x2a\x02\x08\x00", 23)
                                << ModelFormat::TensorFlowGraph;
    // NetParameter: 1 name = "n", 100 layer {1 name = "d" ...}; tag of 100: 0xa2 0x06.
    QTest::newRow("Caffe") << QByteArray("\x0a\x01n\xa2\x06\x05\x0a\x01"
                                         "d\x12\x00",
                                         11)
                           << ModelFormat::CaffeModel;
    QTest::newRow("prototxt") << QByteArray("name: \"net\"\nlayer {\n  name: \"data\"\n}\n")
                              << ModelFormat::CaffePrototxt;
    QTest::newRow("pbtxt") << QByteArray("node {\n  name: \"image\"\n  op: \"Placeholder\"\n}\n")
                           << ModelFormat::TensorFlowText;
    QTest::newRow("cfg") << QByteArray("# comment\n[net]\nbatch=1\n") << ModelFormat::DarknetConfig;
    QTest::newRow("weights") << le(0, 4) + le(2, 4) + le(5, 4) + le(32013312, 8) + le(0xc0a00000, 4)
                             << ModelFormat::DarknetWeights;
}

void TestModelFile::recognises()
{
    QFETCH(QByteArray, content);
    QFETCH(ModelFormat, expected);
    const auto format = identify(content);
    QVERIFY2(format.ok(), format ? "" : qPrintable(format.error().toText()));
    QCOMPARE(*format, expected);
}

void TestModelFile::recognisesRealFiles_data()
{
    QTest::addColumn<ModelFormat>("expected");
    const auto row = [](const char *path, ModelFormat format) { QTest::newRow(path) << format; };
    row("torchscript/asl_classifier_200.ptl", ModelFormat::TorchScript);
    row("torchscript/d2go.pt", ModelFormat::TorchScript);
    row("onnx/FastestDet_352.onnx", ModelFormat::Onnx);
    row("onnx/face_RFB-320.onnx", ModelFormat::Onnx);
    row("onnx/nanodet_m_416.onnx", ModelFormat::Onnx);
    row("onnx/yolox_nano_416.onnx", ModelFormat::Onnx);
    row("onnx/yunet_n_320_320.onnx", ModelFormat::Onnx);
    row("broken/yunet_n_dynamic_fails_in_4.6.onnx", ModelFormat::Onnx);
    row("caffe/face_RFB-320.caffemodel", ModelFormat::CaffeModel);
    row("caffe/wechat_qr_detect.caffemodel", ModelFormat::CaffeModel);
    row("caffe/face_RFB-320.prototxt", ModelFormat::CaffePrototxt);
    row("caffe/wechat_qr_detect.prototxt", ModelFormat::CaffePrototxt);
    row("tensorflow/opencv_face_detector_uint8.pb", ModelFormat::TensorFlowGraph);
    row("tensorflow/opencv_face_detector.pbtxt", ModelFormat::TensorFlowText);
    row("darknet/yolo-fastest-1.1-xl.cfg", ModelFormat::DarknetConfig);
    row("darknet/yolo-fastest-1.1-xl.weights", ModelFormat::DarknetWeights);
}

void TestModelFile::recognisesRealFiles()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/") + QLatin1String(QTest::currentDataTag()));
    QFETCH(ModelFormat, expected);
    const auto format = identifyModelFile(path);
    QVERIFY2(format.ok(), format ? "" : qPrintable(format.error().toText()));
    QCOMPARE(*format, expected);
}

void TestModelFile::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &content, const char *words) {
        QTest::newRow(name) << content << QString::fromLatin1(words);
    };
    row("empty", {}, "the file is empty");
    row("HTML", "\n\n<!DOCTYPE html>\n<html></html>", "a web page");
    row("LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS pointer");
    row("checkpoint", zipOf({"m/data.pkl", "m/data/0", "m/version"}), "weights without the network's code");
    row("other zip", zipOf({"readme.txt"}), "without a TorchScript program");
    row("zip with a model", zipOf({"readme.txt", "runs/best.onnx"}), "a zip archive with runs/best.onnx in it");
    row("torch.export", zipOf({"m/archive_format", "m/models/model.json"}), "torch.export archive");
    row("torch.export, the older", zipOf({"serialized_exported_program.json", "version"}), "torch.export archive");
    row("Keras 3", zipOf({"metadata.json", "config.json", "model.weights.h5"}), "Keras 3");
    row("cut zip", zipOf({"m/code/a.py", "m/constants.pkl"}).chopped(30), "cut short");
    row("pickle", QByteArray("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20j\xa8\x50\x19.\x80\x02M", 18), "Python pickle");
    row("cut ONNX", QByteArray("\x08\x08\x12\x01x\x3a\x7f\x0a\x01g\x00", 11), "cut short");
    row("saved as text", QByteArray("\x0a\x15\x00", 3) + QByteArray("\xc3\xbf\xc3\xb5").repeated(40),
        "text conversion");
    row("TensorFlow Lite", QByteArray("\x1c\0\0\0TFL3\0\0", 10), "TensorFlow Lite");
    row("HDF5", QByteArray("\x89HDF\r\n\x1a\n\0", 9), "HDF5");
    row("picture", QByteArray("\xff\xd8\xff\xe0\0\x10JFIF", 10), "JPEG");
    row("OpenVINO", "<?xml version=\"1.0\"?>\n<net name=\"n\"/>", "XML");
    row("JSON", "{\"a\": 1}", "JSON");
    row("text", "person\nbicycle\n", "a text");
    row("noise", QByteArray::fromHex("ff00ff01ff02ff03deadbeef00000000"), "of no kind known here");
}

void TestModelFile::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    const auto format = identify(content);
    QVERIFY(!format.ok());
    QVERIFY2(format.error().message.contains(words), qPrintable(format.error().toText()));
    QVERIFY(!format.error().suggestion.isEmpty());
}

void TestModelFile::missing()
{
    QTemporaryDir folder;
    QVERIFY(identifyModelFile(folder.filePath(QStringLiteral("none.pt")))
                .error()
                .message.startsWith(QLatin1String("There is no file")));
    QVERIFY(identifyModelFile(folder.path()).error().message.contains(QLatin1String("is a folder")));
}

void TestModelFile::zipEntriesAreListed()
{
    QByteArray archive = zipOf({"a/b.txt", "c\xc3\xa4.py"});
    QBuffer buffer(&archive);
    QVERIFY(buffer.open(QIODevice::ReadOnly));
    QCOMPARE(zipEntries(buffer), QStringList({QStringLiteral("a/b.txt"), QStringLiteral("c\u00e4.py")}));
}

void TestModelFile::zipCutAnywhere()
{
    for (const bool zip64 : {false, true}) {
        const QByteArray archive = zipOf({"m/data.pkl", "m/code/a.py"}, zip64);
        for (qsizetype length = 0; length < archive.size(); ++length) {
            QByteArray part = archive.left(length);
            QBuffer buffer(&part);
            QVERIFY(buffer.open(QIODevice::ReadOnly));
            QVERIFY2(!zipEntries(buffer), qPrintable(QString::number(length)));
        }
    }
}

void TestModelFile::metadataOfUltralytics()
{
    const auto metadata = parseModelMetadata(R"({"description": "A model", "author": "Someone", "license": "MIT",
        "stride": 32, "task": "detect", "batch": 1, "imgsz": [320, 640],
        "names": {"10": "ten", "0": "zero", "2": "two"}, "args": {"conf": 0.4, "nms": true}})");
    QVERIFY(metadata.ok());
    QCOMPARE(metadata->inputSize, QSize(640, 320));
    QCOMPARE(metadata->names.size(), 11);
    QCOMPARE(metadata->names[0], QStringLiteral("zero"));
    QCOMPARE(metadata->names[1], QString());
    QCOMPARE(metadata->names[2], QStringLiteral("two"));
    QCOMPARE(metadata->names[10], QStringLiteral("ten"));
    QCOMPARE(metadata->task, QStringLiteral("detect"));
    QCOMPARE(metadata->stride, 32);
    QCOMPARE(metadata->confidence, 0.4f);
    QVERIFY(metadata->ownSuppression);
    QCOMPARE(metadata->description, QStringLiteral("A model\nauthor: Someone\nlicense: MIT"));
}

void TestModelFile::metadataOfYoloV5()
{
    const auto metadata =
        parseModelMetadata(R"({"shape": [1, 3, 480, 640], "stride": 32, "names": ["person", "car"]})");
    QVERIFY(metadata.ok());
    QCOMPARE(metadata->inputSize, QSize(640, 480));
    QCOMPARE(metadata->names, QStringList({QStringLiteral("person"), QStringLiteral("car")}));
    QVERIFY(metadata->task.isEmpty());
    QVERIFY(!metadata->confidence);
}

void TestModelFile::metadataErrors_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *json, const char *words) {
        QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(words);
    };
    row("no JSON", "{names", "not valid JSON");
    row("a list", "[1]", "not valid JSON");
    row("names a number", R"({"names": 3})", "\"names\"");
    row("names without numbers", R"({"names": {"a": "b"}})", "\"names\"");
    row("names too far", R"({"names": {"999999999": "b"}})", "\"names\"");
    row("no size", R"({"imgsz": [0, 640]})", "\"imgsz\"");
    row("size of text", R"({"imgsz": "640"})", "\"imgsz\"");
    row("short shape", R"({"shape": [640, 640]})", "\"shape\"");
}

void TestModelFile::metadataErrors()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, words);
    const auto metadata = parseModelMetadata(json);
    QVERIFY(!metadata.ok());
    QVERIFY2(metadata.error().message.contains(words), qPrintable(metadata.error().toText()));
}

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_modelfile.moc"
