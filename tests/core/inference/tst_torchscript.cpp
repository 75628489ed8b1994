// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "tests/core/inference/torchfixtures.h"
#include "tests/support/testcase.h"

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace sightglass;

/// From a picture through a TorchScript program to boxes, with programs that find coloured rectangles.
class TestTorchScript : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void precisions();
    void precisionThatFails();
    void metadataIsUsed();
    void withoutMetadata();
    void brokenMetadata();
    void halfPrecision();
    void refuses();
    void tellsWhatTheProgramIsFor();
    void moduleIsFound();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("model.torchscript")); }
    Result<std::unique_ptr<Detector>> load(Precision precision = Precision::Float32) const;

    QTemporaryDir m_folder;
};

Result<std::unique_ptr<Detector>> TestTorchScript::load(Precision precision) const
{
    ModelRequest request;
    request.location = path();
    request.precision = precision;
    request.threads = 1;
    return loadDetector(request);
}

static QByteArray metadata(int width, int height)
{
    return QStringLiteral(R"({"task": "detect", "stride": 32, "imgsz": [%1, %2], "description": "Finds colours",
                              "names": {"0": "red", "1": "green", "2": "blue"}, "args": {"conf": 0.35}})")
        .arg(height)
        .arg(width)
        .toUtf8();
}

static const cv::Rect redRectangle(40, 20, 80, 60);
static const cv::Rect blueRectangle(200, 150, 60, 100);

// Black, 320 x 400, with a red and a blue rectangle.
static cv::Mat colours()
{
    cv::Mat picture(400, 320, CV_8UC3, cv::Scalar::all(0));
    picture(redRectangle).setTo(cv::Scalar(0, 0, 255));
    picture(blueRectangle).setTo(cv::Scalar(255, 0, 0));
    return picture;
}

void TestTorchScript::finds_data()
{
    QTest::addColumn<ModelFamily>("family");
    QTest::addColumn<QSize>("inputSize");
    QTest::addColumn<float>("tolerance");
    // One network pixel either way, in pixels of the picture: 400 / 640, 400 / 160, 400 / 192.
    QTest::newRow("YOLOv8 enlarged") << ModelFamily::YoloV8 << QSize(640, 640) << 0.63f;
    QTest::newRow("YOLOv8 reduced") << ModelFamily::YoloV8 << QSize(160, 160) << 2.5f;
    QTest::newRow("YOLOv8 wide") << ModelFamily::YoloV8 << QSize(320, 192) << 2.1f;
    QTest::newRow("YOLOv5 enlarged") << ModelFamily::YoloV5 << QSize(640, 640) << 0.63f;
    QTest::newRow("YOLOv5 tall") << ModelFamily::YoloV5 << QSize(160, 320) << 2.f;
    QTest::newRow("torchvision") << ModelFamily::TorchvisionScript << QSize() << 0.f;
}

void TestTorchScript::finds()
{
    QFETCH(ModelFamily, family);
    QFETCH(QSize, inputSize);
    QFETCH(float, tolerance);
    const QByteArray json = metadata(inputSize.width(), inputSize.height());
    if (family == ModelFamily::YoloV8)
        test::writeYoloV8(path(), inputSize.width(), inputSize.height(), json);
    else if (family == ModelFamily::YoloV5)
        test::writeYoloV5(path(), inputSize.width(), inputSize.height(), json);
    else
        test::writeTorchvision(path());
    auto detector = load();
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().family, family);

    const std::vector<cv::Mat> pictures{colours(), cv::Mat(50, 60, CV_8UC3, cv::Scalar::all(0))};
    const auto output = (*detector)->detect(pictures);
    QVERIFY2(output.ok(), output ? "" : qPrintable(output.error().toText()));
    QCOMPARE(output->items.size(), std::size_t(2));
    QVERIFY(output->items[1].empty());
    const auto &found = output->items[0];
    QCOMPARE(found.size(), std::size_t(2));
    const int firstLabel = family == ModelFamily::TorchvisionScript ? 1 : 0;
    QCOMPARE(found[0].classId, firstLabel);
    QCOMPARE(found[0].score, 0.9f);
    QCOMPARE(found[1].classId, firstLabel + 2);
    QCOMPARE(found[1].score, 0.7f);
    for (const auto &[box, expected] :
         {std::pair(found[0].box, redRectangle), std::pair(found[1].box, blueRectangle)}) {
        const cv::Rect2f wanted(expected);
        const float worst = std::max({std::abs(box.x - wanted.x), std::abs(box.y - wanted.y),
                                      std::abs(box.br().x - wanted.br().x), std::abs(box.br().y - wanted.br().y)});
        QVERIFY2(worst <= tolerance + 1e-3f, qPrintable(QString::number(worst)));
    }
    QVERIFY(output->times.inference.count() > 0);
}

