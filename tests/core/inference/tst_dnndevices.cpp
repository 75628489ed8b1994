// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/opencv/dnndevices.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sightglass;

/// A network is run where it was asked to run, or it is said that it is not. OpenCL on the processor (pocl) stands for
/// a graphics processor, which OpenCV takes when it is told to: see main().
class TestDnnDevices : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void processorIsThere();
    void whatIsNotThereIsSaid_data();
    void whatIsNotThereIsSaid();
    void openClGivesTheProcessorsBoxes();

private:
    ModelRequest requestFor(const QString &device, Precision precision = Precision::Float32) const;

    QTemporaryDir m_folder;
};

namespace
{

constexpr auto network = R"([net]
width=64
height=64
channels=3

[convolutional]
filters=8
size=3
stride=2
pad=1
activation=leaky

[convolutional]
filters=21
size=1
stride=1
activation=linear

[yolo]
mask=0,1,2
anchors=8,8, 16,20, 30,24
classes=2
num=3
)";

// Darknet's file: three 32-bit numbers of its version, a 64-bit count, then biases and weights, layer by layer.
QByteArray randomWeights()
{
    constexpr int count = 8 + 8 * 3 * 9 + 21 + 21 * 8;
    cv::Mat numbers(1, count, CV_32F);
    cv::RNG random(7);
    random.fill(numbers, cv::RNG::NORMAL, 0, 0.5);
    QByteArray bytes("\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    return bytes + QByteArray(numbers.ptr<char>(), count * static_cast<int>(sizeof(float)));
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

cv::Mat noise()
{
    cv::Mat picture(64, 64, CV_8UC3);
    cv::RNG random(3);
    random.fill(picture, cv::RNG::UNIFORM, 0, 256);
    return picture;
}

} // namespace

void TestDnnDevices::initTestCase()
{
    write(m_folder.filePath(QStringLiteral("net.cfg")), network);
    write(m_folder.filePath(QStringLiteral("net.weights")), randomWeights());
}

ModelRequest TestDnnDevices::requestFor(const QString &device, Precision precision) const
{
    ModelRequest request;
    request.location = m_folder.filePath(QStringLiteral("net.weights"));
    request.device = device;
    request.precision = precision;
    return request;
}

void TestDnnDevices::processorIsThere()
{
    QCOMPARE(dnnDevices().first().id, QStringLiteral("cpu"));
    QCOMPARE(dnnDevices().first().precisions, QList{Precision::Float32});
    QVERIFY(dnnTarget(QStringLiteral("cpu"), Precision::Float32)->isProcessor());
    QVERIFY(!dnnTarget(QStringLiteral("cpu"), Precision::Float16));
    QVERIFY(!dnnTarget(QStringLiteral("abacus"), Precision::Float32));
}

void TestDnnDevices::whatIsNotThereIsSaid_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<QString>("note");
    QTest::newRow("device") << QStringLiteral("cuda:7") << Precision::Float32
                            << QStringLiteral("OpenCV has no device \"cuda:7\" here: the processor is used.");
    QTest::newRow("precision") << QStringLiteral("cpu") << Precision::BFloat16
                               << QStringLiteral("OpenCV computes in float32 on the processor; bfloat16 is not used.");
}

void TestDnnDevices::whatIsNotThereIsSaid()
{
    QFETCH(QString, device);
    QFETCH(Precision, precision);
    QFETCH(QString, note);
    const auto detector = loadDetector(requestFor(device, precision));
    QVERIFY2(detector.ok(), detector ? "" : qPrintable(detector.error().toText()));
    const ModelDescriptor &descriptor = (*detector)->descriptor();
    QVERIFY2(descriptor.notes.contains(note), qPrintable(descriptor.notes.join(QLatin1Char('\n'))));
    QCOMPARE(descriptor.device, QStringLiteral("cpu"));
    QCOMPARE(descriptor.precision, Precision::Float32);
    QCOMPARE(descriptor.devices, dnnDevices());
}

void TestDnnDevices::openClGivesTheProcessorsBoxes()
{
    if (!dnnTarget(QStringLiteral("opencl"), Precision::Float32))
        QSKIP("No OpenCL driver here (pocl-opencl-icd is one).");
    const auto onProcessor = loadDetector(requestFor(QStringLiteral("cpu")));
    const auto onOpenCl = loadDetector(requestFor(QStringLiteral("opencl")));
    QVERIFY2(onOpenCl.ok(), onOpenCl ? "" : qPrintable(onOpenCl.error().toText()));
    const ModelDescriptor &descriptor = (*onOpenCl)->descriptor();
    QVERIFY2(descriptor.device == QLatin1String("opencl"), qPrintable(descriptor.notes.join(QLatin1Char('\n'))));

    const cv::Mat picture = noise();
    const auto expected = (*onProcessor)->detect({&picture, 1});
    const auto found = (*onOpenCl)->detect({&picture, 1});
    QVERIFY(expected.ok() && found.ok());
    const auto &boxes = expected->items.front();
    QVERIFY(boxes.size() > 10);
    QCOMPARE(found->items.front().size(), boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        QVERIFY(std::abs(found->items.front()[i].score - boxes[i].score) < 1e-4f);
        QVERIFY(std::abs(found->items.front()[i].box.x - boxes[i].box.x) < 1e-2f);
    }
}

int main(int count, char **arguments)
{
    qputenv("OPENCV_OPENCL_DEVICE", ":CPU:");
    qputenv("OPENCV_DNN_OPENCL_ALLOW_ALL_DEVICES", "1");
    QCoreApplication application(count, arguments);
    TestDnnDevices test;
    return QTest::qExec(&test, count, arguments);
}

#include "tst_dnndevices.moc"
