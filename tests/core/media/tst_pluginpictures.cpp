// SPDX-License-Identifier: Apache-2.0
#include "core/media/fileproblem.h"
#include "core/media/imagedecoder.h"
#include "core/media/imagefiles.h"
#include "core/media/imagemetadata.h"
#include "core/media/pluginpicture.h"
#include "core/values/pixellimit.h"
#include "tests/core/media/madeclip.h"

#include <QCoreApplication>
#include <QImageIOPlugin>
#include <QImageReader>
#include <QTemporaryDir>
#include <QtEndian>

#include <new>

using namespace sightglass;

namespace
{

constexpr QRgb leftColour = qRgb(10, 120, 240);
constexpr QRgb rightColour = qRgb(200, 30, 60);
constexpr QSize madeSize(6, 4);

QImage madePicture(QImage::Format format, int alpha = 255)
{
    QImage picture(madeSize, QImage::Format_ARGB32);
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb colour = x < madeSize.width() / 2 ? leftColour : rightColour;
            picture.setPixel(x, y, qRgba(qRed(colour), qGreen(colour), qBlue(colour), alpha));
        }
    return picture.convertToFormat(format);
}

/// What a file of "HEIF" says after "made " is what comes out of it.
class MadeHandler : public QImageIOHandler
{
public:
    static inline int reads = 0;

    bool canRead() const override { return true; }
    bool read(QImage *image) override
    {
        ++reads;
        const QByteArray what = content();
        if (what == "plain")
            *image = madePicture(QImage::Format_RGB32);
        else if (what == "grey")
            *image = madePicture(QImage::Format_Grayscale8);
        else if (what == "transparent")
            *image = madePicture(QImage::Format_ARGB32, 51);
        else if (what == "premultiplied")
            *image = madePicture(QImage::Format_ARGB32_Premultiplied, 128);
        else if (what == "deep")
            *image = madePicture(QImage::Format_RGBA64, 51);
        else if (what == "turned" || what == "moving")
            *image = madePicture(QImage::Format_RGBX64);
        else if (what == "no memory")
            throw std::bad_alloc();
        return !image->isNull();
    }
    bool supportsOption(ImageOption option) const override
    {
        return option == Animation || option == ImageTransformation;
    }
    QVariant option(ImageOption option) const override
    {
        if (option == ImageTransformation)
            return int(content() == "turned" ? TransformationRotate90 : TransformationNone);
        return option == Animation ? QVariant(content() == "moving") : QVariant();
    }
    int imageCount() const override { return content() == "moving" ? 7 : 1; }

private:
    QByteArray content() const
    {
        const QByteArray all = device()->peek(10'000);
        return all.mid(all.indexOf("made ") + 5);
    }
};

} // namespace

class MadePlugin : public QImageIOPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QImageIOHandlerFactoryInterface_iid FILE "madepictures.json")

public:
    Capabilities capabilities(QIODevice *, const QByteArray &format) const override
    {
        return format == "heic" || format == "heif" ? CanRead : Capabilities();
    }
    QImageIOHandler *create(QIODevice *device, const QByteArray &format) const override
    {
        auto *handler = new MadeHandler;
        handler->setDevice(device);
        handler->setFormat(format);
        return handler;
    }
};

Q_IMPORT_PLUGIN(MadePlugin)

/// Pictures that a plugin of Qt reads: here one that makes them up, in place of those that systems have.
class PluginPicturesTest : public test::TestCase
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
    void initTestCase() { QCoreApplication::setLibraryPaths({}); }
    void cleanup() { setPixelLimit(defaultPixelLimit); }
    void formats_data();
    void formats();
    void areRead_data();
    void areRead();
    void tellsOfAnimations();
    void failuresAreTold_data();
    void failuresAreTold();
    void largeOnesAreNotDecoded();
    void whatIsLargerThanItSaysIsRefused();
    void sizesOfDamagedFiles();
    void limitOfQtIsRaised();
    void areNoVideos();
    void namesOfPictures();
};

