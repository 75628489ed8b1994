// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "core/inference/selection.h"
#include "tests/support/testcase.h"

#include <opencv2/imgcodecs.hpp>

#include <cmath>

using namespace sightglass;

/// A box as the makers drew it: corners in pixels of the picture.
struct Drawn
{
    QString name;
    float score; ///< As printed beside it, two decimals; negative: of another model, not compared.
    float left, top, right, bottom;
};

Q_DECLARE_METATYPE(QList<Drawn>)

/// The examples that makers publish with their models, read off their pictures (the middle of the drawn lines): the
/// same model gives the same boxes and scores, and other models of the same classes agree about where things are.
class TestMakersResults : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void givesWhatTheyShow_data();
    void givesWhatTheyShow();
};

void TestMakersResults::givesWhatTheyShow_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("picture");
    QTest::addColumn<float>("leastOverlap");
    QTest::addColumn<QList<Drawn>>("drawn");
    const QString person = QStringLiteral("person");

    // fastestdet_3_result.jpg, by this very model.
    QTest::newRow("FastestDet") << QStringLiteral("models/onnx/FastestDet_352.onnx")
                                << QStringLiteral("pictures/fastestdet_3.jpg") << 0.95f
                                << QList<Drawn>{{person, 0.90f, 40, 62, 177, 293},
                                                {person, 0.90f, 288, 141, 482, 297},
                                                {person, 0.80f, 159, 136, 256, 264},
                                                {person, 0.78f, 230, 139, 323, 277}};

    // zidane_yolov5s_out.jpg and bus_yolov5s_out.jpg, by YOLOv5s.
    const QList<Drawn> zidane{{person, -1, 728, 38, 1163, 717}, {person, -1, 149, 215, 682, 713}};
    const QList<Drawn> bus{{QStringLiteral("bus"), -1, 20, 216, 808, 769},
                           {person, -1, 50, 397, 246, 899},
                           {person, -1, 218, 401, 345, 864},
                           {person, -1, 667, 394, 808, 889}};
    for (const char *model : {"torchscript/d2go.pt", "onnx/yolox_nano_416.onnx", "darknet/yolo-fastest-1.1-xl.cfg"}) {
        QTest::addRow("zidane, %s", model) << QStringLiteral("models/") + QLatin1String(model)
                                           << QStringLiteral("pictures/zidane.jpg") << 0.6f << zidane;
        QTest::addRow("bus, %s", model) << QStringLiteral("models/") + QLatin1String(model)
                                        << QStringLiteral("pictures/bus.jpg") << 0.6f << bus;
    }
}

void TestMakersResults::givesWhatTheyShow()
{
    QFETCH(QString, model);
    QFETCH(QString, picture);
    QFETCH(float, leastOverlap);
    QFETCH(QList<Drawn>, drawn);
    SIGHTGLASS_TESTDATA(modelPath, model);
    SIGHTGLASS_TESTDATA(picturePath, picture);
    if (model.contains(QLatin1String("torchscript")) && !isTorchBackendInstalled())
        QSKIP("Built without LibTorch.");
    const auto detector = loadDetector({.location = modelPath});
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const cv::Mat image = cv::imread(picturePath.toStdString());
    const auto output = (*detector)->detect({&image, 1});
    QVERIFY2(output.ok(), output ? "" : qPrintable(output.error().toText()));
    Candidates candidates;
    candidates.items = output->items.front();
    candidates.suppressed = output->suppressed;
    candidates.classNames = (*detector)->descriptor().classNames;
    Thresholds thresholds;
    thresholds.confidence = 0.4f;
    const Detections found = select(candidates, thresholds);

    for (const Drawn &expected : drawn) {
        const cv::Rect2f box(expected.left, expected.top, expected.right - expected.left,
                             expected.bottom - expected.top);
        float overlap = 0.f;
        float score = 0.f;
        for (const Detection &detection : found) {
            const float shared = intersectionOverUnion(detection.box, box);
            if (candidates.className(detection.classId) == expected.name && shared > overlap) {
                overlap = shared;
                score = detection.score;
            }
        }
        QVERIFY2(overlap >= leastOverlap, qPrintable(QStringLiteral("%1 at %2, %3: IoU %4")
                                                         .arg(expected.name)
                                                         .arg(expected.left)
                                                         .arg(expected.top)
                                                         .arg(overlap)));
        if (expected.score >= 0.f)
            QVERIFY2(std::abs(score - expected.score) <= 0.011f, qPrintable(QString::number(score)));
    }
}

QTEST_GUILESS_MAIN(TestMakersResults)
#include "tst_makersresults.moc"
