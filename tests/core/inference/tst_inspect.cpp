// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"
#include "core/inference/installation.h"
#include "core/inference/sidecar.h"
#include "tests/core/inference/torchfixtures.h"
#include "tests/support/testcase.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace sightglass;

/// What is found out about models, those that can be used and those that cannot.
class TestInspect : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAProgramIs();
    void usesTheSidecar();
    void anUnreadableSidecarIsNoted();
    void errorsTellOfTheSidecar();
    void listsMissingOperators();
    void findsAllOperatorsOfWorkingPrograms_data();
    void findsAllOperatorsOfWorkingPrograms();
    void tellsWhatAnUnknownProgramIs();
    void missingFiles();
    void realModels_data();
    void realModels();
    void brokenModels_data();
    void brokenModels();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("net.pt")); }
    ModelReport report() const { return inspectModel({path()}); }

    QTemporaryDir m_folder;
};

static QJsonObject json(const ModelReport &report)
{
    return QJsonDocument::fromJson(reportJson(report)).object();
}

void TestInspect::tellsWhatAProgramIs()
{
    test::writeYoloV8(path(), 96, 64,
                      R"({"task": "detect", "imgsz": [64, 96], "author": "Makers", "version": "2.1",
                          "names": {"0": "red", "1": "green", "2": "blue"}})");
    const ModelReport report = this->report();
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    const ModelFacts &facts = report.descriptor.facts;
    QCOMPARE(facts.format, QStringLiteral("TorchScript"));
    QVERIFY2(facts.producer.startsWith(QLatin1String("Makers 2.1, PyTorch")), qPrintable(facts.producer));
    QCOMPARE(facts.fileSize, QFileInfo(path()).size());
    QCOMPARE(facts.inputs, (std::vector<ModelPort>{{QStringLiteral("x"), {1, 3, 64, 96}, QStringLiteral("Tensor")}}));
    // 12 x 8 + 6 x 4 + 3 x 2 cells of 4 + 3 values.
    QCOMPARE(facts.outputs, (std::vector<ModelPort>{{QStringLiteral("output"), {1, 7, 126}, {}}}));
    QVERIFY(facts.oneRun.count() > 0);

    const QString text = reportText(report);
    for (const char *part : {"net.pt\n", "format       TorchScript", "x [1, 3, 64, 96] Tensor", "(yolov8)",
                             "classes      3: red, green, blue", "96 x 64, letterbox, RGB, divided by 255"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    const QJsonObject object = json(report);
    QCOMPARE(object[QStringLiteral("usable")].toBool(), true);
    QCOMPARE(object[QStringLiteral("family")].toString(), QStringLiteral("yolov8"));
    QCOMPARE(object[QStringLiteral("inputSize")].toArray(), (QJsonArray{96, 64}));
    QVERIFY(object[QStringLiteral("oneRunMilliseconds")].toDouble() > 0.0);
    QCOMPARE(object[QStringLiteral("confidence")].toDouble(), 0.25);
}

void TestInspect::usesTheSidecar()
{
    test::writeYoloV8(path(), 100, 60, {});
    QVERIFY(report().error);

    ModelOverrides overrides;
    overrides.inputSize = QSize(100, 60);
    overrides.name = QStringLiteral("Colours");
    overrides.classNames = QStringList{QStringLiteral("r"), QStringLiteral("g"), QStringLiteral("b")};
    QVERIFY(writeSidecar(path(), overrides).ok());
    const ModelReport report = this->report();
    QVERIFY(QFile::remove(sidecarPath(path())));
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    QCOMPARE(report.descriptor.inputSize, QSize(100, 60));
    QCOMPARE(report.descriptor.name, QStringLiteral("Colours"));
    QCOMPARE(*report.descriptor.classNames, *overrides.classNames);
    QCOMPARE(report.descriptor.sidecar, sidecarPath(path()));
    QVERIFY(report.descriptor.overrides == overrides);
    QCOMPARE(json(report)[QStringLiteral("overrides")][QStringLiteral("name")].toString(), QStringLiteral("Colours"));

    // What a request says stands in place of the file.
    QVERIFY(writeSidecar(path(), {}).ok());
    ModelRequest request{path()};
    request.overrides = overrides;
    const ModelReport asked = inspectModel(request);
    QVERIFY(QFile::remove(sidecarPath(path())));
    QVERIFY(!asked.error);
    QCOMPARE(asked.descriptor.sidecar, QString());
}

void TestInspect::anUnreadableSidecarIsNoted()
{
    test::writeYoloV8(path(), 64, 64, {});
    QFile sidecar(sidecarPath(path()));
    QVERIFY(sidecar.open(QIODevice::WriteOnly));
    sidecar.write(R"({"confidence": "high"})");
    sidecar.close();
    const ModelReport report = this->report();
    QVERIFY(sidecar.remove());
    QVERIFY(!report.error);
    const QString notes = report.descriptor.notes.join(QLatin1Char('\n'));
    QVERIFY2(notes.contains(QLatin1String("net.pt.sightglass.json: The field \"confidence\"")), qPrintable(notes));
}

void TestInspect::errorsTellOfTheSidecar()
{
    test::writeYoloV8(path(), 64, 64, {});
    ModelOverrides overrides;
    overrides.family = ModelFamily::YuNet;
    QVERIFY(writeSidecar(path(), overrides).ok());
    const ModelReport chosen = report();
    QVERIFY(chosen.error);
    QVERIFY2(chosen.error->message.contains(QLatin1String("cannot be read as YuNet")),
             qPrintable(chosen.error->toText()));
    QVERIFY2(chosen.error->suggestion.contains(QLatin1String("yolov8")), qPrintable(chosen.error->toText()));
    QVERIFY(chosen.error->detail.contains(sidecarPath(path())));

    // Of a size that nobody would guess, told in a sidecar that cannot be read.
    test::writeYoloV8(path(), 100, 60, {});
    QFile sidecar(sidecarPath(path()));
    QVERIFY(sidecar.open(QIODevice::WriteOnly));
    sidecar.write(R"({"inputSize": "100 x 60"})");
    sidecar.close();
    const ModelReport unread = report();
    QVERIFY(sidecar.remove());
    QVERIFY(unread.error);
    QVERIFY2(unread.error->detail.contains(QLatin1String("\"inputSize\"")), qPrintable(unread.error->toText()));
}

void TestInspect::listsMissingOperators()
{
    test::writeUnknownOperator(path());
    const ModelReport report = this->report();
    QVERIFY(report.error);
    QVERIFY(report.error->message.contains(QLatin1String("needs the operator sightglass_test::lent")));
    QCOMPARE(report.missingOperators, QStringList{QStringLiteral("sightglass_test::lent")});
    QCOMPARE(report.descriptor.facts.format, QStringLiteral("TorchScript"));
    QVERIFY(report.descriptor.facts.producer.startsWith(QLatin1String("PyTorch")));
    QVERIFY(reportText(report).contains(QLatin1String("missing      sightglass_test::lent")));
    QCOMPARE(json(report)[QStringLiteral("missingOperators")].toArray(),
             QJsonArray{QStringLiteral("sightglass_test::lent")});

    test::writeUnknownOperator(path(), true);
    const ModelReport two = this->report();
    QVERIFY(two.error);
    QVERIFY2(two.error->message.contains(QLatin1String("sightglass_test::borrowed, sightglass_test::lent")),
             qPrintable(two.error->toText()));
    QCOMPARE(two.missingOperators.size(), 2);
}

void TestInspect::findsAllOperatorsOfWorkingPrograms_data()
{
    QTest::addColumn<QString>("file");
    for (const char *name : {"d2go.pt", "ssd_face_rfb_360x480_a.pt", "yolo11_rescue_5cls_160.torchscript",
                             "yolopose_heads3.torchscript.pt", "asl_classifier_200.ptl", "vit4mnist_28gray.ptl"})
        QTest::newRow(name) << QStringLiteral("models/torchscript/%1").arg(QLatin1String(name));
}

void TestInspect::findsAllOperatorsOfWorkingPrograms()
{
    QFETCH(QString, file);
    SIGHTGLASS_TESTDATA(path, file);
    const auto backend = torchBackend();
    QVERIFY(backend.ok());
    const auto program = (*backend)->readFile(path);
    QVERIFY2(program.ok(), program ? "" : qPrintable(program.error().toText()));
    QCOMPARE(program->missingOperators, QStringList());
}

void TestInspect::tellsWhatAnUnknownProgramIs()
{
    test::writeYoloV8(path(), 96, 96, R"({"imgsz": [64, 64], "names": ["a", "b", "c"]})");
    const ModelReport report = this->report();
    QVERIFY(report.error);
    QCOMPARE(report.missingOperators, QStringList());
    QCOMPARE(report.descriptor.facts.inputs.size(), std::size_t(1));
    QVERIFY(report.descriptor.backend.startsWith(QLatin1String("LibTorch")));
    QCOMPARE(report.descriptor.classNames->size(), 3);
    QCOMPARE(json(report)[QStringLiteral("usable")].toBool(true), false);
}

void TestInspect::missingFiles()
{
    const ModelReport report = inspectModel({m_folder.filePath(QStringLiteral("none.onnx"))});
    QVERIFY(report.error);
    QCOMPARE(reportText(report), QStringLiteral("none.onnx\n"));
    QVERIFY(inspectModel({m_folder.path()}).error);
    QVERIFY(inspectModel({QStringLiteral("builtin:unknown")}).error);
}

void TestInspect::realModels_data()
{
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *path, const char *parts) {
        QTest::newRow(path) << QString::fromLatin1(parts).split(QLatin1Char('|'));
    };
    row("onnx/nanodet_m_416.onnx", "pytorch 1.7|input.1 [1, 3, 416, 416] float32|(nanodet)|classes      80: person");
    row("caffe/wechat_qr_detect.prototxt", "[1, 1, 384, 384]|(ssd)|384 x 384, stretch, grey");
    row("tensorflow/opencv_face_detector_uint8.pb", "TensorFlow frozen graph|[1, 1, 200, 7]|less [104, 117, 123]");
    row("darknet/yolo-fastest-1.1-xl.cfg", "(darknet)|input [1, 3, 320, 320] float32|yolo_121 [300, 85]");
    row("torchscript/d2go.pt", "pictures [3, ?, ?] List[Tensor]|(d2go)|any size, BGR|quantised");
}

