// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameras.h"
#include "tests/core/pipeline/pipelinetest.h"
#include "tests/support/fakecamera.h"

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

namespace
{

FakeCameraScript otherCamera()
{
    FakeCameraScript script;
    script.name = QStringLiteral("Other Webcam");
    script.id = QStringLiteral("usb-046d_Other_Webcam_3C4D-video-index0");
    script.socket = QStringLiteral("pci-0000:00:14.0-usb-0:2:1.0-video-index0");
    return script;
}

/// Cameras on a fake of the kernel's side, and a pipeline that shows one.
struct Viewing
{
    Viewing()
        : bench(makeFrameSource)
    {}

    void open(const QString &location) { bench.lane.open({SourceKind::Camera, location}); }
    bool plays() const { return bench.phase() == Phase::Playing && !bench.shown.empty(); }
    bool isUnplugged() const { return bench.phase() == Phase::Reconnecting && bench.lane.sourceState().unplugged; }
    QSize size() const
    {
        const cv::Mat &image = bench.lane.presentation().frame.image;
        return {image.cols, image.rows};
    }

    const FakeCameraRoot root;
    FakeCamera camera{root};
    FakeCamera other{root, otherCamera()};
    Bench bench; // Ends before the cameras do.
};

} // namespace

/// What becomes of a camera that is unplugged, comes back, or is to deliver otherwise.
class PipelineCamerasTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isPickedUpAgainUnderAnotherNumber_data();
    void isPickedUpAgainUnderAnotherNumber();
    void oneThatIsAwayIsAwaitedByItsIdentity();
    void isSwitchedToAnotherMode();
    void isOneSourceByAllItsNames();
};

void PipelineCamerasTest::isPickedUpAgainUnderAnotherNumber_data()
{
    QTest::addColumn<bool>("byNumber");
    QTest::newRow("opened by its number") << true;
    QTest::newRow("opened by its identity") << false;
}

void PipelineCamerasTest::isPickedUpAgainUnderAnotherNumber()
{
    QFETCH(bool, byNumber);
    Viewing v;
    v.camera.plugIn(0);
    v.open(byNumber ? v.camera.device() : v.camera.byId());
    QTRY_VERIFY(v.plays());
    QCOMPARE(v.bench.lane.sourceInfo().spec.location, v.camera.byId());
    v.camera.unplug();
    v.other.plugIn(0);
    QTRY_VERIFY(v.isUnplugged());
    QVERIFY(!v.bench.lane.presentation().isNull()); // The last picture stays.
    // By then the number alone would have been taken.
    QTRY_VERIFY(v.bench.lane.sourceState().attempt >= 2);
    QCOMPARE(v.other.starts(), 0);
    v.bench.shown.clear();
    v.camera.plugIn(5);
    QTRY_VERIFY(v.plays());
    QCOMPARE(v.other.starts(), 0);
    QCOMPARE(v.camera.starts(), 2);
    QCOMPARE(v.bench.lane.sourceInfo().spec.location, v.camera.byId());
}

void PipelineCamerasTest::oneThatIsAwayIsAwaitedByItsIdentity()
{
    Viewing v;
    v.open(v.camera.byId() + QStringLiteral(",640x480"));
    QTRY_VERIFY(v.isUnplugged());
    QVERIFY(v.bench.lane.sourceState().error.message.contains(QLatin1String("HD Webcam 1A2B")));
    v.camera.plugIn(2);
    QTRY_VERIFY(v.plays());
    QCOMPARE(v.size(), QSize(640, 480));
    // A number that nobody has is refused, and the picture goes on.
    QSignalSpy failed(&v.bench.lane, &SourceLane::openFailed);
    v.open(v.root.path(QStringLiteral("dev/video9")));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(v.bench.phase() == Phase::Playing);
}

void PipelineCamerasTest::isSwitchedToAnotherMode()
{
    Viewing v;
    v.camera.plugIn(0);
    v.open(v.camera.device());
    QTRY_VERIFY(v.plays());
    QCOMPARE(v.size(), QSize(1280, 720));
    for (const char *mode : {",640x480@15,mjpeg", ",yuyv422", ""}) {
        v.bench.shown.clear();
        v.open(v.camera.byId() + QLatin1String(mode));
        QTRY_VERIFY(v.plays());
        QCOMPARE(v.bench.lane.sourceInfo().spec.location, v.camera.byId() + QLatin1String(mode));
        QTRY_COMPARE(v.size(), v.bench.lane.sourceInfo().cameraMode.size);
    }
    QCOMPARE(v.camera.starts(), 4);
    v.open(v.camera.byId() + QStringLiteral(",nv12"));
    QTRY_VERIFY(v.bench.phase() == Phase::Failed);
    QVERIFY(v.bench.lane.sourceState().error.message.contains(QLatin1String("nv12")));
}

void PipelineCamerasTest::isOneSourceByAllItsNames()
{
    Viewing v;
    v.camera.plugIn(0);
    v.open(v.camera.byId());
    QTRY_VERIFY(v.plays());
    for (const QString &name : {v.camera.device(), v.camera.bySocket(), v.camera.byId() + QStringLiteral(",640x480")}) {
        v.open(name);
        QVERIFY(v.bench.phase() == Phase::Opening); // Not beside itself, where it would find itself busy.
        v.bench.shown.clear();
        QTRY_VERIFY(v.plays());
    }
}

QTEST_GUILESS_MAIN(PipelineCamerasTest)
#include "tst_pipelinecameras.moc"
