// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameraaddress.h"
#include "core/media/cameras.h"
#include "core/media/framesource.h"
#include "core/media/sourceprobe.h"
#include "tests/support/fakecamera.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>

#include <chrono>

using namespace sightglass;
using namespace std::chrono_literals;
using test::FakeCamera;
using test::FakeCameraRoot;
using test::FakeCameraScript;

namespace
{

const CameraMode mjpegHd{"mjpeg", {1280, 720}, {30, 1}};
const CameraMode mjpegFullHd{"mjpeg", {1920, 1080}, {30, 1}};
const CameraMode rawHd{"yuyv422", {1280, 720}, {10, 1}};
const CameraMode rawVga{"yuyv422", {640, 480}, {30, 1}};
const CameraMode mjpegVga{"mjpeg", {640, 480}, {30, 1}};

FakeCameraScript second()
{
    FakeCameraScript script;
    script.id = QStringLiteral("usb-046d_HD_Webcam_3C4D-video-index0");
    script.socket = QStringLiteral("pci-0000:00:14.0-usb-0:2:1.0-video-index0");
    return script;
}

SourceSpec at(const QString &device, const char *mode = "")
{
    return {SourceKind::Camera, device + QLatin1String(mode)};
}

} // namespace

/// Cameras on a fake of the kernel's side; the demuxer is the real one.
class CamerasTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void listsCameras();
    void hasNoModesWithoutCamera();
    void choosesAMode_data();
    void choosesAMode();
    void asksForWhatIsWished_data();
    void asksForWhatIsWished();
    void refusesAFormatThatIsNotOffered();
    void listsWhatIsPluggedIn();
    void offersModes();
    void offersUsualSizesOfOneThatScales();
    void identityOutlivesTheNumber();
    void equalCamerasAreToldByTheirSockets();
    void deliversInTheModeThatIsAskedFor_data();
    void deliversInTheModeThatIsAskedFor();
    void saysWhatTheDriverGivesInstead();
    void isKnownByItsIdentityOnceOpen();
    void unpluggingIsAnErrorAtOnce();
    void oneThatIsAwayMayComeUpByItsIdentityAlone();
    void returnIsSeenByIdentity();
    void isTakenByAnother();
};

void CamerasTest::listsCameras()
{
    const QList<CameraDevice> cameras = availableCameras();
    const QDir present(QStringLiteral("/sys/class/video4linux"));
    QVERIFY(cameras.size() <= present.entryList({QStringLiteral("video*")}).size());
    for (const CameraDevice &camera : cameras)
        QVERIFY(camera.device.startsWith(QLatin1String("/dev/video")));
}

void CamerasTest::hasNoModesWithoutCamera()
{
    QVERIFY(cameraModes(QStringLiteral("/dev/video987")).isEmpty());
    QVERIFY(cameraModes(QStringLiteral("/dev/null")).isEmpty());
    QVERIFY(!preferredMode({}));
    QVERIFY(modeToAskFor({}, {})->isAny());
}

void CamerasTest::choosesAMode_data()
{
    QTest::addColumn<QList<CameraMode>>("modes");
    QTest::addColumn<int>("best");
    QTest::newRow("usual webcam") << QList{rawHd, rawVga, mjpegVga, mjpegFullHd, mjpegHd} << 4;
    QTest::newRow("raw alone: the fast one") << QList{rawHd, rawVga} << 1;
    QTest::newRow("same size") << QList{rawVga, mjpegVga} << 1;
    QTest::newRow("large only: the smallest") << QList{mjpegFullHd, CameraMode{"mjpeg", {3840, 2160}, {30, 1}}} << 0;
    QTest::newRow("slow only") << QList{rawHd} << 0;
    QTest::newRow("rates: the usual one")
        << QList{CameraMode{"mjpeg", {640, 480}, {60, 1}}, CameraMode{"mjpeg", {640, 480}, {15, 1}}, mjpegVga} << 2;
    QTest::newRow("rates above: the least")
        << QList{CameraMode{"mjpeg", {640, 480}, {120, 1}}, CameraMode{"mjpeg", {640, 480}, {60, 1}}} << 1;
}

void CamerasTest::choosesAMode()
{
    QFETCH(QList<CameraMode>, modes);
    QFETCH(int, best);
    QVERIFY(preferredMode(modes) == modes[best]);
}

void CamerasTest::asksForWhatIsWished_data()
{
    QTest::addColumn<QString>("wish");
    QTest::addColumn<QString>("asked");
    const auto add = [](const char *wish, const char *asked) {
        QTest::newRow(wish) << QString::fromLatin1(wish) << QString::fromLatin1(asked);
    };
    add("", "1280x720@30,mjpeg");
    add("640x480", "640x480@30,mjpeg");
    add("yuyv422", "640x480@30,yuyv422");
    add("1280x720,yuyv422", "1280x720@10,yuyv422");
    add("@10", "1280x720@10,yuyv422");
    add("1920x1080", "1920x1080@30,mjpeg");
    add("800x600", "800x600@30,mjpeg"); // Drivers take the nearest size.
    add("640x480@12", "640x480@12,mjpeg");
}

