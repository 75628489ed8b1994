// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "tests/core/inference/torchfixtures.h"
#include "tests/support/modelnotes.h"
#include "tests/support/testcase.h"

#include <QTemporaryDir>

#include <cmath>

using namespace sightglass;

/// From a portrait picture through a TorchScript program to masks, keypoints, turned boxes and classes.
class TestTorchShapes : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void segments();
    void poses();
    void oriented();
    void detectron2Traced();
    void detectron2Scripted();
    void classifies();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("model.torchscript")); }
    /// The one candidate found, or the best of several, in a black picture with a red rectangle.
    Candidate found(ModelFamily family);

    QTemporaryDir m_folder;
    ModelDescriptor m_descriptor;
};

static const cv::Rect redRectangle(40, 20, 80, 60);

static QByteArray metadata(const char *task, const char *more = "")
{
    return QStringLiteral(R"({"task": "%1", "stride": 32, "imgsz": [160, 160], %2 "names": {"0": "red"}})")
        .arg(QLatin1String(task), QLatin1String(more))
        .toUtf8();
}

Candidate TestTorchShapes::found(ModelFamily family)
{
    ModelRequest request;
    request.location = path();
    request.threads = 1;
    auto detector = loadDetector(request);
    if (!detector) {
        qWarning("%s", qPrintable(detector.error().toText()));
        return {};
    }
    m_descriptor = (*detector)->descriptor();
    cv::Mat picture(400, 320, CV_8UC3, cv::Scalar::all(0));
    picture(redRectangle).setTo(cv::Scalar(0, 0, 255));
    const auto output = (*detector)->detect({&picture, 1});
    if (!output || output->items.front().empty() || m_descriptor.family != family) {
        qWarning("%s", qPrintable(output ? familyName(m_descriptor.family) : output.error().toText()));
        return {};
    }
    return output->items.front().front();
}

// 400 / 160 pixels of the picture are one of the network's, either way.
static bool isRed(const cv::Rect2f &box, float tolerance = 2.6f)
{
    const cv::Rect2f wanted(redRectangle);
    return std::abs(box.x - wanted.x) <= tolerance && std::abs(box.y - wanted.y) <= tolerance &&
           std::abs(box.br().x - wanted.br().x) <= tolerance && std::abs(box.br().y - wanted.br().y) <= tolerance;
}

void TestTorchShapes::segments()
{
    test::writeYoloSegment(path(), 160, 160,
                           metadata("segment").replace("\"red\"", "\"red\", \"1\": \"b\", \"2\": \"c\""));
    const Candidate candidate = found(ModelFamily::YoloSegment);
    QCOMPARE(m_descriptor.task, ModelTask::Segment);
    QVERIFY(isRed(candidate.box));
    const Mask &mask = candidate.shape->mask;
    QCOMPARE(mask.coefficients, (std::vector{1.f, -1.f}));
    QCOMPARE(mask.planes->columns, 40);
    // 320 x 400 lies in 160 x 160 as 128 x 160 at (16, 0): the whole is 400 x 400 from -40.
    QCOMPARE(mask.planes->area, (cv::Rect2f{-40.f, 0.f, 400.f, 400.f}));
    QCOMPARE(mask.planes->values.get()[0], 1.f);
    QCOMPARE(mask.planes->values.get()[39], 0.f);
}

void TestTorchShapes::poses()
{
    test::writeYoloPose(path(), 160, 160, metadata("pose", R"("kpt_shape": [2, 3],)"));
    const Candidate candidate = found(ModelFamily::YoloPose);
    QCOMPARE(m_descriptor.task, ModelTask::Pose);
    QCOMPARE(m_descriptor.layout, (OutputLayout{1, 2, 3}));
    QVERIFY(isRed(candidate.box));
    const auto &keypoints = candidate.shape->keypoints;
    QCOMPARE(keypoints.size(), std::size_t(2));
    QVERIFY(isRed({keypoints[0].point, keypoints[1].point}));
    QCOMPARE(keypoints[0].confidence, 0.75f);
    QCOMPARE(keypoints[1].confidence, 0.25f);
}

void TestTorchShapes::oriented()
{
    test::writeYoloOriented(path(), 160, 160,
                            metadata("obb").replace("\"red\"", "\"red\", \"1\": \"b\", \"2\": \"c\""));
    const Candidate candidate = found(ModelFamily::YoloOriented);
    QCOMPARE(m_descriptor.task, ModelTask::OrientedBoxes);
    const OrientedBox &box = *candidate.shape->oriented;
    QVERIFY(std::abs(box.angle - 0.5f) < 1e-4f);
    QVERIFY(isRed(
        {box.centre.x - box.size.width / 2.f, box.centre.y - box.size.height / 2.f, box.size.width, box.size.height}));
}

void TestTorchShapes::detectron2Traced()
{
    test::writeDetectron2Traced(path());
    const Candidate candidate = found(ModelFamily::Detectron2);
    QCOMPARE(m_descriptor.task, ModelTask::Segment);
    QVERIFY(isRed(candidate.box, 1e-3f));
    QCOMPARE(candidate.classId, 7);
    QCOMPARE(candidate.shape->mask.planes->area, cv::Rect2f(redRectangle));
}

void TestTorchShapes::detectron2Scripted()
{
    test::writeDetectron2Scripted(path());
    const Candidate candidate = found(ModelFamily::Detectron2);
    QCOMPARE(m_descriptor.task, ModelTask::Detect);
    QVERIFY(isRed(candidate.box, 1e-3f));
    QCOMPARE(candidate.classId, 7);
    QCOMPARE(candidate.score, 0.9f);
}

void TestTorchShapes::classifies()
{
    test::writeClassifier(path(), R"({"task": "classify", "stride": 1, "imgsz": [64, 64],
                                      "names": {"0": "red", "1": "green", "2": "blue"}})");
    Candidate candidate = found(ModelFamily::Classification);
    QCOMPARE(m_descriptor.task, ModelTask::Classify);
    QCOMPARE(m_descriptor.fit, InputFit::CentreCrop);
    QCOMPARE(test::notesOfModel(m_descriptor.notes), QStringList());
    QVERIFY(candidate.wholePicture);
    QCOMPARE(candidate.classId, 0);
    QCOMPARE(candidate.box, (cv::Rect2f{0.f, 0.f, 320.f, 400.f}));

    // Without metadata its size is found, and what was assumed is told.
    test::writeClassifier(path(), {});
    candidate = found(ModelFamily::Classification);
    QCOMPARE(m_descriptor.inputSize, QSize(64, 64));
    QVERIFY(m_descriptor.notes.join(QLatin1Char(' ')).contains(QLatin1String("ImageNet")));
}

QTEST_GUILESS_MAIN(TestTorchShapes)
#include "tst_torchshapes.moc"
