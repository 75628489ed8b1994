// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "tests/support/testcase.h"

#include <opencv2/core/version.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace sightglass;

namespace
{

using Found = std::vector<std::vector<Candidate>>;

constexpr float scoreTolerance = 1e-4f;
constexpr float boxTolerance = 1e-2f;

/// How far the candidates of two runs are apart at most.
struct Difference
{
    float score = 0.f;
    float box = 0.f; ///< In pixels.

    QString toText() const
    {
        return QStringLiteral("up to %1 in score and %2 pixels apart")
            .arg(QString::number(score), QString::number(box));
    }
};

float distance(const cv::Rect2f &a, const cv::Rect2f &b)
{
    return std::max(
        {std::abs(a.x - b.x), std::abs(a.y - b.y), std::abs(a.br().x - b.br().x), std::abs(a.br().y - b.br().y)});
}

// Below it, candidates may be in one list alone, for a score that is rounded otherwise.
float lowestCompared(const std::vector<Candidate> &candidates)
{
    const bool isCut = candidates.size() >= std::size_t(maxCandidates);
    return (isCut ? candidates.back().score : candidateFloor) + 2.f * scoreTolerance;
}

// For each of `candidates` the nearest of the same class and about the same score in `others`.
void widen(Difference &largest, const std::vector<Candidate> &candidates, const std::vector<Candidate> &others)
{
    const float lowest = std::max(lowestCompared(candidates), lowestCompared(others));
    for (const Candidate &candidate : candidates) {
        if (candidate.score < lowest)
            break;
        const auto first = std::partition_point(others.begin(), others.end(), [&](const Candidate &other) {
            return other.score > candidate.score + scoreTolerance;
        });
        Difference nearest{1.f, std::numeric_limits<float>::infinity()};
        for (auto other = first; other != others.end() && other->score >= candidate.score - scoreTolerance; ++other)
            if (const float apart = distance(candidate.box, other->box);
                other->classId == candidate.classId && apart < nearest.box)
                nearest = {std::abs(other->score - candidate.score), apart};
        largest.score = std::max(largest.score, nearest.score);
        largest.box = std::max(largest.box, nearest.box);
    }
}

Difference largestDifference(const Found &a, const Found &b)
{
    Difference largest;
    for (std::size_t i = 0; i < a.size(); ++i) {
        widen(largest, a[i], b[i]);
        widen(largest, b[i], a[i]);
    }
    return largest;
}

std::size_t count(const Found &found)
{
    return std::accumulate(found.begin(), found.end(), std::size_t(0),
                           [](std::size_t sum, const auto &candidates) { return sum + candidates.size(); });
}

// Shapes are values behind pointers.
bool areBitwiseTheSame(const Found &a, const Found &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &one, const auto &other) {
        return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](Candidate x, Candidate y) {
            x.shape = y.shape = nullptr;
            return x == y;
        });
    });
}

} // namespace

/// Real models on several pictures at once: what is found in each is what is found in it alone, and a model that takes
/// one at a time says so and works on.
class TestBatchModels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsAlone_data();
    void sameAsAlone();

private:
    static void compare(Detector &detector, int batch, std::span<const cv::Mat> pictures, const Found &alone);
};

