// SPDX-License-Identifier: Apache-2.0
#include "core/inference/structure.h"
#include "core/inference/ziplisting.h"
#include "tests/support/testcase.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace sightglass;

/// What a model's files tell of themselves, and libraries believe.
class TestStructure : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void archivesAreSummedUp();
    void tensorsAreAsLargeAsTheySay_data();
    void tensorsAreAsLargeAsTheySay();
    void numbersArePossible_data();
    void numbersArePossible();
    void realModelsAreSound_data();
    void realModelsAreSound();
    void wildFilesAreNot_data();
    void wildFilesAreNot();
};

namespace
{

// A field with a length, of less than 128 bytes.
QByteArray field(int number, const QByteArray &content)
{
    return QByteArray(1, char(number << 3 | 2)) + char(content.size()) + content;
}

QByteArray number(int field, quint64 value)
{
    QByteArray bytes(1, char(field << 3));
    for (; value >= 128; value >>= 7)
        bytes += char((value & 0x7f) | 0x80);
    return bytes + char(value);
}

QByteArray tensor(const QList<quint64> &dimensions, int type, qsizetype bytes)
{
    QByteArray content;
    for (const quint64 size : dimensions)
        content += number(1, size);
    return content + number(2, quint64(type)) + field(8, "w") + field(9, QByteArray(bytes, '\1'));
}

QByteArray modelOf(const QByteArray &initializer)
{
    return field(7, field(5, initializer));
}

} // namespace

void TestStructure::archivesAreSummedUp()
{
    const QTemporaryDir folder;
    const QByteArray content = QByteArray("the same words over and over. ").repeated(5000);
    for (const bool packed : {false, true}) {
        const QString path = folder.filePath(packed ? QStringLiteral("packed.pt") : QStringLiteral("stored.pt"));
        QProcess python;
        python.start(QStringLiteral("python3"),
                     {QStringLiteral("-c"),
                      QStringLiteral("import sys, zipfile\n"
                                     "with zipfile.ZipFile(sys.argv[1], 'w', int(sys.argv[2])) as z:\n"
                                     "    z.writestr('net/data.pkl', 'short')\n"
                                     "    z.writestr('net/code/a.py', 'the same words over and over. ' * 5000)\n"),
                      path, packed ? QStringLiteral("8") : QStringLiteral("0")});
        QVERIFY(python.waitForFinished());
        QCOMPARE(python.exitCode(), 0);
        const ModelPair files{ModelFormat::TorchScript, path, {}};
        QVERIFY(checkStructure(files));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray bytes = file.readAll();
        QCOMPARE(bytes.size() > content.size(), !packed);
        const auto directory = zipDirectory(file);
        QVERIFY(directory);
        QCOMPARE(directory->size(), 2U);
        QCOMPARE((*directory)[1].size, quint64(content.size()));
        // One bit of what is packed, in the middle of the second file.
        const qint64 place = qint64((*directory)[1].header + (*directory)[1].packedSize / 2 + 40);
        QVERIFY(file.seek(place));
        QCOMPARE(file.write(QByteArray(1, char(bytes[place] ^ 0x10))), 1);
        QVERIFY(file.flush());
        const auto damaged = checkStructure(files);
        QVERIFY(!damaged);
        QVERIFY2(damaged.error().message.endsWith(
                     QLatin1String("is damaged: its part net/code/a.py is not what was saved.")),
                 qPrintable(damaged.error().message));
        // The name where the file lies.
        QVERIFY(file.seek(place));
        QCOMPARE(file.write(bytes.mid(place, 1)), 1);
        QVERIFY(file.seek(30));
        QCOMPARE(file.write("m"), 1);
        QVERIFY(file.flush());
        const auto renamed = checkStructure(files);
        QVERIFY(!renamed);
        QVERIFY(renamed.error().message.contains(QLatin1String("net/data.pkl")));
    }
}

void TestStructure::tensorsAreAsLargeAsTheySay_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const QByteArray &model, const char *problem) {
        QTest::newRow(name) << model << QString::fromLatin1(problem);
    };
    row("nothing", {}, "");
    row("whole", modelOf(tensor({2, 3}, 1, 24)), "");
    row("a number", modelOf(tensor({}, 1, 4)), "");
    row("empty", modelOf(tensor({0}, 1, 0)), "");
    row("half", modelOf(tensor({2, 3}, 10, 12)), "");
    row("too few", modelOf(tensor({2, 3}, 1, 20)),
        "the tensor \"w\" is said to be 2 x 3 numbers large, and 20 bytes are there");
    row("a size of none", modelOf(tensor({0, 3, 1}, 1, 12)),
        "the tensor \"w\" is said to be 0 x 3 x 1 numbers large, and 12 bytes are there");
    row("huge", modelOf(tensor({quint64(1) << 40, quint64(1) << 30}, 1, 12)),
        "the tensor \"w\" is said to be 1099511627776 x 1073741824 numbers large, and 12 bytes are there");
    row("below none", modelOf(tensor({quint64(-1)}, 1, 4)),
        "the tensor \"w\" is said to be -1 numbers large, and 4 bytes are there");
    row("forty dimensions", modelOf(tensor(QList<quint64>(40, 1), 1, 4)), "the tensor \"w\" has 40 dimensions");
    row("in a node", field(7, field(1, field(5, field(5, tensor({5}, 1, 4))))),
        "the tensor \"w\" is said to be 5 numbers large, and 4 bytes are there");
    row("in a graph of a node", field(7, field(1, field(5, field(6, field(5, tensor({5}, 1, 4)))))),
        "the tensor \"w\" is said to be 5 numbers large, and 4 bytes are there");
}

