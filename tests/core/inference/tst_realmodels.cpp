// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

using namespace sightglass;

/// One thing that a person sees in a picture.
struct Expected
{
    QString name;
    float score; ///< Of the makers' own code on this picture, where known.
    float tolerance = 0.02f;
    QPointF within; ///< A point of the thing, which the box has to cover.
};

/// Real models on real pictures: the things that one sees are found where they are. D2Go's scores are those of the same
/// file in Python with torchvision 0.14 (QNNPACK), YOLO11's those of Ultralytics.
class TestRealModels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void describes();
    void refuses_data();
    void refuses();
    void fallsBackToTheProcessor();
};

Q_DECLARE_METATYPE(QList<Expected>)

static ModelRequest requestFor(const QString &path)
{
    ModelRequest request;
    request.location = path;
    return request;
}

static Detections detectionsOf(Detector &detector, const cv::Mat &picture, float confidence)
{
    auto output = detector.detect({&picture, 1});
    if (!output) {
        qWarning("%s", qPrintable(output.error().toText()));
        return {};
    }
    Candidates candidates;
    candidates.items = output->items.front();
    candidates.suppressed = output->suppressed;
    Thresholds thresholds;
    thresholds.confidence = confidence;
    return select(candidates, thresholds);
}

void TestRealModels::finds_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("picture");
    QTest::addColumn<float>("confidence");
    QTest::addColumn<QList<Expected>>("expected");
    const QString d2go = QStringLiteral("models/torchscript/d2go.pt");
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    QTest::newRow("D2Go, dog") << d2go << QStringLiteral("pictures/darknet_dog.jpg") << 0.6f
                               << QList<Expected>{{name("dog"), 0.952f, 0.002f, {220, 370}},
                                                  {name("bicycle"), 0.945f, 0.002f, {340, 280}},
                                                  {name("truck"), 0.831f, 0.002f, {580, 120}}};
    QTest::newRow("D2Go, bus") << d2go << QStringLiteral("pictures/bus.jpg") << 0.7f
                               << QList<Expected>{{name("person"), 0.997f, 0.002f, {145, 640}},
                                                  {name("person"), 0.991f, 0.002f, {280, 620}},
                                                  {name("person"), 0.988f, 0.002f, {740, 600}},
                                                  {name("suitcase"), 0.892f, 0.002f, {310, 650}},
                                                  {name("umbrella"), 0.857f, 0.002f, {370, 270}},
                                                  {name("bus"), 0.728f, 0.002f, {400, 400}}};
    QTest::newRow("YOLO11, rescue zones") << QStringLiteral("models/torchscript/yolo11_rescue_5cls_160.torchscript")
                                          << QStringLiteral("pictures/yolo11_rescue_sample.jpg") << 0.5f
                                          << QList<Expected>{{name("green_zone"), 0.954f, 0.003f, {}}};
}

void TestRealModels::finds()
{
    QFETCH(QString, model);
    QFETCH(QString, picture);
    QFETCH(float, confidence);
    QFETCH(QList<Expected>, expected);
    SIGHTGLASS_TESTDATA(modelPath, model);
    SIGHTGLASS_TESTDATA(picturePath, picture);
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    auto detector = loadDetector(requestFor(modelPath));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const cv::Mat image = cv::imread(picturePath.toStdString());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    Detections found = detectionsOf(**detector, image, confidence);
    QString list;
    for (const Detection &detection : found)
        list += QStringLiteral("%1 %2 at %3, %4, %5 x %6\n")
                    .arg(descriptor.classNames->value(detection.classId))
                    .arg(detection.score)
                    .arg(detection.box.x)
                    .arg(detection.box.y)
                    .arg(detection.box.width)
                    .arg(detection.box.height);
    for (const Expected &thing : expected) {
        const auto match = std::find_if(found.begin(), found.end(), [&](const Detection &detection) {
            const QRectF box(detection.box.x, detection.box.y, detection.box.width, detection.box.height);
            return descriptor.classNames->value(detection.classId) == thing.name &&
                   std::abs(detection.score - thing.score) <= thing.tolerance &&
                   (thing.within.isNull() || box.contains(thing.within));
        });
        QVERIFY2(match != found.end(), qPrintable(QStringLiteral("No %1 in\n%2").arg(thing.name, list)));
        found.erase(match);
    }
    QVERIFY2(found.empty(), qPrintable(QStringLiteral("More than expected:\n") + list));
}

