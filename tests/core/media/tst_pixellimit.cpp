// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/values/pixellimit.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtEndian>

#include <zlib.h>

#include <opencv2/imgcodecs.hpp>

using namespace sightglass;

namespace
{

constexpr int announced = 30000;

QByteArray encoded(const char *ending)
{
    std::vector<uchar> bytes;
    cv::imencode(ending, cv::Mat(16, 16, CV_8UC3, cv::Scalar(10, 120, 240)), bytes);
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

template <typename T>
void put(QByteArray &bytes, qsizetype offset, T value, bool bigEndian)
{
    if (bigEndian)
        qToBigEndian(value, bytes.data() + offset);
    else
        qToLittleEndian(value, bytes.data() + offset);
}

/// CRC-32 of a PNG's chunks (ISO/IEC 15948, annex D).
quint32 checksum(const QByteArray &bytes)
{
    return quint32(::crc32_z(0, reinterpret_cast<const Bytef *>(bytes.constData()), std::size_t(bytes.size())));
}

QByteArray png()
{
    QByteArray bytes = encoded(".png");
    put<quint32>(bytes, 16, announced, true);
    put<quint32>(bytes, 20, announced, true);
    put<quint32>(bytes, 29, checksum(bytes.mid(12, 17)), true);
    return bytes;
}

QByteArray jpeg()
{
    QByteArray bytes = encoded(".jpg");
    const qsizetype frame = bytes.indexOf(QByteArray("\xff\xc0", 2));
    put<quint16>(bytes, frame + 5, announced, true);
    put<quint16>(bytes, frame + 7, announced, true);
    return bytes;
}

QByteArray bmp()
{
    QByteArray bytes = encoded(".bmp");
    put<qint32>(bytes, 18, announced, false);
    put<qint32>(bytes, 22, announced, false);
    return bytes;
}

/// A logical screen of that size with one pixel in it (GIF89a, sections 18 and 20).
QByteArray gif()
{
    QByteArray bytes("GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;", 35);
    put<quint16>(bytes, 6, announced, false);
    put<quint16>(bytes, 8, announced, false);
    return bytes;
}

Result<SourceInfo> opened(const QString &path)
{
    return makeFrameSource(SourceSpec::fromPath(path))->open();
}

} // namespace

/// Pictures and videos that announce more pixels than anybody wants are refused before they take memory.
class PixelLimitTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setPixelLimit(defaultPixelLimit); }
    void largePicturesAreRefused_data();
    void largePicturesAreRefused();
    void theLimitCanBeRaised();
    void videosAreMeasuredToo();
    void theBombIsRefused();
    void saysWhatToDo();
};

void PixelLimitTest::largePicturesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    const auto add = [](const char *name, const QByteArray &content) {
        QTest::newRow(name) << QString::fromLatin1(name) << content;
    };
    add("a.png", png());
    add("a.jpg", jpeg());
    add("a.bmp", bmp());
    add("a.ppm", "P6\n30000 30000\n255\n" + QByteArray(100, 'x'));
    add("a.gif", gif());
    add("png without an ending", png());
}

void PixelLimitTest::largePicturesAreRefused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
    file.close();
    const auto info = opened(file.fileName());
    QVERIFY(!info);
    const Error &error = info.error();
    QVERIFY2(error.message.contains(QLatin1String("30000 x 30000")), qPrintable(error.toText()));
    QVERIFY2(error.suggestion.contains(QLatin1String("--max-megapixels 900")), qPrintable(error.toText()));
}

void PixelLimitTest::theLimitCanBeRaised()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.png"));
    QVERIFY(cv::imwrite(path.toStdString(), cv::Mat(100, 100, CV_8UC3, cv::Scalar::all(0))));
    setPixelLimit(9'999);
    QVERIFY(!opened(path));
    setPixelLimit(10'000);
    QVERIFY(opened(path));
    // Only reading pictures is limited.
    setPixelLimit(1);
    QVERIFY(!opened(path));
    QCOMPARE(cv::Mat(100, 100, CV_8UC1).total(), std::size_t(10'000));
}

void PixelLimitTest::videosAreMeasuredToo()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/portrait_144x256.mp4"));
    setPixelLimit(144 * 256 - 1);
    const auto info = opened(clip);
    QVERIFY(!info);
    QVERIFY2(info.error().message.contains(QLatin1String("144 x 256")), qPrintable(info.error().toText()));
    setPixelLimit(144 * 256);
    QVERIFY(opened(clip));
}

void PixelLimitTest::theBombIsRefused()
{
    SIGHTGLASS_TESTDATA(bomb, QStringLiteral("wild/bombs/bomb15k.gif"));
    const auto info = opened(bomb);
    QVERIFY(!info);
    QVERIFY2(info.error().suggestion.contains(QLatin1String("--max-megapixels")), qPrintable(info.error().toText()));
}

void PixelLimitTest::saysWhatToDo()
{
    QVERIFY(!pictureSizeProblem(QStringLiteral("a.png"), {16384, 8192}));
    const auto problem = pictureSizeProblem(QStringLiteral("a.png"), {16384, 8193});
    QVERIFY(problem);
    // A name is a name, whatever stands in it.
    QVERIFY(pictureSizeProblem(QStringLiteral("%2.png"), {30000, 30000})
                ->message.startsWith(QLatin1String("%2.png is 30000 x 30000 pixels")));
    // What it advises is enough.
    static const QRegularExpression number(QStringLiteral("--max-megapixels (\\d+)"));
    setPixelLimit(number.match(problem->suggestion).captured(1).toLongLong() * 1'000'000);
    QVERIFY(!pictureSizeProblem(QStringLiteral("a.png"), {16384, 8193}));
    const auto input = inputSizeProblem(QStringLiteral("m.cfg"), {1'000'000, 416});
    QVERIFY(input);
    setPixelLimit(number.match(input->suggestion).captured(1).toLongLong() * 1'000'000);
    QVERIFY(!inputSizeProblem(QStringLiteral("m.cfg"), {1'000'000, 416}));
}

QTEST_GUILESS_MAIN(PixelLimitTest)
#include "tst_pixellimit.moc"
