// SPDX-License-Identifier: Apache-2.0
#include "core/inference/hogdetector.h"
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

using namespace sightglass;

class TestHogDetector : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void scores();
    void personWithinWindow();
    void findsPeople();
    void anySize();
    void isBuiltIn();
};

void TestHogDetector::scores()
{
    QCOMPARE(hogScore(0.0), 0.5f);
    QVERIFY(std::abs(hogScore(1.0) - 0.880797f) < 1e-6f); // 1 / (1 + e^-2)
    QVERIFY(std::abs(hogScore(-0.5) - 0.268941f) < 1e-6f);
    QVERIFY(hogScore(0.3) < hogScore(0.31));
    QVERIFY(hogScore(1000.0) <= 1.f && hogScore(-1000.0) >= 0.f);
}

void TestHogDetector::personWithinWindow()
{
    QCOMPARE(hogPerson({100.f, 200.f, 64.f, 128.f}), cv::Rect2f(116.f, 216.f, 32.f, 96.f));
}

void TestHogDetector::findsPeople()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("pictures/darknet_person.jpg"));
    const cv::Mat picture = cv::imread(path.toStdString());
    HogDetector detector(ModelRequest{});
    auto output = detector.detect({&picture, 1});
    QVERIFY(output.ok());
    QVERIFY(!output->suppressed);
    Candidates candidates;
    candidates.items = output->items.front();
    QVERIFY(std::is_sorted(candidates.items.begin(), candidates.items.end(),
                           [](const Candidate &a, const Candidate &b) { return a.score > b.score; }));
    Thresholds thresholds;
    thresholds.confidence = detector.descriptor().defaultConfidence;
    const Detections people = select(candidates, thresholds);
    // The person stands at about 190 to 275, 100 to 380.
    const auto found = std::any_of(people.begin(), people.end(), [](const Detection &person) {
        return intersectionOverUnion(person.box, {190.f, 100.f, 85.f, 280.f}) > 0.5f;
    });
    QVERIFY(found);
}

void TestHogDetector::anySize()
{
    HogDetector detector(ModelRequest{});
    const std::vector<cv::Mat> pictures{cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9)),
                                        cv::Mat(3, 2000, CV_8UC3, cv::Scalar::all(9)),
                                        cv::Mat(128, 64, CV_8UC3, cv::Scalar::all(9))};
    const auto output = detector.detect(pictures);
    QVERIFY(output.ok());
    QCOMPARE(output->items.size(), std::size_t(3));
    for (const auto &items : output->items)
        QVERIFY(items.empty());
}

void TestHogDetector::isBuiltIn()
{
    const QList<BuiltInModel> models = builtInModels();
    QVERIFY(!models.isEmpty());
    QCOMPARE(models.last().id, QLatin1String(HogDetector::id));
    ModelRequest request;
    request.location = models.last().id;
    request.device = QStringLiteral("cuda:0");
    request.batch = 4;
    const auto detector = loadDetector(request);
    QVERIFY(detector.ok());
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QCOMPARE(descriptor.name, models.last().name);
    QCOMPARE(descriptor.family, ModelFamily::HogPeople);
    QCOMPARE(*descriptor.classNames, QStringList{QStringLiteral("person")});
    QCOMPARE(descriptor.batch, 1);
    QCOMPARE(descriptor.notes.size(), 2);
    QVERIFY2(descriptor.notes[1].contains(QLatin1String("batches of 4")), qPrintable(descriptor.notes[1]));

    request.location = QStringLiteral("builtin:nothing");
    QVERIFY(loadDetector(request).error().message.contains(QLatin1String("builtin:nothing")));
}

QTEST_GUILESS_MAIN(TestHogDetector)
#include "tst_hogdetector.moc"