void CamerasTest::asksForWhatIsWished()
{
    QFETCH(QString, wish);
    QFETCH(QString, asked);
    const QList offered{rawHd, rawVga, mjpegVga, mjpegFullHd, mjpegHd};
    QCOMPARE(modeToAskFor(*CameraMode::parse(wish), offered)->text(), asked);
}

void CamerasTest::refusesAFormatThatIsNotOffered()
{
    const auto asked = modeToAskFor(*CameraMode::parse(QStringLiteral("640x480,nv12")), {rawHd, mjpegHd});
    QVERIFY(!asked);
    QVERIFY2(asked.error().message.contains(QLatin1String("nv12")), qPrintable(asked.error().message));
    QVERIFY2(asked.error().suggestion.contains(QLatin1String("yuyv422, mjpeg")), qPrintable(asked.error().suggestion));
}

void CamerasTest::listsWhatIsPluggedIn()
{
    const FakeCameraRoot root;
    QVERIFY(availableCameras().isEmpty());
    FakeCamera camera(root);
    FakeCamera other(root, second());
    other.plugIn(10);
    camera.plugIn(2);
    QCOMPARE(availableCameras(), (QList<CameraDevice>{{camera.device(), QStringLiteral("HD Webcam"), camera.byId()},
                                                      {other.device(), QStringLiteral("HD Webcam"), other.byId()}}));
    camera.unplug();
    QCOMPARE(availableCameras().size(), 1);
}

void CamerasTest::offersModes()
{
    const FakeCameraRoot root;
    FakeCamera camera(root, {.modes = {rawVga, rawHd, mjpegHd, {"mjpeg", {1280, 720}, {15, 2}}}});
    camera.plugIn(0);
    QCOMPARE(cameraModes(camera.device()),
             (QList<CameraMode>{rawVga, rawHd, mjpegHd, {"mjpeg", {1280, 720}, {15, 2}}}));
}

void CamerasTest::offersUsualSizesOfOneThatScales()
{
    const FakeCameraRoot root;
    FakeCamera camera(
        root, {.modes = {{"yuyv422", {160, 120}, {30, 1}}, {"yuyv422", {1280, 1024}, {30, 1}}}, .stepwise = true});
    camera.plugIn(0);
    const QList<CameraMode> modes = cameraModes(camera.device());
    QVERIFY(modes.contains(rawVga));
    QVERIFY(modes.contains(CameraMode{"yuyv422", {1280, 720}, {60, 1}}));
    QVERIFY(!modes.contains(CameraMode{"yuyv422", {1920, 1080}, {30, 1}}));
    const auto source = makeFrameSource(at(camera.device(), ",800x600"));
    const auto info = source->open();
    QVERIFY2(info.ok(), info ? "" : qPrintable(info.error().toText()));
    QCOMPARE(info->size, QSize(800, 600));
}

void CamerasTest::identityOutlivesTheNumber()
{
    const FakeCameraRoot root;
    FakeCamera camera(root);
    camera.plugIn(0);
    QCOMPARE(cameraIdentity(camera.device()), camera.byId());
    QCOMPARE(cameraIdentity(camera.byId()), camera.byId());
    QCOMPARE(cameraIdentity(camera.bySocket()), camera.bySocket()); // Whoever says so, means it.
    camera.plugIn(4);
    QCOMPARE(cameraIdentity(camera.device()), camera.byId());
    camera.unplug();
    QCOMPARE(cameraIdentity(root.path(QStringLiteral("dev/video4"))), root.path(QStringLiteral("dev/video4")));
    FakeCamera nameless(root, {.id = {}, .socket = {}});
    nameless.plugIn(1);
    QCOMPARE(cameraIdentity(nameless.device()), nameless.device());
}

void CamerasTest::equalCamerasAreToldByTheirSockets()
{
    const FakeCameraRoot root;
    FakeCameraScript script = second();
    script.id = FakeCameraScript().id; // No serial number: there is one link for both.
    FakeCamera camera(root);
    FakeCamera twin(root, script);
    camera.plugIn(0);
    QCOMPARE(cameraIdentity(camera.device()), camera.byId());
    twin.plugIn(2);
    QCOMPARE(cameraIdentity(camera.device()), camera.bySocket());
    QCOMPARE(cameraIdentity(twin.device()), twin.bySocket());
    QVERIFY(camera.bySocket() != twin.bySocket());
}

void CamerasTest::deliversInTheModeThatIsAskedFor_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("given");
    QTest::newRow("automatic") << QString() << QStringLiteral("1280x720@30,mjpeg");
    QTest::newRow("size") << QStringLiteral(",640x480") << QStringLiteral("640x480@30,mjpeg");
    QTest::newRow("rate") << QStringLiteral(",640x480@15") << QStringLiteral("640x480@15,mjpeg");
    QTest::newRow("format") << QStringLiteral(",yuyv") << QStringLiteral("640x480@30,yuyv422");
}

