// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <cmath>
#include <cstring>

using namespace sightglass;

/// torchvision's own detectors give the same boxes here as in Python with the real torchvision.
class TestTorchvision : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsInPython_data();
    void sameAsInPython();
    void shapesSameAsInPython_data();
    void shapesSameAsInPython();

private:
    void compareWithPython();
};

void TestTorchvision::sameAsInPython_data()
{
    QTest::addColumn<qsizetype>("fewest");
    QTest::newRow("ssdlite320_mobilenet_v3_large") << qsizetype(100);
    QTest::newRow("fasterrcnn_mobilenet_v3_large_320_fpn") << qsizetype(50);
}

void TestTorchvision::shapesSameAsInPython_data()
{
    QTest::addColumn<qsizetype>("fewest");
    QTest::newRow("MaskRCNN") << qsizetype(10);
}

static bool runPython(const QStringList &arguments)
{
    QProcess python;
    python.setStandardErrorFile(QProcess::nullDevice());
    python.start(QStringLiteral("/usr/bin/python3"), arguments);
    constexpr int longest = 240000;
    return python.waitForFinished(longest) && python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

static cv::Mat1f maskOf(const QString &path, qsizetype thing, cv::Size size)
{
    QFile file(path);
    const qsizetype bytes = qsizetype(size.area()) * qsizetype(sizeof(float));
    if (!file.open(QIODevice::ReadOnly) || !file.seek(thing * bytes))
        return {};
    const QByteArray numbers = file.read(bytes);
    cv::Mat1f mask(size);
    if (numbers.size() != bytes)
        return {};
    std::memcpy(mask.data, numbers.constData(), static_cast<std::size_t>(bytes));
    return mask;
}

// Within the box the same probabilities; where they were thinned out, the same on average. Nothing lies outside.
static void compareMask(const Mask &found, const cv::Mat1f &expected)
{
    QVERIFY(!expected.empty());
    QVERIFY(found.planes);
    const MaskPlanes &planes = *found.planes;
    const cv::Rect area(planes.area);
    QCOMPARE(cv::Rect2f(area), planes.area);
    const cv::Mat1f values(planes.rows, planes.columns, const_cast<float *>(planes.values.get()));
    const cv::Mat1f within = expected(area);
    if (within.size() == values.size())
        QVERIFY(cv::norm(values + 0.5f, within, cv::NORM_INF) <= 1e-4);
    QVERIFY(std::abs(cv::mean(values)[0] + 0.5 - cv::mean(within)[0]) <= 1e-4);
    cv::Mat1f outside = expected.clone();
    outside(area).setTo(0.f);
    QVERIFY(cv::countNonZero(outside > 0.5f) == 0);
}

void TestTorchvision::sameAsInPython()
{
    compareWithPython();
}

void TestTorchvision::shapesSameAsInPython()
{
    compareWithPython();
}

void TestTorchvision::compareWithPython()
{
    QFETCH(qsizetype, fewest);
    SIGHTGLASS_TESTDATA(picturePath, QStringLiteral("pictures/darknet_dog.jpg"));
    if (!runPython({QStringLiteral("-c"), QStringLiteral("import cv2, torch, torchvision")})) {
        if (test::isCi())
            QFAIL("Python with torch, torchvision and cv2 is not there (python3-torchvision, python3-opencv).");
        QSKIP("Python with torch, torchvision and cv2 is not there (python3-torchvision, python3-opencv).");
    }
    QTemporaryDir folder;
    const QString script = folder.filePath(QStringLiteral("model.pt"));
    const QString results = folder.filePath(QStringLiteral("results.json"));
    const QString maskFile = folder.filePath(QStringLiteral("results.masks"));
    QVERIFY(runPython({QString::fromUtf8(SIGHTGLASS_REFERENCE), QString::fromLatin1(QTest::currentDataTag()),
                       picturePath, script, results, maskFile}));
    QFile file(results);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonArray boxes = expected.value(QLatin1String("boxes")).toArray();
    const QJsonArray labels = expected.value(QLatin1String("labels")).toArray();
    const QJsonArray scores = expected.value(QLatin1String("scores")).toArray();
    QVERIFY(boxes.size() >= fewest);

    ModelRequest request;
    request.location = script;
    auto detector = loadDetector(request);
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    QCOMPARE((*detector)->descriptor().family, ModelFamily::TorchvisionScript);
    const bool hasMasks = QFile::exists(maskFile);
    QCOMPARE((*detector)->descriptor().task, hasMasks ? ModelTask::Segment : ModelTask::Detect);
    QCOMPARE((*detector)->descriptor().classNames->value(18), QStringLiteral("dog"));
    const cv::Mat picture = cv::imread(picturePath.toStdString());
    const auto output = (*detector)->detect({&picture, 1});
    QVERIFY(output.ok());
    QVERIFY(output->suppressed);

    // Equal scores may come in either order, so each expected box is looked for among all.
    constexpr float pixels = 1e-3f;
    constexpr float score = 1e-4f;
    std::vector<Candidate> left = output->items.front();
    for (qsizetype i = 0; i < boxes.size(); ++i) {
        const float wanted = static_cast<float>(scores[i].toDouble());
        if (wanted < candidateFloor + score)
            continue;
        const QJsonArray corners = boxes[i].toArray();
        const auto corner = [&corners](int index) { return static_cast<float>(corners[index].toDouble()); };
        const auto near = [](float a, float b) { return std::abs(a - b) <= pixels; };
        const auto match = std::find_if(left.begin(), left.end(), [&](const Candidate &candidate) {
            const cv::Rect2f &box = candidate.box;
            return candidate.classId == labels[i].toInt() && std::abs(candidate.score - wanted) <= score &&
                   near(box.x, corner(0)) && near(box.y, corner(1)) && near(box.x + box.width, corner(2)) &&
                   near(box.y + box.height, corner(3));
        });
        QVERIFY2(match != left.end(), qPrintable(QStringLiteral("No match for number %1").arg(i)));
        if (hasMasks)
            compareMask(match->shape->mask, maskOf(maskFile, i, picture.size()));
        if (QTest::currentTestFailed())
            return;
        left.erase(match);
    }
    QVERIFY(left.size() <= 1);
}

QTEST_GUILESS_MAIN(TestTorchvision)
#include "tst_torchvision.moc"
