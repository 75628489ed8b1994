// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/namelist.h"
#include "core/inference/pythonliteral.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringEncoder>
#include <QTemporaryDir>

using namespace sightglass;
namespace onnx = sightglass::test::onnx;

/// Class names, wherever people keep them and however they are written.
class TestNameList : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void pythonLiterals_data();
    void pythonLiterals();
    void namesInMetadata_data();
    void namesInMetadata();
    void encodings_data();
    void encodings();
    void yaml_data();
    void yaml();
    void filesBeside_data();
    void filesBeside();
    void countsAreCompared_data();
    void countsAreCompared();
};

static QStringList list(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char('|'));
}

void TestNameList::pythonLiterals_data()
{
    QTest::addColumn<QString>("python");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *python, const char *json) {
        QTest::newRow(python) << QString::fromUtf8(python) << QByteArray(json);
    };
    row("{0: 'person', 1: 'traffic light'}", R"({"0":"person","1":"traffic light"})");
    row("{0: 'a', 10: \"it's 10: or so\"}", R"({"0":"a","10":"it's 10: or so"})");
    row("['None', 'True, {', \"[x]\"]", R"(["None","True, {","[x]"])");
    row(R"({0: 'tab\there', 1: 'quote\'s', 2: 'back\\slash', 3: 'caf\xe9', 4: '\u4eba', 5: '\U0001f600'})",
        "{\"0\":\"tab\\there\",\"1\":\"quote's\",\"2\":\"back\\\\slash\",\"3\":\"caf\xc3\xa9\",\"4\":\"\xe4\xba\xba\","
        "\"5\":\"\xf0\x9f\x98\x80\"}");
    row(R"(["\ud83d\ude00", "a\/b"])", "[\"\xf0\x9f\x98\x80\",\"a/b\"]");
    row("(640, 480,)", "[640,480]");
    row("[[1, 3, 64, 64], ()]", "[[1,3,64,64],[]]");
    row("32", "32");
    row("{'batch': 1, 'nms': True, 'fraction': None}", R"({"batch":1,"fraction":null,"nms":true})");
    // What is no literal is a text.
    row("detect", R"("detect")");
    row("a \"quoted\" {text", R"("a \"quoted\" {text")");
    row("{0: 'open", R"("{0: 'open")");
    row("1, 2", R"("1, 2")");
    row("__import__('os')", "\"__import__('os')\"");
    row("", "\"\"");
}

void TestNameList::pythonLiterals()
{
    QFETCH(QString, python);
    QFETCH(QByteArray, json);
    QCOMPARE(jsonOfPythonLiteral(python), json);
}

void TestNameList::namesInMetadata_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("a list") << QByteArray(R"({"names": ["a", "b"]})") << list("a|b");
    QTest::newRow("gaps") << QByteArray(R"({"names": {"2": "c", "0": "a"}})") << list("a||c");
    QTest::newRow("None, True and numbers")
        << QByteArray(R"({"names": [null, true, false, 5, 2.5]})") << list("None|True|False|5|2.5");
    QTest::newRow("a Python list as text") << QByteArray(R"({"names": "['a', 'b']"})") << list("a|b");
    QTest::newRow("a Python dictionary as text") << QByteArray(R"({"names": "{0: 'a', 1: None}"})") << list("a|None");
    QTest::newRow("escapes for a terminal") << QByteArray(R"({"names": ["\u001b[31mred\u0007", "\u202eab"]})")
                                            << list("\u001b[31mred\u0007|\u202e"
                                                    "ab");
}

void TestNameList::namesInMetadata()
{
    QFETCH(QByteArray, json);
    QFETCH(QStringList, names);
    const auto metadata = parseModelMetadata(json);
    QVERIFY2(metadata.ok(), metadata ? "" : qPrintable(metadata.error().toText()));
    QCOMPARE(metadata->names, names);
}

void TestNameList::encodings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QString text = QStringLiteral("caf\u00e9\n");
    QTest::newRow("UTF-8") << text.toUtf8();
    QTest::newRow("UTF-8 with a mark") << QByteArray("\xef\xbb\xbf") + text.toUtf8();
    QTest::newRow("Latin-1") << text.toLatin1();
    for (const auto encoding : {QStringConverter::Utf16LE, QStringConverter::Utf16BE, QStringConverter::Utf32LE}) {
        QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
        QTest::newRow(QStringConverter::nameForEncoding(encoding)) << QByteArray(encoder(text));
    }
}

void TestNameList::encodings()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(decodedText(bytes), QStringLiteral("caf\u00e9\n"));
}

void TestNameList::yaml_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QStringList>("names");
    const auto row = [](const char *name, const char *yaml, const char *names) {
        QTest::newRow(name) << QString::fromUtf8(yaml) << list(names);
    };
    row("a map", "path: ../x\nnames:\n  0: helmet\n  1: safety vest  # orange\n  3: person\nnc: 4\n",
        "helmet|safety vest||person");
    row("a list", "nc: 2\nnames:\n- 'a: b'\n- \"it's \\u00e9\"\ntrain: images\n", "a: b|it's \u00e9");
    row("an indented list", "names:\r\n  - a\r\n  - b\r\n", "a|b");
    row("a flow list", "names: ['a, b', c, \"d\"]  # three\nnc: 3\n", "a, b|c|d");
    row("a flow list of several lines", "names: [a,\n  b,\n  c]\nnc: 3\n", "a|b|c");
    row("a flow map", "names: {0: a, 1: 'b, c'}\n", "a|b, c");
    row("doubled quotes", "names:\n  0: 'driver''s door'\n", "driver's door");
    row("nothing", "nc: 3\nnot_names: [a]\n", "");
}

