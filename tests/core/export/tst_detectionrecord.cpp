// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionrecord.h"
#include "core/overlay/maskpicture.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

using namespace sightglass;

class DetectionRecordTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBack();
    void masksKeepTheirPixels();
    void otherBytesAreNoRecord();
};

namespace
{

Frame someFrame()
{
    Frame frame;
    frame.id.index = 123456789012;
    frame.pts = -7;
    frame.timeBase = {1, 90000};
    frame.duration = 3003;
    frame.image = cv::Mat::zeros(48, 64, CV_8UC3);
    return frame;
}

Detections someDetections()
{
    Shape turned;
    turned.oriented = OrientedBox{{10.25f, 11.5f}, {8.f, 4.f}, 0.3f};
    Shape person;
    person.keypoints = {{{1.5f, -2.f}, 0.25f}, {{3.f, 4.f}, 1.f}};
    return {{{1.f / 3.f, 2.f, 10.f, 10.f}, 3, 0.7f},
            {{0.f, 0.f, 64.f, 48.f}, 1, 0.6f, true},
            {{5.f, 5.f, 12.f, 12.f}, 0, 0.5f, false, std::make_shared<const Shape>(turned)},
            {{-3.f, 5.f, 12.f, 12.f}, 0, 0.4f, false, std::make_shared<const Shape>(person)}};
}

} // namespace

void DetectionRecordTest::everythingComesBack()
{
    const Frame frame = someFrame();
    const Detections detections = someDetections();
    const auto record = recordFromBytes(recordToBytes(frame, detections));
    QVERIFY(record);
    QCOMPARE(record->frame.id.index, frame.id.index);
    QCOMPARE(record->frame.pts, frame.pts);
    QVERIFY(record->frame.timeBase == frame.timeBase);
    QCOMPARE(record->frame.duration, frame.duration);
    QVERIFY(record->frame.image.size() == frame.image.size());
    QCOMPARE(record->detections.size(), detections.size());
    for (std::size_t i = 0; i < detections.size(); ++i) {
        const Detection &before = detections[i];
        const Detection &after = record->detections[i];
        QVERIFY(after.box == before.box);
        QCOMPARE(after.classId, before.classId);
        QCOMPARE(after.score, before.score);
        QCOMPARE(after.wholePicture, before.wholePicture);
        QCOMPARE(after.shape != nullptr, before.shape != nullptr);
        if (!before.shape)
            continue;
        QVERIFY(after.shape->oriented == before.shape->oriented);
        QVERIFY(after.shape->keypoints == before.shape->keypoints);
    }
}

/// Planes coarser than the frame, and boxes whose edges lie within pixels, or beyond the frame.
void DetectionRecordTest::masksKeepTheirPixels()
{
    constexpr int side = 16;
    cv::RNG random(7);
    const std::shared_ptr<float[]> values(new float[2 * side * side]);
    for (int i = 0; i < 2 * side * side; ++i)
        values[i] = random.uniform(-1.f, 1.f);
    MaskPlanes planes;
    planes.channels = 2;
    planes.rows = side;
    planes.columns = side;
    planes.values = std::shared_ptr<const float>(values, values.get());
    planes.area = {0.f, -8.f, 64.f, 64.f};
    Shape shape;
    shape.mask = {std::make_shared<const MaskPlanes>(planes), {0.7f, -0.4f}};
    const auto shared = std::make_shared<const Shape>(shape);
    const Frame frame = someFrame();
    Detections detections;
    for (const cv::Rect2f &box : {cv::Rect2f{3.3f, 4.7f, 40.2f, 30.1f}, cv::Rect2f{-5.f, -5.f, 100.f, 100.f},
                                  cv::Rect2f{20.f, 20.f, 1.f, 1.f}, cv::Rect2f{200.f, 200.f, 9.f, 9.f}})
        detections.push_back({box, 0, 0.9f, false, shared});
    const auto record = recordFromBytes(recordToBytes(frame, detections));
    QVERIFY(record);
    QCOMPARE(record->detections.size(), detections.size());
    int inside = 0;
    for (std::size_t i = 0; i < detections.size(); ++i) {
        const SourceMask before = sourceMask(detections[i], frame.image.size());
        const SourceMask after = sourceMask(record->detections[i], frame.image.size());
        QVERIFY(after.place == before.place);
        QVERIFY(before.pixels.empty() || cv::norm(before.pixels, after.pixels, cv::NORM_L1) == 0.0);
        inside += before.pixels.empty() ? 0 : cv::countNonZero(before.pixels);
    }
    QVERIFY(inside > 100);
}

void DetectionRecordTest::otherBytesAreNoRecord()
{
    const QByteArray bytes = recordToBytes(someFrame(), someDetections());
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QVERIFY(!recordFromBytes(bytes.first(size)));
    QVERIFY(!recordFromBytes(bytes + '\0'));
}

QTEST_APPLESS_MAIN(DetectionRecordTest)
#include "tst_detectionrecord.moc"