void TestBatchModels::sameAsAlone_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("takes"); // Surely; else it is open, as releases differ.
    const auto row = [](const char *title, const char *model, bool takes) {
        QTest::newRow(title) << QString::fromLatin1(model) << takes;
    };
    // Programs whose shapes are not written into them.
    row("Street", "builtin:street", true);
    row("YOLO11", "models/torchscript/yolo11_rescue_5cls_160.torchscript", true);
    row("ultra-light face, TorchScript", "models/torchscript/ssd_face_rfb_360x480_a.pt", true);
    row("signs, TorchScript", "models/torchscript/asl_classifier_200.ptl", true);
    row("digits, TorchScript", "models/torchscript/vit4mnist_28gray.ptl", false);
    row("D2Go", "models/torchscript/d2go.pt", false);
    row("FastestDet", "models/onnx/FastestDet_352.onnx", false);
    row("YOLOX", "models/onnx/yolox_nano_416.onnx", false);
    row("NanoDet", "models/onnx/nanodet_m_416.onnx", false);
    row("YuNet", "models/onnx/yunet_n_320_320.onnx", false);
    row("ultra-light face, ONNX", "models/onnx/face_RFB-320.onnx", false);
    row("ultra-light face, Caffe", "models/caffe/face_RFB-320.caffemodel", false);
    row("QR codes, Caffe", "models/caffe/wechat_qr_detect.caffemodel", false);
    row("SSD, TensorFlow", "models/tensorflow/opencv_face_detector_uint8.pb", false);
    row("Darknet", "models/darknet/yolo-fastest-1.1-xl.weights", CV_VERSION_MAJOR == 4 && CV_VERSION_MINOR <= 6);
    row("tiny YOLOv5, TorchScript", "wild/models/yolov5_tiny.torchscript", false);
    row("tiny YOLOv5, ONNX", "wild/models/yolov5_tiny_opset12.onnx", false);
}

void TestBatchModels::sameAsAlone()
{
    QFETCH(QString, model);
    QFETCH(bool, takes);
    const bool isBuiltIn = model == QLatin1String("builtin:street");
    if (isBuiltIn && builtInModels().first().id != model)
        QSKIP("This build has no bundled model.");
    if (model.contains(QLatin1String("torchscript")) && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    SIGHTGLASS_TESTDATA(path, isBuiltIn ? QStringLiteral("pictures") : model);
    const QString location = isBuiltIn ? model : path;
    // One is left over, whatever the batch.
    std::vector<cv::Mat> pictures;
    for (const char *name : {"bus", "zidane", "darknet_dog", "yolo11_rescue_sample", "faces_1"}) {
        SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/%1.jpg").arg(QLatin1String(name)));
        pictures.push_back(cv::imread(picture.toStdString()));
    }

    const auto single = loadDetector({.location = location, .batch = 1});
    QVERIFY2(single.ok(), single ? "" : qPrintable(single.error().toText()));
    Found alone;
    for (const cv::Mat &picture : pictures)
        alone.push_back((*single)->detect({&picture, 1})->items.front());
    for (const int batch : {2, 4}) {
        const auto several = loadDetector({.location = location, .batch = batch});
        QVERIFY2(several.ok(), several ? "" : qPrintable(several.error().toText()));
        compare(**several, batch, pictures, alone);
        if (QTest::currentTestFailed())
            return;
        QVERIFY((*several)->descriptor().batch == batch || !takes);
    }
}

void TestBatchModels::compare(Detector &detector, int batch, std::span<const cv::Mat> pictures, const Found &alone)
{
    const ModelDescriptor &descriptor = detector.descriptor();
    QStringList notes = descriptor.notes;
    notes.removeIf([](const QString &note) { return !note.contains(QLatin1String("one picture at a time")); });
    QCOMPARE(notes.size(), descriptor.batch == batch ? 0 : 1);
    QVERIFY(descriptor.batch == batch || descriptor.batch == 1);
    // Twice, as the second time it comes from what was left over.
    for (int i = 0; i < 2; ++i) {
        const auto output = detector.detect(pictures);
        QVERIFY2(output.ok(), output ? "" : qPrintable(output.error().toText()));
        QCOMPARE(output->items.size(), alone.size());
        const Difference largest = largestDifference(alone, output->items);
        const bool same = areBitwiseTheSame(alone, output->items);
        const QString text =
            QStringLiteral("%1 candidates, %2")
                .arg(QString::number(count(alone)), same ? QStringLiteral("bitwise the same") : largest.toText());
        QVERIFY2(largest.score <= scoreTolerance && largest.box <= boxTolerance, qPrintable(text));
        QVERIFY2(same || descriptor.batch == batch, qPrintable(text));
        if (i == 0)
            qInfo("%d: %s", batch, qPrintable(text + QLatin1Char(' ') + notes.join(QLatin1Char(' '))));
    }
}

QTEST_GUILESS_MAIN(TestBatchModels)
#include "tst_batchmodels.moc"
