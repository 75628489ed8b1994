// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "core/inference/selection.h"
#include "tests/support/modelnotes.h"
#include "tests/support/testcase.h"

#include <opencv2/core/version.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

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
    void classifiesLetters_data();
    void classifiesLetters();
    void classifiesDigits();
    void describes();
    void refuses_data();
    void refuses();
    void fallsBackToTheProcessor();
    void findsCodes();
    void bundledModel_data();
    void bundledModel();
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

static QString nameOf(const ModelDescriptor &descriptor, const Detection &detection)
{
    return descriptor.classNames ? descriptor.classNames->value(detection.classId) : QString();
}

static bool isTorch2()
{
    const auto street = loadDetector({.location = QStringLiteral("builtin:street")});
    return street && (*street)->descriptor().backend.startsWith(QLatin1String("LibTorch 2"));
}

void TestRealModels::finds_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("picture");
    QTest::addColumn<float>("confidence");
    QTest::addColumn<QList<Expected>>("expected");
    const QString d2go = QStringLiteral("models/torchscript/d2go.pt");
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    // Quantised kernels' results differ between releases (see tst_torchvision, which asks Python of the same one).
    const bool second = isTorch2();
    QTest::newRow("D2Go, dog") << d2go << QStringLiteral("pictures/darknet_dog.jpg") << 0.6f
                               << (second ? QList<Expected>{{name("bicycle"), 0.978f, 0.002f, {340, 280}},
                                                            {name("dog"), 0.960f, 0.002f, {220, 370}},
                                                            {name("truck"), 0.921f, 0.002f, {580, 120}},
                                                            {name("bicycle"), 0.917f, 0.002f, {340, 280}}}
                                          : QList<Expected>{{name("dog"), 0.952f, 0.002f, {220, 370}},
                                                            {name("bicycle"), 0.945f, 0.002f, {340, 280}},
                                                            {name("truck"), 0.831f, 0.002f, {580, 120}}});
    QTest::newRow("D2Go, bus") << d2go << QStringLiteral("pictures/bus.jpg") << 0.69f
                               << (second ? QList<Expected>{{name("person"), 0.997f, 0.002f, {145, 640}},
                                                            {name("person"), 0.994f, 0.002f, {280, 620}},
                                                            {name("person"), 0.989f, 0.002f, {740, 600}},
                                                            {name("umbrella"), 0.842f, 0.002f, {370, 270}},
                                                            {name("bus"), 0.695f, 0.002f, {400, 400}}}
                                          : QList<Expected>{{name("person"), 0.997f, 0.002f, {145, 640}},
                                                            {name("person"), 0.991f, 0.002f, {280, 620}},
                                                            {name("person"), 0.988f, 0.002f, {740, 600}},
                                                            {name("suitcase"), 0.892f, 0.002f, {310, 650}},
                                                            {name("umbrella"), 0.857f, 0.002f, {370, 270}},
                                                            {name("bus"), 0.728f, 0.002f, {400, 400}}});
    QTest::newRow("YOLO11, rescue zones") << QStringLiteral("models/torchscript/yolo11_rescue_5cls_160.torchscript")
                                          << QStringLiteral("pictures/yolo11_rescue_sample.jpg") << 0.5f
                                          << QList<Expected>{{name("green_zone"), 0.954f, 0.003f, {}}};
    const auto row = [](const char *title, const char *model, const char *picture, float confidence,
                        const QList<Expected> &expected) {
        QTest::newRow(title) << QStringLiteral("models/") + QLatin1String(model)
                             << QStringLiteral("pictures/") + QLatin1String(picture) << confidence << expected;
    };
    const QString face = name("face");
    row("YOLOX, dog", "onnx/yolox_nano_416.onnx", "darknet_dog.jpg", 0.5f,
        {{name("dog"), 0.855f, 0.005f, {220, 370}},
         {name("bicycle"), 0.803f, 0.005f, {340, 280}},
         {name("car"), 0.798f, 0.005f, {580, 120}}});
    row("YOLOX, bus", "onnx/yolox_nano_416.onnx", "bus.jpg", 0.5f,
        {{name("bus"), 0.903f, 0.02f, {400, 400}},
         {name("person"), 0.858f, 0.02f, {145, 640}},
         {name("person"), 0.808f, 0.02f, {280, 620}},
         {name("person"), 0.696f, 0.02f, {740, 600}}});
    row("FastestDet, people", "onnx/FastestDet_352.onnx", "fastestdet_3.jpg", 0.65f,
        {{name("person"), 0.901f, 0.02f, {100, 180}},
         {name("person"), 0.895f, 0.02f, {380, 220}},
         {name("person"), 0.806f, 0.02f, {200, 200}},
         {name("person"), 0.781f, 0.02f, {275, 210}}});
    row("FastestDet, dog", "onnx/FastestDet_352.onnx", "darknet_dog.jpg", 0.65f,
        {{name("dog"), 0.809f, 0.02f, {220, 370}},
         {name("car"), 0.763f, 0.02f, {580, 120}},
         {name("bicycle"), 0.743f, 0.02f, {340, 280}}});
    row("NanoDet, dog", "onnx/nanodet_m_416.onnx", "darknet_dog.jpg", 0.45f,
        {{name("bicycle"), 0.740f, 0.005f, {340, 280}},
         {name("dog"), 0.510f, 0.005f, {220, 370}},
         {name("truck"), 0.460f, 0.005f, {580, 120}}});
    row("Darknet, dog", "darknet/yolo-fastest-1.1-xl.weights", "darknet_dog.jpg", 0.5f,
        {{name("dog"), 0.958f, 0.02f, {220, 370}},
         {name("bicycle"), 0.894f, 0.02f, {340, 280}},
         {name("car"), 0.841f, 0.02f, {580, 120}}});
    row("Darknet, bus", "darknet/yolo-fastest-1.1-xl.cfg", "bus.jpg", 0.5f,
        {{name("person"), 0.986f, 0.02f, {145, 640}},
         {name("person"), 0.976f, 0.02f, {280, 620}},
         {name("bus"), 0.933f, 0.02f, {400, 400}},
         {name("person"), 0.902f, 0.02f, {740, 600}}});
    row("YuNet", "onnx/yunet_n_320_320.onnx", "zidane.jpg", 0.8f,
        {{face, 0.929f, 0.02f, {985, 190}}, {face, 0.872f, 0.02f, {605, 340}}});
    row("ultra-light face, ONNX", "onnx/face_RFB-320.onnx", "zidane.jpg", 0.6f,
        {{face, 1.f, 0.01f, {985, 190}}, {face, 0.950f, 0.01f, {605, 340}}});
    row("ultra-light face, Caffe", "caffe/face_RFB-320.caffemodel", "zidane.jpg", 0.6f,
        {{face, 1.f, 0.01f, {985, 190}}, {face, 0.950f, 0.01f, {605, 340}}});
    row("ultra-light face, TorchScript", "torchscript/ssd_face_rfb_360x480_a.pt", "zidane.jpg", 0.6f,
        {{face, 1.f, 0.01f, {985, 190}}, {face, 0.996f, 0.01f, {605, 340}}, {face, 0.873f, 0.02f, {1180, 450}}});
    row("SSD, faces", "tensorflow/opencv_face_detector.pbtxt", "zidane.jpg", 0.5f,
        {{QString(), 0.996f, 0.02f, {985, 190}}, {QString(), 0.808f, 0.02f, {605, 340}}});
}

