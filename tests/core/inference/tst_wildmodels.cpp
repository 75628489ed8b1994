// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/inspect.h"
#include "core/inference/installation.h"
#include "tests/support/testcase.h"

#include <opencv2/core/version.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cmath>

using namespace sightglass;

/// People's everyday files: what is told of each.
class TestWildModels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void feedsBytes();
    void sameNetInTwoOpsets();
    void halfPrecisionIsAsGood();
    void keepsLowScores();
};

static Result<std::vector<Candidate>> candidates(const QString &model, const cv::Mat &picture,
                                                 float leastScore = candidateFloor)
{
    ModelRequest request{.location = model, .backend = Backend::OpenCv};
    request.leastScore = leastScore;
    const auto detector = loadDetector(request);
    if (!detector)
        return detector.error();
    const auto output = (*detector)->detect({&picture, 1});
    return output ? output->items.front() : Result<std::vector<Candidate>>(output.error());
}

void TestWildModels::tells_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("usable");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *file, bool usable, const char *words) {
        QTest::newRow(file) << QString::fromLatin1(file) << usable
                            << QString::fromLatin1(words).split(QLatin1Char('|'), Qt::SkipEmptyParts);
    };
    constexpr bool oldOpenCv = CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR <= 6;
    if (oldOpenCv)
        row("models/craic_yolov8n_opset19.onnx", false, "ONNX opset 19|opset=12");
    row("models/yolov5_tiny_opset12.onnx", true, "(yolov5)|2: a, b");
    row("models/yolov5_tiny_opset13.onnx", true, "(yolov5)|2: a, b");
    row("models/yolov5_tiny.torchscript", true, "(yolov5)");
    row("models/yolov5_tiny_half.torchscript", true, "(yolov5)|half precision");
    row("models/yolov5_tiny_cuda0.torchscript", false, "cuda:0|device=cpu|--device cuda:0");
    if (oldOpenCv) {
        row("models/yolov5_tiny_half.onnx", false, "half precision (float16)|without half");
        row("models/yolov5_tiny_int8.onnx", false, "quantised (int8)|without int8");
        row("models/batch2.onnx", false, "2 pictures at a time|batch=1");
    }
    row("models/nhwc.onnx", true, "(yolov8)|channels last, [1, 64, 64, 3]");
    row("models/uint8.onnx", true, "(yolov8)|bytes (uint8)");
    row("models/yolov6_like.onnx", true, "(yolov6)|letterbox, RGB, divided by 255");
    row("models/landmarks212.onnx", true, "A guess|is a guess from the shape");
    row("models/end2end_trt.onnx", false, "made for TensorRT (EfficientNMS_TRT)|--end2end");
    row("models/caffe_upsample/yoloface-500k-v2.caffemodel", false, "does not know (Upsample)");
    row("models/yolov8n.engine", false, "a TensorRT engine|format=torchscript");
    row("models/model.safetensors", false, "a safetensors file|export from there");
    row("models/yolo_export_new.pt2", false, "torch.export archive|format=torchscript");
    row("models/yolov8n.keras", false, "a Keras 3 model|format=\"onnx\"");
    row("models/model.json", false, "a TensorFlow.js model|ONNX");
    row("models/haarcascade_frontalface_default.xml", false, "cascade of OpenCV|YuNet");
    row("names/escapes/m.onnx", true, "80: person");
    row("names/none.onnx", true, "3: None, True, helmet");
    row("names/backslash.onnx", true, "3: ");
    row("names/gaps.onnx", true, "(yolov8)|numbers the classes from 1 to 3");
    row("names/utf16.onnx", true, "3: helmet, vest, person");
    row("names/csv.onnx", true, "csv.txt names 1 class, and the model has 3|one name a line");
    row("names/classestxt.onnx", true, "3: helmet, vest, person|from classes.txt");
    row("names/yamlnames.onnx", true, "3: helmet, vest, person");
    row("darknet/cut/m.weights", false, "holds 7495 numbers|needs 11248|cut short");
    row("darknet/two_weights/yolo-obj.cfg", false, "yolo-obj_best.weights, yolo-obj_last.weights|Open the one");
    row("darknet/two_weights/yolo-obj_last.weights", true, "1: face|from obj.names");
}

