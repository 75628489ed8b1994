// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

using namespace sightglass;

/// What a model's file asks for, memory and other files, is not simply taken.
class InputLimitTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void largeInputsAreRefused();
    void externalWeightsAreReadFromTheFolderAlone();
};

void InputLimitTest::largeInputsAreRefused()
{
    SIGHTGLASS_TESTDATA(config, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.cfg"));
    SIGHTGLASS_TESTDATA(weights, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights"));
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("large.cfg"));
    QFile original(config);
    QVERIFY(original.open(QIODevice::ReadOnly));
    const QByteArray text = original.readAll();
    QVERIFY(text.contains("\nwidth=320"));
    QFile changed(path);
    QVERIFY(changed.open(QIODevice::WriteOnly));
    changed.write(QByteArray(text).replace("\nwidth=320", "\nwidth=1000000"));
    changed.close();
    QVERIFY(QFile::copy(weights, folder.filePath(QStringLiteral("large.weights"))));
    const auto detector = loadDetector({.location = path});
    QVERIFY(!detector);
    QVERIFY2(detector.error().message.contains(QLatin1String("1000000 x 320")), qPrintable(detector.error().toText()));
    QVERIFY2(detector.error().suggestion.contains(QLatin1String("--max-megapixels")),
             qPrintable(detector.error().toText()));
}

void InputLimitTest::externalWeightsAreReadFromTheFolderAlone()
{
    // With the file it names beside it, which OpenCV does not read, and without; a name that leads out of the folder is
    // not even looked up.
    SIGHTGLASS_TESTDATA(whole, QStringLiteral("wild/crash/v8.onnx"));
    const QTemporaryDir folder;
    const QString alone = folder.filePath(QStringLiteral("alone.onnx"));
    QVERIFY(QFile::copy(whole, alone));
    if (isOnnxRuntimeInstalled()) {
        const auto detector = loadDetector({.location = whole});
        QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    }
    const ModelRequest byOpenCv{.location = whole, .backend = Backend::OpenCv};
    for (const ModelRequest &request : {byOpenCv, ModelRequest{.location = alone}}) {
        const auto detector = loadDetector(request);
        QVERIFY(!detector);
        QVERIFY2(detector.error().message.contains(QLatin1String("v8.onnx.data")),
                 qPrintable(detector.error().toText()));
    }
    QFile file(alone);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("v8.onnx.data"));
    bytes.replace("v8.onnx.data", "../../passwd");
    file.seek(0);
    file.write(bytes);
    file.close();
    const auto detector = loadDetector({.location = alone});
    QVERIFY(!detector);
    QVERIFY2(detector.error().message.contains(QLatin1String("../../passwd")), qPrintable(detector.error().toText()));
}

QTEST_GUILESS_MAIN(InputLimitTest)
#include "tst_inputlimit.moc"