void TestTorchScript::precisions()
{
    test::writeYoloV8(path(), 64, 64, metadata(64, 64));
    auto detector = load(Precision::BFloat16);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    // Either it runs so or it says that it does not; the boxes are right in both cases.
    QVERIFY(descriptor.precision == Precision::BFloat16 || !descriptor.notes.isEmpty());
    const cv::Mat picture = colours();
    const auto output = (*detector)->detect({&picture, 1});
    QVERIFY(output.ok());
    QCOMPARE(output->items.front().size(), std::size_t(2));
}

void TestTorchScript::precisionThatFails()
{
    test::writeFloat32Only(path(), 64, 64, metadata(64, 64));
    const auto detector = load(Precision::BFloat16);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.precision, Precision::Float32);
    // The cause stands at the end of a trace through twenty calls.
    QVERIFY2(descriptor.notes.join(QLatin1Char(' '))
                 .contains(
                     QRegularExpression(QStringLiteral("does not run in bfloat16: float32 is used \\(RuntimeError: "))),
             qPrintable(descriptor.notes.join(QLatin1Char(' '))));
}

void TestTorchScript::metadataIsUsed()
{
    test::writeYoloV8(path(), 96, 64, metadata(96, 64));
    const auto detector = load();
    QVERIFY(detector.ok());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.inputSize, QSize(96, 64));
    QCOMPARE(*descriptor.classNames, QString::fromLatin1("red green blue").split(QLatin1Char(' ')));
    QCOMPARE(descriptor.defaultConfidence, 0.35f);
    QCOMPARE(descriptor.description, QStringLiteral("Finds colours"));
    QCOMPARE(descriptor.threads, 1);
    QVERIFY(descriptor.backend.startsWith(QLatin1String("LibTorch ")));
}

void TestTorchScript::withoutMetadata()
{
    test::writeYoloV8(path(), 416, 416, {});
    const auto detector = load();
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().family, ModelFamily::YoloV8);
    QCOMPARE((*detector)->descriptor().inputSize, QSize(416, 416));
    QVERIFY(!(*detector)->descriptor().classNames);
}

void TestTorchScript::brokenMetadata()
{
    test::writeYoloV8(path(), 640, 640, R"({"names": 3})");
    const auto detector = load();
    QVERIFY(detector.ok());
    QVERIFY((*detector)->descriptor().notes.join(QLatin1Char(' ')).contains(QLatin1String("\"names\"")));
}

void TestTorchScript::halfPrecision()
{
    test::writeHalfPrecision(path(), 320, 320, metadata(320, 320));
    const auto detector = load();
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.precision, Precision::Float32);
    QCOMPARE(descriptor.notes.filter(QStringLiteral("half precision")).size(), 1);
    const cv::Mat picture = colours();
    const auto output = (*detector)->detect({&picture, 1});
    QVERIFY(output.ok());
    QCOMPARE(output->items.front().size(), std::size_t(1));
    QCOMPARE(output->items.front().front().classId, 0);
}

void TestTorchScript::tellsWhatTheProgramIsFor()
{
    test::writeTracedOnGpu(path());
    auto error = load().error();
    QVERIFY2(error.message.contains(QLatin1String("traced on a GPU, and its program names that (cuda:1)")),
             qPrintable(error.toText()));
    QVERIFY(error.suggestion.contains(QLatin1String("device=cpu")));
    QVERIFY(error.suggestion.contains(QLatin1String("--device cuda:1")));

    test::writeTextModel(path());
    error = load().error();
    QVERIFY2(error.message.contains(QLatin1String("as a model of text does")), qPrintable(error.toText()));
}

void TestTorchScript::refuses()
{
    test::writeUnknownOperator(path());
    auto error = load().error();
    QVERIFY2(error.message.contains(QLatin1String("needs the operator sightglass_test::lent")),
             qPrintable(error.toText()));

    test::writeUnknownLayout(path());
    error = load().error();
    QVERIFY2(error.message.contains(QLatin1String("output [1, 2, 3, 4, 5]")), qPrintable(error.toText()));
    QVERIFY(error.detail.contains(QLatin1String("YOLOv5: [1, N, 5 + classes]")));

    // Told to be 64 x 64, it takes 96 x 96 alone.
    test::writeYoloV8(path(), 96, 96, metadata(64, 64));
    error = load().error();
    QVERIFY2(error.message.contains(QLatin1String("64 x 64")), qPrintable(error.toText()));
    QVERIFY(error.detail.contains(QLatin1String("wrong input size")));
}

void TestTorchScript::moduleIsFound()
{
    QVERIFY(isTorchBackendInstalled());
    const auto backend = torchBackend();
    QVERIFY(backend.ok());
    QCOMPARE((*backend)->interface, NetworkBackend::currentInterface);
}

QTEST_GUILESS_MAIN(TestTorchScript)
#include "tst_torchscript.moc"