void TestNameList::yaml()
{
    QFETCH(QString, yaml);
    QFETCH(QStringList, names);
    QCOMPARE(namesOfYaml(yaml).value_or(QStringList{QString()}), names);
}

void TestNameList::filesBeside_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("used");
    QTest::addColumn<bool>("own");
    const auto row = [](const char *files, const char *used, bool own) {
        QTest::newRow(files) << QString::fromLatin1(files).split(QLatin1Char(' ')) << QString::fromLatin1(used) << own;
    };
    row("net.v1.names net.v1.txt", "net.v1.names", true);
    row("net.v1.txt classes.txt", "net.v1.txt", true);
    row("net.v1.yaml", "net.v1.yaml", true);
    row("other.yml classes.txt", "classes.txt", false);
    row("data.yaml other.names", "data.yaml", false);
    row("lonely.names other.txt", "lonely.names", false);
    row("one.names two.names", "", false);
    row("obj.data obj.names coco.names", "obj.names", false);
    row("net.v1.other", "", false);
}

void TestNameList::filesBeside()
{
    QFETCH(QStringList, files);
    QFETCH(QString, used);
    QFETCH(bool, own);
    QTemporaryDir folder;
    for (const QString &file : files) {
        const bool isYaml = file.endsWith(QLatin1String("ml"));
        const QByteArray content = file.endsWith(QLatin1String(".data")) ? "classes = 1\nnames = data/obj.names\n"
                                   : isYaml                              ? "names: [cat, dog]\n"
                                                                         : "cat\r\n\r\n dog \n\n";
        test::writeFile(folder.filePath(file), content);
    }
    const NameList found = namesBeside({ModelFormat::Onnx, folder.filePath(QStringLiteral("net.v1.onnx")), {}});
    QCOMPARE(found.file, used);
    QCOMPARE(found.own, own);
    if (!used.isEmpty())
        QCOMPARE(found.names, used.endsWith(QLatin1String("ml")) ? list("cat|dog") : list("cat||dog"));
}

void TestNameList::countsAreCompared_data()
{
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QString>("note");
    QTest::newRow("as many") << QByteArray("a\nb\nc\n") << list("a|b|c") << QString();
    QTest::newRow("fewer") << QByteArray("a\nb\n") << list("a|b")
                           << QStringLiteral("names 2 classes, and the model has 3");
    QTest::newRow("more") << QByteArray("a\nb\nc\nd\n") << list("a|b|c")
                          << QStringLiteral("names 4 classes, and the model has 3");
    QTest::newRow("with background") << QByteArray("background\na\nb\nc\n") << list("a|b|c") << QString();
}

void TestNameList::countsAreCompared()
{
    QFETCH(QByteArray, names);
    QFETCH(QStringList, expected);
    QFETCH(QString, note);
    QTemporaryDir folder;
    onnx::Model model;
    model.nodes = {onnx::node("GlobalAveragePool", {"images"}, {"pooled"}),
                   onnx::node("Flatten", {"pooled"}, {"scores"})};
    model.inputs = {onnx::port("images", onnx::Float32, {1, 3, 32, 32})};
    model.outputs = {onnx::port("scores", onnx::Float32, {1, 3})};
    test::writeFile(folder.filePath(QStringLiteral("net.onnx")), model.bytes());
    test::writeFile(folder.filePath(QStringLiteral("net.names")), names);
    const ModelReport report = inspectModel({folder.filePath(QStringLiteral("net.onnx"))});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QCOMPARE(*report.descriptor.classNames, expected);
    const QString notes = report.descriptor.notes.join(QLatin1Char('\n'));
    QVERIFY2(notes.contains(note), qPrintable(notes));
    QCOMPARE(notes.contains(QLatin1String("as far as they go")), !note.isEmpty());
    // With names for all, nobody guesses.
    QCOMPARE(notes.contains(QLatin1String("guess")), !note.isEmpty());
}

QTEST_GUILESS_MAIN(TestNameList)
#include "tst_namelist.moc"