void TestInspect::realModels()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/") + QLatin1String(QTest::currentDataTag()));
    QFETCH(QStringList, parts);
    const ModelReport report = inspectModel({path});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->toText()) : "");
    const QString text = reportText(report);
    for (const QString &part : parts)
        QVERIFY2(text.contains(part), qPrintable(text));
    QVERIFY(text.contains(QLatin1String("one run")));
}

void TestInspect::brokenModels_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *path, const char *message, const char *told) {
        QTest::newRow(path) << QString::fromLatin1(message) << QString::fromLatin1(told);
    };
    row("truncated.torchscript", "cut short", "size         1.14 MiB");
    row("git_lfs_pointer_yolov5s.torchscript.pt", "Git LFS pointer", "size         133 bytes");
    row("github_html_page_named.caffemodel", "web page", "size");
    row("corrupt_face_detector_uint8.pb", "text conversion", "size");
    row("darknet_body.data", "Darknet data file", "size         84 bytes");
    row("neg_mobilenetv2_quantized_pt16.pt", "another version of PyTorch", "PyTorch (file version 1)");
}

void TestInspect::brokenModels()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/broken/") + QLatin1String(QTest::currentDataTag()));
    QFETCH(QString, message);
    QFETCH(QString, told);
    const ModelReport report = inspectModel({path});
    QVERIFY(report.error);
    QVERIFY2(report.error->message.contains(message), qPrintable(report.error->toText()));
    QVERIFY2(reportText(report).contains(told), qPrintable(reportText(report)));
    QCOMPARE(report.missingOperators, QStringList());
}

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
