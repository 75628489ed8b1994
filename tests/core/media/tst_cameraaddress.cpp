// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameraaddress.h"
#include "core/media/sourcespec.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace sightglass;

class CameraAddressTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isWrittenInOneWay_data();
    void isWrittenInOneWay();
    void namesWhatIsNotUnderstood_data();
    void namesWhatIsNotUnderstood();
    void comesBackFromItsText();
    void anyTextIsReadOrRefused();
    void isToldFromFiles();
    void namesForPeople_data();
    void namesForPeople();
};

void CameraAddressTest::isWrittenInOneWay_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("location");
    const auto add = [](const char *text, const char *location) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(location);
    };
    add("0", "/dev/video0");
    add("007", "/dev/video7");
    add("0,1280x720@30,mjpeg", "/dev/video0,1280x720@30,mjpeg");
    add("0,MJPG,1280x720@30", "/dev/video0,1280x720@30,mjpeg");
    add("0, 1280x720, @30 , yuyv", "/dev/video0,1280x720@30,yuyv422");
    add("2,640x480", "/dev/video2,640x480");
    add("2,@7.5", "/dev/video2,@15/2");
    add("2,@29.970", "/dev/video2,@2997/100");
    add("2,@30000/1001", "/dev/video2,@30000/1001");
    add("2,@60/2", "/dev/video2,@30");
    add("2,nv12", "/dev/video2,nv12");
    add("/dev/video0,640x480@15/2", "/dev/video0,640x480@15/2");
    add("/dev/v4l/by-id/usb-046d_C920-video-index0,1280x720@30",
        "/dev/v4l/by-id/usb-046d_C920-video-index0,1280x720@30");
}

void CameraAddressTest::isWrittenInOneWay()
{
    QFETCH(QString, text);
    QFETCH(QString, location);
    const SourceSpec spec = SourceSpec::fromUserInput(text);
    QCOMPARE(int(spec.kind), int(SourceKind::Camera));
    QCOMPARE(spec.location, location);
    QCOMPARE(SourceSpec::fromUserInput(location), spec);
    QCOMPARE(CameraAddress::parse(location)->location(), location);
    QCOMPARE(CameraAddress::deviceIn(text), location.section(QLatin1Char(','), 0, 0));
}

void CameraAddressTest::namesWhatIsNotUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto add = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromUtf8(text) << QLatin1Char('"') + QString::fromUtf8(part) + QLatin1Char('"');
    };
    add("0,640x", "640x");
    add("0,x480", "x480");
    add("0,0x480", "0x480");
    add("0,640x480@", "640x480@");
    add("0,640x480@0", "640x480@0");
    add("0,640x480@30/0", "640x480@30/0");
    add("0,640x480@fast", "640x480@fast");
    add("0,1234567x480", "1234567x480");
    add("0,h265", "h265");
    add("0,640x480,mjpeg,800x600", "800x600");
    add("0,mjpeg,nv12", "nv12");
    add("0,@30,@15", "@15");
    add("0,", "");
    add("0,,mjpeg", "");
    add("/dev/video1,640×480", "640×480");
}

void CameraAddressTest::namesWhatIsNotUnderstood()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const SourceSpec spec = SourceSpec::fromUserInput(text);
    QCOMPARE(int(spec.kind), int(SourceKind::Camera));
    const auto address = CameraAddress::parse(spec.location);
    QVERIFY(!address);
    QVERIFY2(address.error().message.contains(part), qPrintable(address.error().message));
    QVERIFY2(address.error().message.contains(QLatin1String("/dev/video")), qPrintable(address.error().message));
    QVERIFY(address.error().suggestion.contains(QLatin1String("1280x720@30,mjpeg")));
    QVERIFY(address.error().suggestion.contains(QLatin1String("yuyv422")));
}

void CameraAddressTest::comesBackFromItsText()
{
    QRandomGenerator random(1);
    const QList<QByteArray> formats = cameraFormats() + QList<QByteArray>{QByteArray()};
    const QStringList devices{QStringLiteral("/dev/video0"), QStringLiteral("/dev/video63"),
                              QStringLiteral("/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0")};
    for (int i = 0; i < 500; ++i) {
        CameraAddress address;
        address.device = devices.at(random.bounded(3));
        address.mode.format = formats.at(random.bounded(int(formats.size())));
        if (random.bounded(2) == 1)
            address.mode.size = {random.bounded(1, 8192), random.bounded(1, 8192)};
        if (random.bounded(2) == 1)
            address.mode.rate = {random.bounded(1, 240), 1};
        const auto again = CameraAddress::parse(address.location());
        QVERIFY2(again && *again == address, qPrintable(address.location()));
        QCOMPARE(SourceSpec::fromUserInput(address.location()), (SourceSpec{SourceKind::Camera, address.location()}));
    }
}

void CameraAddressTest::anyTextIsReadOrRefused()
{
    QRandomGenerator random(2);
    const QString letters = QStringLiteral("0123456789x@,./mjpegyuv ×\n-");
    for (int i = 0; i < 20000; ++i) {
        QString text = QStringLiteral("/dev/video0,");
        for (int k = random.bounded(12); k > 0; --k)
            text += letters.at(random.bounded(int(letters.size())));
        const auto address = CameraAddress::parse(text);
        if (address) {
            QVERIFY2(!address->mode.isAny(), qPrintable(text));
            const auto again = CameraAddress::parse(address->location());
            QVERIFY2(again && *again == *address, qPrintable(text));
        } else {
            QVERIFY2(!address.error().suggestion.isEmpty(), qPrintable(text));
        }
    }
}

void CameraAddressTest::isToldFromFiles()
{
    for (const char *text : {"1,2 or 3.mp4", "3,2,1.mkv", "0,a/b", "1234,640x480", "x,640x480", "./0,640x480"}) {
        const SourceSpec spec = SourceSpec::fromUserInput(QString::fromLatin1(text));
        QCOMPARE(spec, (SourceSpec{SourceKind::VideoFile, QString::fromLatin1(text)}));
    }
    QTemporaryDir folder;
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path()));
    QFile file(QStringLiteral("0,640x480"));
    const bool made = file.open(QIODevice::WriteOnly);
    const SourceSpec spec = SourceSpec::fromUserInput(file.fileName());
    QVERIFY(QDir::setCurrent(before));
    QVERIFY(made);
    QCOMPARE(spec, (SourceSpec{SourceKind::VideoFile, file.fileName()}));
}

void CameraAddressTest::namesForPeople_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("name");
    const auto add = [](const char *device, const char *name) {
        QTest::newRow(device) << QString::fromLatin1(device) << QString::fromLatin1(name);
    };
    add("/dev/video0", "/dev/video0");
    add("/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_1A2B-video-index0", "HD Pro Webcam C920 1A2B");
    add("/dev/v4l/by-id/usb-Chicony_Co.__Ltd._Integrated_Camera_0001-video-index0",
        "Chicony Co. Ltd. Integrated Camera 0001");
    add("/dev/v4l/by-id/usb-Chicony_Integrated_Camera-video-index2", "Chicony Integrated Camera (2)");
    add("/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0", "pci-0000:00:14.0-usb-0:1:1.0");
}

void CameraAddressTest::namesForPeople()
{
    QFETCH(QString, device);
    QFETCH(QString, name);
    QCOMPARE((SourceSpec{SourceKind::Camera, device}).displayName(), name);
    QCOMPARE((SourceSpec{SourceKind::Camera, device + QStringLiteral(",640x480")}).displayName(), name);
}

QTEST_GUILESS_MAIN(CameraAddressTest)
#include "tst_cameraaddress.moc"
