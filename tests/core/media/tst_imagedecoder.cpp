// SPDX-License-Identifier: Apache-2.0
#include "core/media/imagedecoder.h"
#include "core/media/imagemetadata.h"
#include "core/media/pluginpicture.h"
#include "tests/core/media/madeclip.h"

#include <QTemporaryDir>
#include <QtEndian>

#include <zlib.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

using namespace sightglass;

/// What files of pictures say beside their pixels.
class ImageDecoderTest : public test::TestCase
{
    Q_OBJECT

private:
    const QTemporaryDir m_folder;

    QString saved(const QString &name, const QByteArray &content) const
    {
        const QString path = m_folder.filePath(name);
        return test::write(path, content) ? path : QString();
    }

private Q_SLOTS:
    void stretchesWhatIsUsed_data();
    void stretchesWhatIsUsed();
    void turnsByExif_data();
    void turnsByExif();
    void turnsARealOne();
    void readsHeifWhereQtDoes();
    void tellsOfFurtherPictures_data();
    void tellsOfFurtherPictures();
    void tellsOfMade_data();
    void tellsOfMade();
    void saysTooLarge();
    void survivesDamage();
};

namespace
{

QByteArray encoded(const char *ending, const cv::Mat &picture, const std::vector<int> &options = {})
{
    std::vector<uchar> bytes;
    cv::imencode(ending, picture, bytes, options);
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

template <typename T>
QByteArray number(T value, bool bigEndian)
{
    QByteArray bytes(sizeof(T), '\0');
    if (bigEndian)
        qToBigEndian(value, bytes.data());
    else
        qToLittleEndian(value, bytes.data());
    return bytes;
}

/// EXIF with an orientation alone.
QByteArray exif(quint16 orientation, bool bigEndian)
{
    const auto n16 = [bigEndian](quint16 value) { return number(value, bigEndian); };
    const auto n32 = [bigEndian](quint32 value) { return number(value, bigEndian); };
    return QByteArray(bigEndian ? "MM" : "II") + n16(42) + n32(8) + n16(1) + n16(0x0112) + n16(3) + n32(1) +
           n16(orientation) + n16(0) + n32(0);
}

/// CRC-32 of a PNG's chunks (ISO/IEC 15948, annex D).
quint32 checksum(const QByteArray &bytes)
{
    return quint32(::crc32_z(0, reinterpret_cast<const Bytef *>(bytes.constData()), std::size_t(bytes.size())));
}

QByteArray pngWith(QByteArray png, const QByteArray &meta)
{
    const QByteArray chunk = "eXIf" + meta;
    constexpr qsizetype afterHeader = 33;
    return png.insert(afterHeader,
                      number(static_cast<quint32>(meta.size()), true) + chunk + number(checksum(chunk), true));
}

QByteArray jpegWith(QByteArray jpeg, const QByteArray &meta)
{
    const QByteArray content = QByteArray("Exif\0\0", 6) + meta;
    return jpeg.insert(2, "\xff\xe1" + number(static_cast<quint16>(content.size() + 2), true) + content);
}

QByteArray webpWith(const QByteArray &webp, QByteArray meta, QSize size)
{
    const auto chunk = [](const char *name, const QByteArray &content) {
        return name + number(static_cast<quint32>(content.size()), false) + content +
               QByteArray(content.size() % 2, '\0');
    };
    constexpr char hasExif = 0x08;
    const QByteArray header = QByteArray(1, hasExif) + QByteArray(3, '\0') +
                              number(static_cast<quint32>(size.width() - 1), false).first(3) +
                              number(static_cast<quint32>(size.height() - 1), false).first(3);
    const QByteArray content = "WEBP" + chunk("VP8X", header) + webp.mid(12) + chunk("EXIF", meta);
    return "RIFF" + number(static_cast<quint32>(content.size()), false) + content;
}

} // namespace

void ImageDecoderTest::stretchesWhatIsUsed_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<int>("bits");
    for (const int bits : {8, 9, 10, 12, 14, 15, 16})
        for (const QString &ending : {QStringLiteral(".png"), QStringLiteral(".tif")})
            QTest::newRow(qPrintable(QStringLiteral("%1 bits, %2").arg(QString::number(bits), ending)))
                << ending << bits;
}