namespace
{

QByteArray number(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray box(const QByteArray &type, const QByteArray &content)
{
    return number(static_cast<quint32>(content.size() + 8)) + type + content;
}

QByteArray ftyp(const QByteArray &brand, const QByteArray &others = {})
{
    return box("ftyp", brand + number(0) + others);
}

QByteArray ispe(QSize size)
{
    return box("ispe",
               number(0) + number(static_cast<quint32>(size.width())) + number(static_cast<quint32>(size.height())));
}

QByteArray heif(const QByteArray &what, QSize size = madeSize)
{
    const QByteArray properties = box("ipco", ispe({2, 2}) + box("irot", "\1") + ispe(size) + ispe({3, 3}));
    return ftyp("heic", "mif1heic") + box("meta", number(0) + box("hdlr", "x") + box("iprp", properties)) +
           box("mdat", "made " + what);
}

} // namespace

void PluginPicturesTest::formats_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<std::optional<PluginFormat>>("format");
    const auto add = [](const char *name, const QByteArray &start, std::optional<PluginFormat> format) {
        QTest::newRow(name) << start << format;
    };
    add("heic", ftyp("heic"), PluginFormat::Heif);
    add("heix", ftyp("heix", "mif1"), PluginFormat::Heif);
    add("mif1", ftyp("mif1", "heic"), PluginFormat::Heif);
    add("avif", ftyp("avif", "mif1"), PluginFormat::Avif);
    add("mif1 of AVIF", ftyp("mif1", "miafavif"), PluginFormat::Avif);
    add("a word beyond", ftyp("mif1", "heic") + "avif", PluginFormat::Heif);
    add("video", ftyp("isom", "avc1mp41"), std::nullopt);
    add("short", ftyp("heic").first(11), std::nullopt);
    add("none", QByteArray(100, '\7'), std::nullopt);
    add("lying size", number(0xffffffff) + ftyp("mif1", "heic").mid(4), PluginFormat::Heif);
    add("no size", number(0) + ftyp("mif1", "heic").mid(4), PluginFormat::Heif);
}

void PluginPicturesTest::formats()
{
    QFETCH(QByteArray, start);
    QFETCH(std::optional<PluginFormat>, format);
    QVERIFY(pluginFormatOf(start) == format);
}

void PluginPicturesTest::areRead_data()
{
    QTest::addColumn<QByteArray>("what");
    for (const char *what : {"plain", "grey", "transparent", "premultiplied", "deep", "turned"})
        QTest::newRow(what) << QByteArray(what);
}

void PluginPicturesTest::areRead()
{
    QFETCH(QByteArray, what);
    // The name says nothing.
    for (const QString &name : {QStringLiteral("photo.heic"), QStringLiteral("photo.jpg")}) {
        const auto image = decodeImage(saved(name, heif(what)));
        QVERIFY2(image, image ? "" : qPrintable(image.error().toText()));
        QVERIFY(image->notes.isEmpty());
        QCOMPARE(image->pixels.type(), CV_8UC3);
        // Not turned: a decoder has done it.
        QCOMPARE(QSize(image->pixels.cols, image->pixels.rows), madeSize);
        const QImage expected = madePicture(what == "grey" ? QImage::Format_Grayscale8 : QImage::Format_RGB32);
        const int tolerance = what == "premultiplied" || what == "deep" ? 2 : 0;
        for (const int x : {0, madeSize.width() - 1}) {
            const auto pixel = image->pixels.at<cv::Vec3b>(2, x);
            const QRgb colour = expected.pixel(x, 2);
            QVERIFY(std::abs(pixel[0] - qBlue(colour)) <= tolerance);
            QVERIFY(std::abs(pixel[1] - qGreen(colour)) <= tolerance);
            QVERIFY(std::abs(pixel[2] - qRed(colour)) <= tolerance);
        }
    }
}

void PluginPicturesTest::tellsOfAnimations()
{
    const auto image = decodeImage(saved(QStringLiteral("moving.heif"), heif("moving")));
    QVERIFY(image);
    QCOMPARE(image->notes.size(), 1);
    QVERIFY2(image->notes.first().contains(QLatin1String("animation of 7 frames")), qPrintable(image->notes.first()));
}