void CamerasTest::deliversInTheModeThatIsAskedFor()
{
    QFETCH(QString, mode);
    QFETCH(QString, given);
    const FakeCameraRoot root;
    FakeCamera camera(root);
    camera.plugIn(0);
    const auto source = makeFrameSource({SourceKind::Camera, camera.device() + mode});
    const auto info = source->open();
    QVERIFY2(info.ok(), info ? "" : qPrintable(info.error().toText()));
    QCOMPARE(info->cameraMode.text(), given);
    QCOMPARE(info->size, info->cameraMode.size);
    QCOMPARE(info->cameraModes, cameraModes(camera.device()));
    QCOMPARE(info->name, QStringLiteral("HD Webcam"));
    QVERIFY(info->live);
    QCOMPARE(info->notes, QStringList());
    Frame frame;
    for (int i = 0; i < 5; ++i) {
        auto status = source->read(frame);
        while (status && *status == FrameSource::ReadStatus::NoData)
            status = source->read(frame);
        QVERIFY2(status.ok(), status ? "" : qPrintable(status.error().toText()));
        QCOMPARE(QSize(frame.image.cols, frame.image.rows), info->size);
    }
}

void CamerasTest::saysWhatTheDriverGivesInstead()
{
    const FakeCameraRoot root;
    FakeCamera camera(root, {.modes = {{"mjpeg", {640, 480}, {15, 1}}, mjpegHd}, .alwaysFirst = true});
    camera.plugIn(0);
    const auto source = makeFrameSource(at(camera.device(), ",1280x720@30"));
    const auto info = source->open();
    QVERIFY2(info.ok(), info ? "" : qPrintable(info.error().toText()));
    QCOMPARE(info->size, QSize(640, 480));
    QCOMPARE(info->notes, (QStringList{QStringLiteral("The camera gives 640 x 480 instead of 1280 x 720."),
                                       QStringLiteral("The camera announces 15 pictures a second instead of 30.")}));
}

void CamerasTest::isKnownByItsIdentityOnceOpen()
{
    const FakeCameraRoot root;
    FakeCamera camera(root);
    camera.plugIn(3);
    const auto source = makeFrameSource(at(camera.device(), ",640x480"));
    const auto info = source->open();
    QVERIFY2(info.ok(), info ? "" : qPrintable(info.error().toText()));
    QCOMPARE(info->spec, at(camera.byId(), ",640x480"));
    QCOMPARE(info->spec.displayName(), QStringLiteral("HD Webcam 1A2B"));
}

void CamerasTest::unpluggingIsAnErrorAtOnce()
{
    const FakeCameraRoot root;
    FakeCamera camera(root);
    camera.plugIn(0);
    const auto source = makeFrameSource(at(camera.byId()));
    QVERIFY(source->open().ok());
    camera.unplug();
    Frame frame;
    auto status = source->read(frame);
    while (status)
        status = source->read(frame);
    QVERIFY2(status.error().message.contains(QLatin1String("unplugged")), qPrintable(status.error().toText()));
    QVERIFY2(status.error().message.contains(QLatin1String("HD Webcam 1A2B")), qPrintable(status.error().toText()));
}

void CamerasTest::oneThatIsAwayMayComeUpByItsIdentityAlone()
{
    const FakeCameraRoot root;
    FakeCamera camera(root);
    FakeCamera other(root, second());
    other.plugIn(1);
    const auto byIdentity = makeFrameSource(at(camera.byId()));
    const auto info = byIdentity->open();
    QVERIFY(!info);
    QCOMPARE(info.error().message, QStringLiteral("The camera HD Webcam 1A2B is not plugged in."));
    QVERIFY(info.error().suggestion.contains(other.device()));
    QVERIFY(byIdentity->mayComeUp());
    const auto byNumber = makeFrameSource(at(root.path(QStringLiteral("dev/video0"))));
    QVERIFY(!byNumber->open());
    QVERIFY(!byNumber->mayComeUp());
    const auto misspelt = makeFrameSource(at(other.byId(), ",640x"));
    const auto refused = misspelt->open();
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(QLatin1String("\"640x\"")), qPrintable(refused.error().toText()));
    QVERIFY(!misspelt->mayComeUp());
}

void CamerasTest::returnIsSeenByIdentity()
{
    const FakeCameraRoot root;
    FakeCamera camera(root);
    FakeCamera other(root, second());
    camera.plugIn(0);
    SourceProbe probe(at(camera.byId(), ",640x480"));
    QVERIFY(!probe.cameBack());
    camera.unplug();
    QVERIFY(!probe.cameBack());
    other.plugIn(0); // The number alone.
    QVERIFY(!probe.cameBack());
    camera.plugIn(7);
    QVERIFY(probe.cameBack());
    QVERIFY(!probe.cameBack());
}

void CamerasTest::isTakenByAnother()
{
    const FakeCameraRoot root;
    FakeCamera camera(root, {.taken = true});
    camera.plugIn(0);
    const auto info = makeFrameSource(at(camera.device()))->open();
    QVERIFY(!info);
    QVERIFY2(info.error().message.contains(QLatin1String("in use by another program")),
             qPrintable(info.error().toText()));
}

QTEST_GUILESS_MAIN(CamerasTest)
#include "tst_cameras.moc"