void TestRealModels::finds()
{
    QFETCH(QString, model);
    QFETCH(QString, picture);
    QFETCH(float, confidence);
    QFETCH(QList<Expected>, expected);
    SIGHTGLASS_TESTDATA(modelPath, model);
    SIGHTGLASS_TESTDATA(picturePath, picture);
    if (model.contains(QLatin1String("torchscript")) && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    auto detector = loadDetector(requestFor(modelPath));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const cv::Mat image = cv::imread(picturePath.toStdString());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    Detections found = detectionsOf(**detector, image, confidence);
    QString list;
    for (const Detection &detection : found)
        list += QStringLiteral("%1 %2 at %3, %4, %5 x %6\n")
                    .arg(nameOf(descriptor, detection))
                    .arg(detection.score)
                    .arg(detection.box.x)
                    .arg(detection.box.y)
                    .arg(detection.box.width)
                    .arg(detection.box.height);
    for (const Expected &thing : expected) {
        const auto match = std::find_if(found.begin(), found.end(), [&](const Detection &detection) {
            const QRectF box(detection.box.x, detection.box.y, detection.box.width, detection.box.height);
            return nameOf(descriptor, detection) == thing.name &&
                   std::abs(detection.score - thing.score) <= thing.tolerance &&
                   (thing.within.isNull() || box.contains(thing.within));
        });
        QVERIFY2(match != found.end(), qPrintable(QStringLiteral("No %1 in\n%2").arg(thing.name, list)));
        found.erase(match);
    }
    QVERIFY2(found.empty(), qPrintable(QStringLiteral("More than expected:\n") + list));
}

// Signs of the American alphabet; the classes are A to Z, del, nothing, space.
void TestRealModels::classifiesLetters_data()
{
    QTest::addColumn<QString>("letter");
    for (const char *letter : {"A", "B", "C", "L", "W", "Y"})
        QTest::newRow(letter) << QString::fromLatin1(letter);
}

void TestRealModels::classifiesLetters()
{
    QFETCH(QString, letter);
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/torchscript/asl_classifier_200.ptl"));
    SIGHTGLASS_TESTDATA(picturePath, QStringLiteral("pictures/asl/") + letter + QStringLiteral("1.jpg"));
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    auto detector = loadDetector(requestFor(path));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.task, ModelTask::Classify);
    QCOMPARE(descriptor.input.divisor, 1.f);
    QVERIFY(descriptor.notes.join(QLatin1Char(' ')).contains(QLatin1String("does not tell what its input is made of")));
    const cv::Mat picture = cv::imread(picturePath.toStdString());
    const Detections found = detectionsOf(**detector, picture, descriptor.defaultConfidence);
    QVERIFY(!found.empty());
    QVERIFY(found[0].wholePicture);
    QCOMPARE(QChar::fromLatin1(char('A' + found[0].classId)), letter.front());
    QVERIFY(found[0].score > 0.9f);
}