void PluginPicturesTest::failuresAreTold_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("damaged") << QByteArray("damaged");
    QTest::newRow("no memory") << QByteArray("no memory");
}

void PluginPicturesTest::failuresAreTold()
{
    QFETCH(QByteArray, what);
    const QString path = saved(QStringLiteral("failing.heic"), heif(what));
    const auto image = decodeImage(path);
    QVERIFY(!image);
    QVERIFY2(image.error().message.contains(path) && image.error().message.contains(QLatin1String("HEIF picture")) &&
                 image.error().message.contains(QLatin1String("damaged")),
             qPrintable(image.error().toText()));
    QVERIFY(!image.error().suggestion.isEmpty() && !image.error().detail.isEmpty());
}

void PluginPicturesTest::largeOnesAreNotDecoded()
{
    MadeHandler::reads = 0;
    const auto image = decodeImage(saved(QStringLiteral("large.heic"), heif("plain", {30000, 30000})));
    QVERIFY(!image);
    QVERIFY2(image.error().message.contains(QLatin1String("30000 x 30000")), qPrintable(image.error().toText()));
    QCOMPARE(MadeHandler::reads, 0);
}

void PluginPicturesTest::whatIsLargerThanItSaysIsRefused()
{
    setPixelLimit(10);
    const auto image = decodeImage(saved(QStringLiteral("lying.heic"), heif("plain", {2, 2})));
    QVERIFY(!image);
    QVERIFY2(image.error().message.contains(QLatin1String("6 x 4")), qPrintable(image.error().toText()));
}

void PluginPicturesTest::sizesOfDamagedFiles()
{
    const QByteArray whole = heif("plain", {70, 50});
    QCOMPARE(ImageMetadata::of(whole).size, QSize(70, 50));
    QVERIFY(ImageMetadata::of(whole).orientation == Orientation());
    for (qsizetype length = 0; length < whole.size(); ++length) {
        (void)ImageMetadata::of(whole.first(length));
        for (const char change : {'\0', '\1', '\xff'}) {
            QByteArray changed = whole;
            changed[length] = change;
            (void)ImageMetadata::of(changed);
        }
    }
}

void PluginPicturesTest::limitOfQtIsRaised()
{
    const int before = QImageReader::allocationLimit();
    raiseLimitOfPlugins();
    QVERIFY(QImageReader::allocationLimit() >= 8 * defaultPixelLimit >> 20);
    const int raised = QImageReader::allocationLimit();
    setPixelLimit(1);
    raiseLimitOfPlugins();
    QCOMPARE(QImageReader::allocationLimit(), raised);
    QImageReader::setAllocationLimit(before);
}

void PluginPicturesTest::areNoVideos()
{
    const auto problem = contentProblem(saved(QStringLiteral("photo.mp4"), heif("plain")));
    QVERIFY(problem);
    QVERIFY2(problem->message.contains(QLatin1String("a HEIF picture (HEIC), not a video")),
             qPrintable(problem->toText()));
    QVERIFY(problem->suggestion.contains(QLatin1String(".heic")));
    // This plugin reads no AVIF.
    const auto other = contentProblem(saved(QStringLiteral("photo.avif"), ftyp("avif", "mif1")));
    QVERIFY(other);
    QVERIFY2(other->message.contains(QLatin1String("an AVIF picture, which cannot be read here")) &&
                 other->suggestion.contains(QLatin1String("kimageformat6-plugins")) &&
                 other->suggestion.contains(QLatin1String("JPEG or PNG")),
             qPrintable(other->toText()));
}

void PluginPicturesTest::namesOfPictures()
{
    QVERIFY(hasImageSuffix(QStringLiteral("IMG_0001.HEIC")));
    QVERIFY(hasImageSuffix(QStringLiteral("DSC00001.HIF")));
    QVERIFY(!hasImageSuffix(QStringLiteral("a.avif")));
}

QTEST_GUILESS_MAIN(PluginPicturesTest)
#include "tst_pluginpictures.moc"
