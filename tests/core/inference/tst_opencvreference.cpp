// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

#include <cmath>

using namespace sightglass;

/// Real models give the boxes that python3-opencv and a few lines of NumPy give.
class TestOpenCvReference : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsInPython_data();
    void sameAsInPython();
};

void TestOpenCvReference::sameAsInPython_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::newRow("fastestdet") << QStringList{QStringLiteral("onnx/FastestDet_352.onnx")};
    QTest::newRow("yolox") << QStringList{QStringLiteral("onnx/yolox_nano_416.onnx")};
    QTest::newRow("ssd") << QStringList{QStringLiteral("tensorflow/opencv_face_detector_uint8.pb"),
                                        QStringLiteral("tensorflow/opencv_face_detector.pbtxt")};
    QTest::newRow("darknet") << QStringList{QStringLiteral("darknet/yolo-fastest-1.1-xl.weights"),
                                            QStringLiteral("darknet/yolo-fastest-1.1-xl.cfg")};
    QTest::newRow("nanodet") << QStringList{QStringLiteral("onnx/nanodet_m_416.onnx")};
    QTest::newRow("yunet") << QStringList{QStringLiteral("onnx/yunet_n_320_320.onnx")};
    QTest::newRow("face") << QStringList{QStringLiteral("onnx/face_RFB-320.onnx")};
    QTest::newRow("faceCaffe") << QStringList{QStringLiteral("caffe/face_RFB-320.caffemodel"),
                                              QStringLiteral("caffe/face_RFB-320.prototxt")};
}

static bool runPython(const QStringList &arguments)
{
    QProcess python;
    python.setStandardErrorFile(QProcess::nullDevice());
    python.start(QStringLiteral("/usr/bin/python3"), arguments);
    constexpr int longest = 120000;
    return python.waitForFinished(longest) && python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

void TestOpenCvReference::sameAsInPython()
{
    QFETCH(QStringList, files);
    const QString family = QString::fromLatin1(QTest::currentDataTag());
    const bool findsFaces =
        QStringList{QStringLiteral("ssd"), QStringLiteral("yunet"), QStringLiteral("face"), QStringLiteral("faceCaffe")}
            .contains(family);
    SIGHTGLASS_TESTDATA(picturePath, findsFaces ? QStringLiteral("pictures/zidane.jpg")
                                                : QStringLiteral("pictures/darknet_dog.jpg"));
    QStringList models;
    for (const QString &file : files) {
        SIGHTGLASS_TESTDATA(path, QStringLiteral("models/") + file);
        models << path;
    }
    if (!runPython({QStringLiteral("-c"), QStringLiteral("import cv2")})) {
        if (test::isCi())
            QFAIL("Python with cv2 is not there (python3-opencv).");
        QSKIP("Python with cv2 is not there (python3-opencv).");
    }
    QTemporaryDir folder;
    const QString results = folder.filePath(QStringLiteral("results.json"));
    QVERIFY(runPython(
        {QString::fromUtf8(SIGHTGLASS_REFERENCE), family, models.join(QLatin1Char(',')), picturePath, results}));
    QFile file(results);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray expected = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(!expected.isEmpty());

    ModelRequest request;
    request.location = models.front();
    auto detector = loadDetector(request);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const cv::Mat picture = cv::imread(picturePath.toStdString());
    const auto output = (*detector)->detect({&picture, 1});
    QVERIFY(output.ok());

    constexpr float pixels = 2e-3f; // NumPy reckons in double here
    constexpr float score = 1e-4f;
    std::vector<Candidate> left = output->items.front();
    for (const QJsonValue &value : expected) {
        const QJsonArray row = value.toArray();
        const auto number = [&row](int index) { return static_cast<float>(row[index].toDouble()); };
        const auto near = [](float a, float b) { return std::abs(a - b) <= pixels; };
        const auto match = std::find_if(left.begin(), left.end(), [&](const Candidate &candidate) {
            const cv::Rect2f &box = candidate.box;
            return candidate.classId == row[0].toInt() && std::abs(candidate.score - number(1)) <= score &&
                   near(box.x, number(2)) && near(box.y, number(3)) && near(box.x + box.width, number(4)) &&
                   near(box.y + box.height, number(5));
        });
        QVERIFY2(match != left.end(), QJsonDocument(row).toJson(QJsonDocument::Compact).constData());
        left.erase(match);
    }
    const auto more = std::count_if(left.begin(), left.end(),
                                    [](const Candidate &candidate) { return candidate.score > 0.1f + score; });
    QCOMPARE(more, 0);
}

QTEST_GUILESS_MAIN(TestOpenCvReference)
#include "tst_opencvreference.moc"