// Written here, white on black as MNIST's are.
void TestRealModels::classifiesDigits()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/torchscript/vit4mnist_28gray.ptl"));
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    auto detector = loadDetector(requestFor(path));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.input.order, ChannelOrder::Gray);
    QCOMPARE(descriptor.inputSize, QSize(28, 28));
    for (const int digit : {0, 1, 2, 3, 4, 5, 8}) {
        cv::Mat picture(28, 28, CV_8UC3, cv::Scalar::all(0));
        cv::putText(picture, std::to_string(digit), {6, 22}, cv::FONT_HERSHEY_SIMPLEX, 0.8, cv::Scalar::all(255), 2);
        const Detections found = detectionsOf(**detector, picture, descriptor.defaultConfidence);
        QVERIFY(!found.empty());
        QCOMPARE(found[0].classId, digit);
    }
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
    QCOMPARE(test::notesOfModel(descriptor.notes), QStringList());

    SIGHTGLASS_TESTDATA(d2goPath, QStringLiteral("models/torchscript/d2go.pt"));
    auto d2go = loadDetector(requestFor(d2goPath));
    QVERIFY(d2go.ok());
    QCOMPARE((*d2go)->descriptor().family, ModelFamily::D2Go);
    QCOMPARE((*d2go)->descriptor().precision, Precision::Quantised);
    QCOMPARE((*d2go)->descriptor().input.order, ChannelOrder::Bgr);
    QCOMPARE((*d2go)->descriptor().fit, InputFit::None);
    QCOMPARE((*d2go)->descriptor().classNames->size(), 91);
    QCOMPARE(test::notesOfModel((*d2go)->descriptor().notes), QStringList());
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
    // Later ones run it.
    if (CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR <= 6)
        row("layer that fails", "broken/yolo11_rescue_fails_in_4.6.onnx",
            "yolo11_rescue_fails_in_4.6.onnx did not run on a picture of any size tried (160 x 160): it uses attention "
            "(MatMul with Softmax)");
    row("layer that is not imported", "broken/yunet_n_dynamic_fails_in_4.6.onnx",
        " cannot read yunet_n_dynamic_fails_in_4.6.onnx: the size of its input is left open (");
    row("folder", "torchscript", "torchscript is a folder, not a model's file.");
}

