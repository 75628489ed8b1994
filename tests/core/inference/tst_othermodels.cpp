// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelfile.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QTemporaryDir>

using namespace sightglass;

/// Files and folders of other worlds, by their own headers: each is called what it is, and a way out is told.
class TestOtherModels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void files_data();
    void files();
    void weightsBesideTheirNetwork();
    void folders_data();
    void folders();
};

static QByteArray floats(int count)
{
    QByteArray bytes;
    for (int i = 0; i < count; ++i) {
        const float value = 0.01f * static_cast<float>(i - count / 2);
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    return bytes;
}

static QByteArray tarOf(const QByteArrayList &names)
{
    QByteArray tar;
    for (const QByteArray &name : names) {
        QByteArray header(512, '\0');
        header.replace(0, name.size(), name);
        header.replace(124, 11, "00000000003");
        header.replace(257, 5, "ustar");
        tar += header + QByteArray("abc").leftJustified(512, '\0');
    }
    return tar + QByteArray(1024, '\0');
}

static QByteArray message(quint64 number, const QByteArray &bytes)
{
    QByteArray field;
    appendField(field, number, QByteArrayView(bytes));
    return field;
}

static QByteArray version(quint64 number)
{
    QByteArray field;
    appendField(field, 1, number);
    return field;
}

void TestOtherModels::files_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *words, const QByteArray &content) {
        QTest::newRow(words) << content << QString::fromLatin1(words);
    };
    row("a TensorRT engine", QByteArray("ftrt\x3d\0\0\0", 8) + QByteArray(64, '\x01'));
    row("a TensorFlow SavedModel", version(1) + message(2, "\x0a\x02\x08\x01"));
    row("a Core ML model", version(5) + message(2, "\x0a\x01x") + message(500, "\x0a\x01y"));
    row("a safetensors file", QByteArray("\x20\0\0\0\0\0\0\0", 8) + R"({"__metadata__":{"format":"pt"}})");
    row("a TensorFlow Lite model", QByteArray("\x1c\0\0\0TFL3\0\0", 10));
    row("ONNX Runtime's own form", QByteArray("\x1c\0\0\0ORTM\0\0", 10));
    row("a Keras model (HDF5)", QByteArray("\x89HDF\r\n\x1a\n\0", 9));
    row("a GGUF file", QByteArray("GGUF\3\0\0\0", 8));
    row("an RKNN model", QByteArray("RKNN\0\0\0\0\6\0\0\0", 12));
    row("a Hailo model", QByteArray("\1HEF\0\0\0\2", 8));
    row("a NumPy array", QByteArray("\x93NUMPY\1\0", 8));
    row("an ncnn network (binary", QByteArray::fromHex("dd8576004b000000"));
    row("the text of an ncnn network", "7767517\n75 83\nInput  data 0 1 data\n");
    row("a TensorFlow.js model", R"({"format": "layers-model", "modelTopology": {}, "weightsManifest": []})");
    row("an OpenVINO network (XML)",
        "<?xml version=\"1.0\"?>\n<net name=\"n\" version=\"11\">\n<layers></layers></net>");
    row("a Haar or LBP cascade", "<?xml version=\"1.0\"?>\n<opencv_storage>\n<cascade type_id=\"opencv-cascade\"/>"
                                 "</opencv_storage>");
    row("bare numbers", floats(400));
    row("a tar archive with runs/best.onnx in it", tarOf({"runs/", "runs/best.onnx"}));
    row("a tar archive.", tarOf({"readme.md"}));
}

void TestOtherModels::files()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    QTemporaryDir folder;
    // A name that says nothing.
    const QString path = folder.filePath(QStringLiteral("file"));
    test::writeFile(path, content);
    const auto format = identifyModelFile(path);
    QVERIFY(!format.ok());
    QVERIFY2(format.error().message.contains(words), qPrintable(format.error().toText()));
    QVERIFY(!format.error().suggestion.isEmpty());
}

void TestOtherModels::weightsBesideTheirNetwork()
{
    QTemporaryDir folder;
    const QString ncnn = folder.filePath(QStringLiteral("a.bin"));
    test::writeFile(ncnn, floats(100));
    test::writeFile(folder.filePath(QStringLiteral("a.param")), "7767517\n1 1\n");
    QVERIFY(identifyModelFile(ncnn).error().message.contains(QLatin1String("the weights of an ncnn network")));
    const QString openVino = folder.filePath(QStringLiteral("b.bin"));
    test::writeFile(openVino, floats(100));
    test::writeFile(folder.filePath(QStringLiteral("b.xml")),
                    "<?xml version=\"1.0\"?>\n<net name=\"b\" version=\"10\">");
    QVERIFY(identifyModelFile(openVino).error().message.contains(QLatin1String("the weights of an OpenVINO network")));
}

void TestOtherModels::folders_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *files, const char *words) {
        QTest::newRow(files) << QString::fromLatin1(files).split(QLatin1Char(' ')) << QString::fromLatin1(words);
    };
    row("saved_model.pb variables/variables.index", "a TensorFlow SavedModel");
    row("Manifest.json Data/com.apple.CoreML/model.mlmodel", "a Core ML model");
    row("best.xml best.bin metadata.yaml", "an OpenVINO network");
    row("model.ncnn.param model.ncnn.bin", "an ncnn network");
    row("model.json group1-shard1of1.bin", "a TensorFlow.js model");
    row("readme.txt", "is a folder, not a model's file");
}

void TestOtherModels::folders()
{
    QFETCH(QStringList, files);
    QFETCH(QString, words);
    QTemporaryDir folder;
    for (const QString &file : files) {
        const QString path = folder.filePath(file);
        QDir().mkpath(QFileInfo(path).path());
        test::writeFile(path, file.endsWith(QLatin1String(".xml"))  ? "<?xml version=\"1.0\"?>\n<net name=\"n\">"
                              : file == QLatin1String("model.json") ? "{\"modelTopology\": {}}"
                                                                    : "x");
    }
    const auto format = identifyModelFile(folder.path());
    QVERIFY(!format.ok());
    QVERIFY2(format.error().message.contains(words), qPrintable(format.error().toText()));
    QVERIFY(format.error().message.contains(QLatin1String("is a folder")));
    QVERIFY(!format.error().suggestion.isEmpty());
}

QTEST_GUILESS_MAIN(TestOtherModels)
#include "tst_othermodels.moc"