void TestRealModels::describes()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/torchscript/yolo11_rescue_5cls_160.torchscript"));
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    auto detector = loadDetector(requestFor(path));
    QVERIFY(detector.ok());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.family, ModelFamily::YoloV8);
    QCOMPARE(descriptor.name, QStringLiteral("yolo11_rescue_5cls_160.torchscript"));
    QCOMPARE(descriptor.inputSize, QSize(160, 160));
    QVERIFY(descriptor.inputSizeFixed);
    QCOMPARE(descriptor.fit, InputFit::Letterbox);
    QCOMPARE(*descriptor.classNames,
             QString::fromLatin1("black_ball exit green_zone red_zone silver_ball").split(QLatin1Char(' ')));
    QVERIFY(descriptor.description.contains(QLatin1String("license: AGPL-3.0")));
    QCOMPARE(descriptor.notes, QStringList());

    SIGHTGLASS_TESTDATA(d2goPath, QStringLiteral("models/torchscript/d2go.pt"));
    auto d2go = loadDetector(requestFor(d2goPath));
    QVERIFY(d2go.ok());
    QCOMPARE((*d2go)->descriptor().family, ModelFamily::D2Go);
    QCOMPARE((*d2go)->descriptor().precision, Precision::Quantised);
    QCOMPARE((*d2go)->descriptor().input.order, ChannelOrder::Bgr);
    QCOMPARE((*d2go)->descriptor().fit, InputFit::None);
    QCOMPARE((*d2go)->descriptor().classNames->size(), 91);
    QCOMPARE((*d2go)->descriptor().notes, QStringList());
}

void TestRealModels::refuses_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *model, const char *message) {
        QTest::newRow(name) << QStringLiteral("models/") + QLatin1String(model) << QString::fromUtf8(message);
    };
    row("cut short", "broken/truncated.torchscript",
        "truncated.torchscript is cut short: a zip archive without its end.");
    row("Git LFS pointer", "broken/git_lfs_pointer_yolov5s.torchscript.pt",
        "git_lfs_pointer_yolov5s.torchscript.pt is not a model: a Git LFS pointer, which only names the real file.");
    row("web page", "broken/github_html_page_named.caffemodel",
        "github_html_page_named.caffemodel is not a model: a web page (HTML).");
    row("text conversion", "broken/corrupt_face_detector_uint8.pb",
        "corrupt_face_detector_uint8.pb is damaged: a text conversion has replaced its bytes.");
    row("Darknet data file", "broken/darknet_body.data",
        "darknet_body.data is not a model: a Darknet data file, which lists training files.");
    row("older operators", "broken/neg_mobilenetv2_quantized_pt16.pt",
        "neg_mobilenetv2_quantized_pt16.pt was made by another version of PyTorch, whose operators took other "
        "arguments.");
    row("raw heads", "torchscript/yolopose_heads3.torchscript.pt",
        "yolopose_heads3.torchscript.pt runs, but its outputs are of no layout known here: ");
    row("folder", "torchscript", "torchscript is a folder, not a model's file.");
}

void TestRealModels::refuses()
{
    QFETCH(QString, model);
    QFETCH(QString, message);
    SIGHTGLASS_TESTDATA(path, model);
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    const auto detector = loadDetector(requestFor(path));
    QVERIFY(!detector.ok());
    const Error error = detector.error();
    QVERIFY2(error.message.contains(message), qPrintable(error.toText()));
    QVERIFY2(!error.suggestion.isEmpty(), qPrintable(error.toText()));
    QVERIFY2(!error.toText().contains(QLatin1String("frame #")), qPrintable(error.toText()));
}

void TestRealModels::fallsBackToTheProcessor()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/torchscript/yolo11_rescue_5cls_160.torchscript"));
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    ModelRequest request = requestFor(path);
    request.device = QStringLiteral("cuda:99");
    request.precision = Precision::Float16;
    request.threads = 1;
    auto detector = loadDetector(request);
    QVERIFY(detector.ok());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.device, QStringLiteral("cpu"));
    QCOMPARE(descriptor.precision, Precision::Float32);
    QCOMPARE(descriptor.threads, 1);
    QCOMPARE(descriptor.notes.size(), 2);
    QVERIFY(descriptor.notes[0].contains(QLatin1String("cuda:99")));
    QVERIFY(descriptor.notes[1].contains(QLatin1String("float16")));
}

QTEST_GUILESS_MAIN(TestRealModels)
#include "tst_realmodels.moc"