void TestRealModels::refuses()
{
    QFETCH(QString, model);
    QFETCH(QString, message);
    SIGHTGLASS_TESTDATA(path, model);
    // The others are refused before any backend is asked.
    const bool needsTorch =
        model.startsWith(QLatin1String("models/torchscript/")) || model.contains(QLatin1String("neg_"));
    if (needsTorch && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    // ONNX Runtime runs what OpenCV does not.
    ModelRequest request = requestFor(path);
    request.backend = Backend::OpenCv;
    const auto detector = loadDetector(request);
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
    const QStringList notes = test::notesOfModel(descriptor.notes);
    QCOMPARE(notes.size(), 2);
    QVERIFY(notes[0].contains(QLatin1String("cuda:99")));
    QVERIFY(notes[1].contains(QLatin1String("float16")));
}

// The picture is made here: a code of our own, on grey.
void TestRealModels::findsCodes()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("models/caffe/wechat_qr_detect.prototxt"));
    cv::Mat code;
    cv::QRCodeEncoder::create()->encode("sightglass", code);
    cv::resize(code, code, {160, 160}, 0, 0, cv::INTER_NEAREST);
    cv::cvtColor(code, code, cv::COLOR_GRAY2BGR);
    cv::Mat picture(480, 640, CV_8UC3, cv::Scalar::all(200));
    const cv::Rect place(300, 200, 160, 160);
    code.copyTo(picture(place));
    auto detector = loadDetector(requestFor(path));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().input.order, ChannelOrder::Gray);
    QCOMPARE((*detector)->descriptor().inputSize, QSize(384, 384));
    const Detections found = detectionsOf(**detector, picture, 0.5f);
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY(intersectionOverUnion(found[0].box, cv::Rect2f(place)) > 0.6f);
}

void TestRealModels::bundledModel_data()
{
    QTest::addColumn<Precision>("precision");
    QTest::newRow("float32") << Precision::Float32;
    QTest::newRow("bfloat16") << Precision::BFloat16;
}

void TestRealModels::bundledModel()
{
    QFETCH(Precision, precision);
    if (precision == Precision::BFloat16 && !cv::checkHardwareSupport(CV_CPU_AVX512_SKX))
        QSKIP("LibTorch's convolutions in bfloat16 need AVX-512.");
    const BuiltInModel first = builtInModels().first();
    if (first.id != QLatin1String("builtin:street"))
        QSKIP("This build has no bundled model.");
    SIGHTGLASS_TESTDATA(picturePath, QStringLiteral("pictures/bus.jpg"));
    ModelRequest request = requestFor(first.id);
    request.precision = precision;
    auto detector = loadDetector(request);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.name, QStringLiteral("Street (bundled)"));
    QCOMPARE(descriptor.precision, precision);
    QCOMPARE(descriptor.family, ModelFamily::YoloV8);
    QCOMPARE(test::notesOfModel(descriptor.notes), QStringList());
    const cv::Mat picture = cv::imread(picturePath.toStdString());
    const Detections found = detectionsOf(**detector, picture, descriptor.defaultConfidence);
    const auto person = std::find_if(found.begin(), found.end(), [&](const Detection &detection) {
        return nameOf(descriptor, detection) == QLatin1String("person") &&
               intersectionOverUnion(detection.box, {57.f, 394.f, 168.f, 486.f}) > 0.5f;
    });
    QVERIFY(person != found.end());
}

QTEST_GUILESS_MAIN(TestRealModels)
#include "tst_realmodels.moc"