void ImageDecoderTest::stretchesWhatIsUsed()
{
    QFETCH(QString, ending);
    QFETCH(int, bits);
    const int top = (1 << bits) - 1;
    cv::Mat picture(4, 6, CV_16UC1, cv::Scalar(top / 2));
    picture.at<ushort>(0, 0) = 0;
    picture.at<ushort>(0, 1) = static_cast<ushort>(top);
    const QString path = saved(QStringLiteral("deep") + ending, encoded(qPrintable(ending), picture));
    const auto image = decodeImage(path);
    QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
    QCOMPARE(image->pixels.type(), CV_8UC3);
    QCOMPARE(image->pixels.at<cv::Vec3b>(0, 0), cv::Vec3b(0, 0, 0));
    QCOMPARE(image->pixels.at<cv::Vec3b>(0, 1), cv::Vec3b(255, 255, 255));
    QVERIFY(std::abs(image->pixels.at<cv::Vec3b>(2, 2)[1] - 127) <= 1);
    QCOMPARE(image->notes.size(), bits < 16 ? 1 : 0);
    if (bits < 16)
        QVERIFY2(image->notes.first().contains(QStringLiteral("%1 of its 16 bits").arg(bits)),
                 qPrintable(image->notes.first()));
}

void ImageDecoderTest::turnsByExif_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("orientation");
    for (const QString &format : {QStringLiteral("jpg"), QStringLiteral("png"), QStringLiteral("webp")})
        for (int orientation = 0; orientation <= 9; ++orientation)
            QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(format, QString::number(orientation))))
                << format << orientation;
}

void ImageDecoderTest::turnsByExif()
{
    QFETCH(QString, format);
    QFETCH(int, orientation);
    // Four corners of their own greys; which of them is shown at the top, left and right, and how (CIPA DC-008).
    cv::Mat stored(32, 64, CV_8UC3);
    for (int corner = 0; corner < 4; ++corner)
        stored(cv::Rect(corner % 2 * 32, corner / 2 * 16, 32, 16)).setTo(cv::Scalar::all(40 + 60 * corner));
    const QList<std::pair<int, int>> shown{{0, 1}, {0, 1}, {1, 0}, {3, 2}, {2, 3},
                                           {0, 2}, {2, 0}, {3, 1}, {1, 3}, {0, 1}};
    const QByteArray meta = exif(static_cast<quint16>(orientation), orientation % 2 == 0);
    QByteArray content;
    if (format == QLatin1String("jpg"))
        content = jpegWith(encoded(".jpg", stored), meta);
    else if (format == QLatin1String("png"))
        content = pngWith(encoded(".png", stored), meta);
    else
        content = webpWith(encoded(".webp", stored, {cv::IMWRITE_WEBP_QUALITY, 101}), meta, {64, 32});
    const auto image = decodeImage(saved(QStringLiteral("turned.") + format, content));
    QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
    const bool quarter = orientation >= 5 && orientation <= 8;
    QCOMPARE(image->pixels.size(), quarter ? cv::Size(32, 64) : cv::Size(64, 32));
    const int left = image->pixels.at<cv::Vec3b>(2, 2)[0];
    const int right = image->pixels.at<cv::Vec3b>(2, image->pixels.cols - 3)[0];
    QVERIFY2(std::abs(left - (40 + 60 * shown[orientation].first)) <= 4, qPrintable(QString::number(left)));
    QVERIFY2(std::abs(right - (40 + 60 * shown[orientation].second)) <= 4, qPrintable(QString::number(right)));
    QVERIFY(image->notes.isEmpty());
}

void ImageDecoderTest::turnsARealOne()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("wild/pictures/hopper_orientation_6.webp"));
    QCOMPARE(ImageMetadata::of(test::contentOf(path)).orientation, Orientation::fromExif(6));
    const auto image = decodeImage(path);
    QVERIFY(image);
    const cv::Mat stored = cv::imread(path.toStdString(), cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    cv::Mat expected;
    cv::rotate(stored, expected, cv::ROTATE_90_CLOCKWISE);
    QCOMPARE(image->pixels.size(), expected.size());
    QCOMPARE(cv::norm(image->pixels, expected, cv::NORM_INF), 0.0);
}

void ImageDecoderTest::readsHeifWhereQtDoes()
{
    if (!hasPluginFor(PluginFormat::Heif))
        QSKIP("No plugin of Qt reads HEIF here");
    SIGHTGLASS_TESTDATA(path, QStringLiteral("wild/pictures/hopper.heif"));
    const auto image = decodeImage(path);
    QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
    QCOMPARE(image->pixels.size(), cv::Size(128, 128));
    SIGHTGLASS_TESTDATA(other, QStringLiteral("wild/pictures/hopper_orientation_6.webp"));
    const auto same = decodeImage(other);
    QVERIFY(same);
    QCOMPARE(same->pixels.size(), image->pixels.size());
    // Two lossy encodings of one picture.
    QVERIFY(cv::norm(image->pixels, same->pixels, cv::NORM_L1) / double(image->pixels.total() * 3) < 8);
}