void TestStructure::tensorsAreAsLargeAsTheySay()
{
    QFETCH(QByteArray, model);
    QFETCH(QString, problem);
    QCOMPARE(onnxTensorProblem(model), problem);
}

void TestStructure::numbersArePossible_data()
{
    QTest::addColumn<bool>("isDarknet");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, bool isDarknet, const char *text, const char *problem) {
        QTest::newRow(name) << isDarknet << QString::fromLatin1(text) << QString::fromLatin1(problem);
    };
    row("darknet", true, "[net]\nwidth = 320\n[convolutional]\ngroups=1\nfilters=16\n[route]\nlayers=-1, -4\n", "");
    row("none of groups", true, "[net]\n\n  groups = 0\n", "groups = 0 in line 3");
    row("a layer too far", true, "[route]\nlayers=-1,4294967296\n", "layers=-1,4294967296 in line 2");
    row("below none", true, "[convolutional]\nstride=-2\n", "stride=-2 in line 2");
    row("more than a number holds", true, "filters=99999999999999999999\n", "filters=99999999999999999999 in line 1");
    row("rates may be anything", true, "learning_rate=0.001\nsteps=400000,450000\n# groups=0\n", "");
    row("caffe", false,
        "layer { convolution_param { num_output: 8 group: 2 stride: 1 pad: 0 } }\nreshape { dim: 0 dim: -1 }", "");
    row("caffe's groups", false, "convolution_param {\n num_output: 8 group: 0 }", "group: 0 in line 2");
    row("absurd", false, "num_output: 2000000000", "num_output: 2000000000 in line 1");
    row("no step", false, "a\n\nstride_w: 0", "stride_w: 0 in line 3");
}

void TestStructure::numbersArePossible()
{
    QFETCH(bool, isDarknet);
    QFETCH(QString, text);
    QFETCH(QString, problem);
    QCOMPARE(isDarknet ? darknetNumberProblem(text) : prototxtNumberProblem(text), problem);
}

void TestStructure::realModelsAreSound_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *folder : {"torchscript", "onnx", "caffe", "darknet", "tensorflow"})
        QTest::newRow(folder) << QLatin1String("models/") + QLatin1String(folder);
}

void TestStructure::realModelsAreSound()
{
    QFETCH(QString, folder);
    SIGHTGLASS_TESTDATA(path, folder);
    for (const QFileInfo &file : QDir(path).entryInfoList(QDir::Files)) {
        const auto format = identifyModelFile(file.filePath());
        const auto files = format ? findModelPair(file.filePath(), *format) : format.error();
        if (!files)
            continue;
        const auto checked = checkStructure(*files);
        QVERIFY2(checked,
                 qPrintable(file.filePath() + QLatin1Char(' ') + (checked ? QString() : checked.error().toText())));
    }
}

void TestStructure::wildFilesAreNot_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("beside");
    QTest::addColumn<QString>("message");
    QTest::newRow("archive") << QStringLiteral("damaged_yolov5_tiny.torchscript") << QString()
                             << QStringLiteral("is damaged: its part yolov5_tiny/data/");
    QTest::newRow("cfg") << QStringLiteral("mutated_cfg/yolo-fastest-1.1-xl.cfg")
                         << QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights")
                         << QStringLiteral("layers=4294967296 in line 801");
    QTest::newRow("groups") << QStringLiteral("groups0/yolo-fastest-1.1-xl.cfg")
                            << QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights")
                            << QStringLiteral("groups=0 in line 40");
    QTest::newRow("groups, caffe") << QStringLiteral("groups0/face_RFB-320.prototxt")
                                   << QStringLiteral("models/caffe/face_RFB-320.caffemodel")
                                   << QStringLiteral("group: 0 in line 22");
    QTest::newRow("dimension of 2^40") << QStringLiteral("onnx/dim-2e40.onnx") << QString()
                                       << QStringLiteral("the tensor \"w\" is said to be");
    QTest::newRow("dimension of 0") << QStringLiteral("onnx/zero-dim.onnx") << QString()
                                    << QStringLiteral("0 x 3 x 1 x 1 numbers large, and 48 bytes are there");
}

void TestStructure::wildFilesAreNot()
{
    QFETCH(QString, file);
    QFETCH(QString, beside);
    QFETCH(QString, message);
    SIGHTGLASS_TESTDATA(path, QLatin1String("wild/crash/") + file);
    QString other;
    if (!beside.isEmpty()) {
        SIGHTGLASS_TESTDATA(found, beside);
        other = found;
    }
    const auto format = identifyModelFile(path);
    QVERIFY(format);
    const auto files = findModelPair(path, *format, other);
    QVERIFY(files);
    const auto checked = checkStructure(*files);
    QVERIFY(!checked);
    QVERIFY2(checked.error().message.contains(message), qPrintable(checked.error().message));
}

QTEST_GUILESS_MAIN(TestStructure)
#include "tst_structure.moc"