void TestWildModels::tells()
{
    QFETCH(QString, file);
    QFETCH(bool, usable);
    QFETCH(QStringList, words);
    SIGHTGLASS_TESTDATA(path, QStringLiteral("wild/") + file);
    if (file.endsWith(QLatin1String(".torchscript")) && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    // What ONNX Runtime makes of them is tst_onnxruntimefiles' business.
    const ModelReport report = inspectModel({.location = path, .backend = Backend::OpenCv});
    QString text = reportText(report);
    if (report.error)
        text += report.error->message + QLatin1Char('\n') + report.error->suggestion;
    QVERIFY2(report.error.has_value() != usable, qPrintable(text));
    for (const QString &part : words)
        QVERIFY2(text.contains(part), qPrintable(QStringLiteral("\"%1\" is missing in:\n%2").arg(part, text)));
    for (const char *noise : {"missing      Reshape", "_M_range_check", "18446744073709551615", "\x1b", "\u202e"})
        QVERIFY2(!text.contains(QString::fromUtf8(noise)), qPrintable(text));
}

void TestWildModels::feedsBytes()
{
    SIGHTGLASS_TESTDATA(model, QStringLiteral("wild/models/uint8.onnx"));
    SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/zidane.jpg"));
    const auto found = candidates(model, cv::imread(picture.toStdString()));
    QVERIFY2(found.ok(), found ? "" : qPrintable(found.error().toText()));
    QVERIFY(!found->empty());
    QVERIFY2(std::abs(found->front().score - 0.604f) < 0.001f, qPrintable(QString::number(found->front().score)));
}

void TestWildModels::sameNetInTwoOpsets()
{
    SIGHTGLASS_TESTDATA(older, QStringLiteral("wild/models/yolov5_tiny_opset12.onnx"));
    SIGHTGLASS_TESTDATA(newer, QStringLiteral("wild/models/yolov5_tiny_opset13.onnx"));
    SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/zidane.jpg"));
    const cv::Mat image = cv::imread(picture.toStdString());
    const auto expected = candidates(older, image);
    const auto found = candidates(newer, image);
    QVERIFY2(found.ok() && expected.ok(), found ? "" : qPrintable(found.error().toText()));
    QVERIFY(!expected->empty());
    QCOMPARE(found->size(), expected->size());
    for (std::size_t i = 0; i < expected->size(); ++i) {
        QCOMPARE((*found)[i].score, (*expected)[i].score);
        QVERIFY((*found)[i].box == (*expected)[i].box);
    }
}

void TestWildModels::halfPrecisionIsAsGood()
{
    SIGHTGLASS_TESTDATA(whole, QStringLiteral("wild/models/yolov5_tiny.torchscript"));
    SIGHTGLASS_TESTDATA(half, QStringLiteral("wild/models/yolov5_tiny_half.torchscript"));
    SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/zidane.jpg"));
    if (!isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    const cv::Mat image = cv::imread(picture.toStdString());
    const auto expected = candidates(whole, image);
    const auto found = candidates(half, image);
    QVERIFY2(found.ok() && expected.ok(), found ? "" : qPrintable(found.error().toText()));
    QVERIFY(!expected->empty() && !found->empty());
    QVERIFY(std::abs(found->front().score - expected->front().score) < 0.005f);
}

void TestWildModels::keepsLowScores()
{
    SIGHTGLASS_TESTDATA(model, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights"));
    SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/zidane.jpg"));
    const cv::Mat image = cv::imread(picture.toStdString());
    const auto usual = candidates(model, image);
    const auto lower = candidates(model, image, 0.005f);
    QVERIFY2(usual.ok() && lower.ok(), usual ? "" : qPrintable(usual.error().toText()));
    QVERIFY(!usual->empty());
    // OpenCV's own threshold would end them at 0.2.
    QVERIFY2(usual->back().score < 0.1f && usual->back().score >= candidateFloor,
             qPrintable(QString::number(usual->back().score)));
    QVERIFY2(lower->back().score < candidateFloor && lower->back().score >= 0.005f,
             qPrintable(QString::number(lower->back().score)));
    QVERIFY(lower->size() > usual->size());
}

QTEST_GUILESS_MAIN(TestWildModels)
#include "tst_wildmodels.moc"