void ImageDecoderTest::tellsOfFurtherPictures_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("note");
    QTest::newRow("TIFF") << QStringLiteral("multipage.tiff") << QStringLiteral("has 3 pages");
    QTest::newRow("12 bits") << QStringLiteral("12in16bit.tif") << QStringLiteral("of its 16 bits");
}

void ImageDecoderTest::tellsOfFurtherPictures()
{
    QFETCH(QString, path);
    QFETCH(QString, note);
    SIGHTGLASS_TESTDATA(file, QStringLiteral("wild/pictures/") + path);
    const auto image = decodeImage(file);
    QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
    QCOMPARE(image->notes.size(), 1);
    QVERIFY2(image->notes.first().contains(note), qPrintable(image->notes.first()));
}

void ImageDecoderTest::tellsOfMade_data()
{
    QTest::addColumn<QByteArray>("encoder");
    QTest::addColumn<QString>("name");
    QTest::newRow("WebP") << QByteArray("-c:v libwebp_anim") << QStringLiteral("moving.webp");
    QTest::newRow("WebP without loss") << QByteArray("-c:v libwebp_anim -lossless 1") << QStringLiteral("exact.webp");
    QTest::newRow("WebP with alpha") << QByteArray("-pix_fmt yuva420p -c:v libwebp_anim")
                                     << QStringLiteral("alpha.webp");
    QTest::newRow("PNG") << QByteArray("-f apng") << QStringLiteral("moving.png");
}

/// Animations: their first frame, and the number of the others.
void ImageDecoderTest::tellsOfMade()
{
    QFETCH(QByteArray, encoder);
    QFETCH(QString, name);
    SIGHTGLASS_NEEDS_FFMPEG();
    const QString path = m_folder.filePath(name);
    QVERIFY(test::makeClip(QByteArray("-f lavfi -i testsrc=size=64x48:rate=5 -frames:v 5 ") + encoder, path));
    const auto image = decodeImage(path);
    QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
    QCOMPARE(image->pixels.size(), cv::Size(64, 48));
    QVERIFY(cv::norm(image->pixels, cv::NORM_INF) > 100);
    QCOMPARE(image->notes.size(), 1);
    QVERIFY2(image->notes.first().contains(QLatin1String("animation of 5 frames")), qPrintable(image->notes.first()));
}

/// Beyond what OpenCV and libpng read at all.
void ImageDecoderTest::saysTooLarge()
{
    const cv::Mat picture(4, 4, CV_8UC3, cv::Scalar::all(9));
    QByteArray png = encoded(".png", picture);
    for (const auto &[width, height] : {std::pair(40000u, 40000u), std::pair(2000000u, 1000u)}) {
        png.replace(16, 8, number(width, true) + number(height, true));
        png.replace(29, 4, number(checksum(png.mid(12, 17)), true));
        const auto image = decodeImage(saved(QStringLiteral("large.png"), png));
        QVERIFY(!image);
        QVERIFY2(image.error().message.contains(
                     QStringLiteral("%1 x %2 pixels").arg(QString::number(width), QString::number(height))),
                 qPrintable(image.error().toText()));
    }
    QByteArray bmp = encoded(".bmp", picture);
    for (const auto &[width, height] : {std::pair(40000, 40000), std::pair(2000000, 1000)}) {
        bmp.replace(18, 8, number(width, false) + number(height, false));
        const auto image = decodeImage(saved(QStringLiteral("large.bmp"), bmp));
        QVERIFY(!image);
        QVERIFY2(image.error().message.contains(QLatin1String("is too large")), qPrintable(image.error().toText()));
    }
}

/// Metadata is read from whatever is there.
void ImageDecoderTest::survivesDamage()
{
    const cv::Mat picture(8, 8, CV_8UC3, cv::Scalar::all(50));
    const QByteArray meta = exif(6, true);
    for (const QByteArray &whole : {jpegWith(encoded(".jpg", picture), meta), pngWith(encoded(".png", picture), meta),
                                    webpWith(encoded(".webp", picture), meta, {8, 8}), encoded(".tif", picture)}) {
        for (qsizetype length = 0; length < whole.size(); ++length) {
            (void)ImageMetadata::of(whole.first(length));
            QByteArray changed = whole;
            changed[length] = static_cast<char>(~changed[length]);
            (void)ImageMetadata::of(changed);
            (void)firstWebpFrame(changed);
        }
        QVERIFY(ImageMetadata::of(whole).pages == 1);
    }
}

QTEST_GUILESS_MAIN(ImageDecoderTest)
#include "tst_imagedecoder.moc"
