// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameramode.h"
#include "core/media/cameras.h"
#include "tests/support/testcase.h"

#include <QDir>

using namespace sightglass;

class CamerasTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void listsCameras();
    void hasNoModesWithoutCamera();
    void choosesAMode_data();
    void choosesAMode();
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
}

void CamerasTest::choosesAMode_data()
{
    QTest::addColumn<QList<CameraMode>>("modes");
    QTest::addColumn<int>("best");
    const CameraMode mjpegHd{"mjpeg", {1280, 720}, 30};
    const CameraMode mjpegFullHd{"mjpeg", {1920, 1080}, 30};
    const CameraMode rawHd{"yuyv422", {1280, 720}, 10};
    const CameraMode rawVga{"yuyv422", {640, 480}, 30};
    const CameraMode mjpegVga{"mjpeg", {640, 480}, 30};
    QTest::newRow("usual webcam") << QList{rawHd, rawVga, mjpegVga, mjpegFullHd, mjpegHd} << 4;
    QTest::newRow("raw alone: the fast one") << QList{rawHd, rawVga} << 1;
    QTest::newRow("same size") << QList{rawVga, mjpegVga} << 1;
    QTest::newRow("large only: the smallest") << QList{mjpegFullHd, CameraMode{"mjpeg", {3840, 2160}, 30}} << 0;
    QTest::newRow("slow only") << QList{rawHd} << 0;
}

void CamerasTest::choosesAMode()
{
    QFETCH(QList<CameraMode>, modes);
    QFETCH(int, best);
    QVERIFY(preferredMode(modes) == modes[best]);
}

QTEST_GUILESS_MAIN(CamerasTest)
#include "tst_cameras.moc"
