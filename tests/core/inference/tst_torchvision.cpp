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

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

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
    void quantisedSameAsInPython_data();
    void quantisedSameAsInPython();

private:
    void compareWithPython();
};

void TestTorchvision::sameAsInPython_data()
{
    QTest::addColumn<std::size_t>("fewest");
    QTest::newRow("ssdlite320_mobilenet_v3_large") << std::size_t(100);
    QTest::newRow("fasterrcnn_mobilenet_v3_large_320_fpn") << std::size_t(50);
}

void TestTorchvision::shapesSameAsInPython_data()
{
    QTest::addColumn<std::size_t>("fewest");
    QTest::newRow("MaskRCNN") << std::size_t(10);
}

static bool runPython(const QStringList &arguments)
{
    QProcess python;
    python.setStandardErrorFile(QProcess::nullDevice());
    python.start(QStringLiteral("/usr/bin/python3"), arguments);
    constexpr int longest = 240000;
    return python.waitForFinished(longest) && python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

#define REQUIRE_PYTHON()                                                                                               \
    if (!runPython({QStringLiteral("-c"), QStringLiteral("import cv2, torch, torchvision")})) {                        \
        if (test::isCi())                                                                                              \
            QFAIL("Python with torch, torchvision and cv2 is not there (python3-torchvision, python3-opencv).");       \
        QSKIP("Python with torch, torchvision and cv2 is not there (python3-torchvision, python3-opencv).");           \
    }

/// A box that Python found.
struct Found
{
    int label = 0;
    float score = 0.f;
    std::array<float, 4> corners{};
};

constexpr float scoreTolerance = 1e-4f;

static std::vector<Found> readFound(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonArray boxes = all.value(QLatin1String("boxes")).toArray();
    const QJsonArray labels = all.value(QLatin1String("labels")).toArray();
    const QJsonArray scores = all.value(QLatin1String("scores")).toArray();
    std::vector<Found> found;
    for (qsizetype i = 0; i < boxes.size(); ++i) {
        found.push_back({labels[i].toInt(), static_cast<float>(scores[i].toDouble()), {}});
        for (int corner = 0; corner < 4; ++corner)
            found.back().corners[std::size_t(corner)] = static_cast<float>(boxes[i].toArray()[corner].toDouble());
    }
    return found;
}

static std::array<float, 4> cornersOf(const Candidate &candidate)
{
    const cv::Rect2f &box = candidate.box;
    return {box.x, box.y, box.x + box.width, box.y + box.height};
}

static bool isSame(const Candidate &candidate, const Found &found, float pixels)
{
    const auto corners = cornersOf(candidate);
    return candidate.classId == found.label && std::abs(candidate.score - found.score) <= scoreTolerance &&
           std::equal(corners.begin(), corners.end(), found.corners.begin(),
                      [pixels](float a, float b) { return std::abs(a - b) <= pixels; });
}

/// How the candidate nearest in score differs.
static QString differences(const std::vector<Candidate> &candidates, const Found &found, std::size_t number)
{
    QString text = QStringLiteral("No match for number %1, label %2, score %3.")
                       .arg(QString::number(number), QString::number(found.label), QString::number(found.score));
    const Candidate *nearest = nullptr;
    for (const Candidate &candidate : candidates)
        if (candidate.classId == found.label &&
            (!nearest || std::abs(candidate.score - found.score) < std::abs(nearest->score - found.score)))
            nearest = &candidate;
    if (!nearest)
        return text;
    text += QStringLiteral(" Nearest: score %1").arg(nearest->score - found.score, 0, 'g', 3);
    const auto corners = cornersOf(*nearest);
    for (std::size_t i = 0; i < corners.size(); ++i)
        text += QStringLiteral(", corner %1").arg(corners[i] - found.corners[i], 0, 'g', 3);
    return text;
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
    QFETCH(std::size_t, fewest);
    SIGHTGLASS_TESTDATA(picturePath, QStringLiteral("pictures/darknet_dog.jpg"));
    REQUIRE_PYTHON();
    QTemporaryDir folder;
    const QString script = folder.filePath(QStringLiteral("model.pt"));
    const QString results = folder.filePath(QStringLiteral("results.json"));
    const QString maskFile = folder.filePath(QStringLiteral("results.masks"));
    QVERIFY(runPython({QString::fromUtf8(SIGHTGLASS_REFERENCE), QString::fromLatin1(QTest::currentDataTag()),
                       picturePath, script, results, maskFile}));
    const std::vector<Found> expected = readFound(results);
    QVERIFY(expected.size() >= fewest);

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
    std::vector<Candidate> left = output->items.front();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].score < candidateFloor + scoreTolerance)
            continue;
        const auto match = std::find_if(left.begin(), left.end(), [&](const Candidate &candidate) {
            return isSame(candidate, expected[i], 1e-3f);
        });
        QVERIFY2(match != left.end(), qPrintable(differences(left, expected[i], i)));
        if (hasMasks)
            compareMask(match->shape->mask, maskOf(maskFile, qsizetype(i), picture.size()));
        if (QTest::currentTestFailed())
            return;
        left.erase(match);
    }
    QVERIFY(left.size() <= 1);
}

void TestTorchvision::quantisedSameAsInPython_data()
{
    QTest::addColumn<QString>("picture");
    for (const char *name : {"darknet_dog.jpg", "bus.jpg"})
        QTest::newRow(name) << QStringLiteral("pictures/") + QLatin1String(name);
}

/// Releases of LibTorch differ in the last bit of a resized pixel, which quantisation makes into other boxes: what
/// counts is that of the very release that is installed.
void TestTorchvision::quantisedSameAsInPython()
{
    QFETCH(QString, picture);
    SIGHTGLASS_TESTDATA(model, QStringLiteral("models/torchscript/d2go.pt"));
    SIGHTGLASS_TESTDATA(picturePath, picture);
    REQUIRE_PYTHON();
    QTemporaryDir folder;
    const QString results = folder.filePath(QStringLiteral("results.json"));
    QVERIFY(runPython({QString::fromUtf8(SIGHTGLASS_D2GO_REFERENCE), model, picturePath, results}));
    const std::vector<Found> expected = readFound(results);
    QVERIFY(expected.size() > 5);

    auto detector = loadDetector({.location = model});
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const cv::Mat image = cv::imread(picturePath.toStdString());
    const auto output = (*detector)->detect({&image, 1});
    QVERIFY(output.ok());
    std::vector<Candidate> left = output->items.front();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto match = std::find_if(left.begin(), left.end(), [&](const Candidate &candidate) {
            return isSame(candidate, expected[i], 1e-2f);
        });
        QVERIFY2(match != left.end(), qPrintable(differences(left, expected[i], i)));
        left.erase(match);
    }
    QVERIFY(left.empty());
}

QTEST_GUILESS_MAIN(TestTorchvision)
#include "tst_torchvision.moc"
