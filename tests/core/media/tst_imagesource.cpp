// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/imagefiles.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

#include <opencv2/imgcodecs.hpp>

#include <algorithm>

using namespace sightglass;

class ImageSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sortsNaturally();
    void knowsNumberedSequences();
    void readsOneImage();
    void turnsByExif();
    void readsAFolder();
    void readsAGlob();
    void readsANumberedPattern();
    void skipsWhatDoesNotDecode();
    void saysWhatIsWrong();
};

namespace
{

/// A picture of one grey, saved as PNG.
bool savePicture(const QString &path, cv::Size size, int grey)
{
    std::vector<uchar> bytes;
    cv::imencode(".png", cv::Mat(size, CV_8UC3, cv::Scalar::all(grey)), bytes);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(reinterpret_cast<const char *>(bytes.data()), static_cast<qint64>(bytes.size())) > 0;
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

void ImageSourceTest::sortsNaturally()
{
    QStringList names{QStringLiteral("img10"), QStringLiteral("img2"), QStringLiteral("Img1"), QStringLiteral("img02"),
                      QStringLiteral("a"),     QStringLiteral("img"),  QStringLiteral("img2b")};
    std::sort(names.begin(), names.end(), naturallyBefore);
    QCOMPARE(names.join(QLatin1Char(' ')), QStringLiteral("a img Img1 img02 img2 img2b img10"));
    const QString huge = QString(40, QLatin1Char('9'));
    QVERIFY(naturallyBefore(QStringLiteral("8"), huge));
    QVERIFY(!naturallyBefore(huge, huge));
}

void ImageSourceTest::knowsNumberedSequences()
{
    QStringList frames;
    for (int i = 8; i < 20; ++i)
        frames.append(QStringLiteral("/a/f_%1.png").arg(i, 4, 10, QLatin1Char('0')));
    QVERIFY(isNumberedSequence(frames));
    QVERIFY(!isNumberedSequence(frames.mid(0, 9)));
    frames.removeAt(3);
    QVERIFY(!isNumberedSequence(frames));
    QVERIFY(!isNumberedSequence(QStringList(12, QStringLiteral("photo.jpg"))));
}

void ImageSourceTest::readsOneImage()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("ünï 100%d.png"));
    QVERIFY(savePicture(path, {20, 10}, 77));
    const auto source = makeFrameSource({SourceKind::Image, path});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->size, QSize(20, 10));
    QCOMPARE(info->frameCount.value(), 1);
    QVERIFY(info->seekable);
    Frame frame;
    for (int pass = 0; pass < 2; ++pass) {
        auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.image.at<cv::Vec3b>(5, 5), cv::Vec3b(77, 77, 77));
        status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::End);
        QVERIFY(source->seek(0));
    }
}

void ImageSourceTest::turnsByExif()
{
    std::vector<uchar> jpeg;
    QVERIFY(cv::imencode(".jpg", cv::Mat(10, 20, CV_8UC3, cv::Scalar::all(77)), jpeg));
    // An APP1 segment with one entry, tag 0x0112 (orientation), type SHORT, value 6: shown turned by a quarter.
    QByteArray exif = QByteArray::fromHex("ffe100224578696600004d4d002a00000008000101120003000000010006000000000000");
    const QByteArray plain(reinterpret_cast<const char *>(jpeg.data()), static_cast<qsizetype>(jpeg.size()));
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("turned.jpg"));
    QVERIFY(write(path, plain.left(2) + exif + plain.mid(2)));
    const auto source = makeFrameSource({SourceKind::Image, path});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->size, QSize(10, 20));
}

void ImageSourceTest::readsAFolder()
{
    const QTemporaryDir folder;
    for (const int number : {10, 2, 1})
        QVERIFY(savePicture(folder.filePath(QStringLiteral("img%1.png").arg(number)), {10 + number, 10}, number));
    QVERIFY(write(folder.filePath(QStringLiteral("notes.txt")), "x"));
    const auto source = makeFrameSource({SourceKind::ImageSequence, folder.path()});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->frameCount.value(), 3);
    QCOMPARE(info->size, QSize(11, 10));
    QCOMPARE(info->frameRate, (Rational{1, 1}));
    Frame frame;
    int index = 0;
    for (const int number : {1, 2, 10}) {
        QVERIFY(source->read(frame));
        QCOMPARE(frame.id.index, index++);
        QCOMPARE(frame.image.cols, 10 + number);
        QCOMPARE(int(frame.image.at<cv::Vec3b>(0, 0)[0]), number);
    }
    QVERIFY(source->seek(1));
    QVERIFY(source->read(frame));
    QCOMPARE(frame.image.cols, 12);
    QCOMPARE(frame.seconds(), 1.0);
}

void ImageSourceTest::readsAGlob()
{
    const QTemporaryDir folder;
    for (int i = 0; i < 12; ++i)
        QVERIFY(
            savePicture(folder.filePath(QStringLiteral("frame_%1.png").arg(i, 3, 10, QLatin1Char('0'))), {8, 8}, i));
    QVERIFY(savePicture(folder.filePath(QStringLiteral("other.png")), {8, 8}, 99));
    const auto source = makeFrameSource({SourceKind::ImageSequence, folder.filePath(QStringLiteral("frame_*.png"))});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->frameCount.value(), 12);
    QCOMPARE(info->frameRate, (Rational{25, 1}));
    Frame frame;
    QVERIFY(source->seek(5));
    QVERIFY(source->read(frame));
    QCOMPARE(frame.seconds(), 0.2);
}

void ImageSourceTest::readsANumberedPattern()
{
    const QTemporaryDir folder;
    const auto save = [&folder](const char *name) {
        return savePicture(folder.filePath(QLatin1String(name)), {8, 8}, 1);
    };
    for (const char *name :
         {"a 9.png", "a 10.png", "a 08.png", "a 009.png", "a 1000.png", "a 0100.png", "a x.png", "b 9.png"})
        QVERIFY(save(name));
    const auto filesOf = [&folder](const char *pattern) {
        const auto source = makeFrameSource({SourceKind::ImageSequence, folder.filePath(QLatin1String(pattern))});
        const auto info = source->open();
        return info ? info->files.join(QLatin1Char('|')) : info.error().message;
    };
    QCOMPARE(filesOf("a %d.png"), QStringLiteral("a 9.png|a 10.png|a 1000.png"));
    QCOMPARE(filesOf("a %02d.png"), QStringLiteral("a 08.png|a 10.png|a 1000.png"));
    QCOMPARE(filesOf("a %03d.png"), QStringLiteral("a 009.png|a 1000.png"));
    QVERIFY(filesOf("c %d.png").contains(QLatin1String("c %d.png")));
}

void ImageSourceTest::skipsWhatDoesNotDecode()
{
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(QStringLiteral("0.png")), "no picture"));
    QVERIFY(savePicture(folder.filePath(QStringLiteral("1.png")), {8, 8}, 1));
    QVERIFY(write(folder.filePath(QStringLiteral("2.png")), "no picture"));
    QVERIFY(savePicture(folder.filePath(QStringLiteral("3.png")), {8, 8}, 3));
    QVERIFY(write(folder.filePath(QStringLiteral("4.png")), {}));
    const auto source = makeFrameSource({SourceKind::ImageSequence, folder.path()});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->frameCount.value(), 5);
    Frame frame;
    for (const int index : {1, 3}) {
        QVERIFY(source->read(frame));
        QCOMPARE(frame.id.index, index);
    }
    const auto status = source->read(frame);
    QVERIFY(status && *status == FrameSource::ReadStatus::End);
    for (const auto &[sought, found] : {std::pair{2, 3}, std::pair{4, 3}, std::pair{0, 1}}) {
        QVERIFY(source->seek(sought));
        QVERIFY(source->read(frame));
        QCOMPARE(frame.id.index, found);
    }
}

void ImageSourceTest::saysWhatIsWrong()
{
    const QTemporaryDir folder;
    const auto messageOf = [](SourceKind kind, const QString &location) {
        const auto info = makeFrameSource({kind, location})->open();
        return info ? QString() : info.error().message;
    };
    const QString page = folder.filePath(QStringLiteral("page.jpg"));
    QVERIFY(messageOf(SourceKind::ImageSequence, folder.path()).contains(QLatin1String("holds no pictures")));
    QVERIFY(messageOf(SourceKind::ImageSequence, folder.filePath(QStringLiteral("*.png")))
                .contains(QLatin1String("No pictures match")));
    QVERIFY(messageOf(SourceKind::Image, folder.filePath(QStringLiteral("no.png")))
                .contains(QLatin1String("does not exist")));
    QVERIFY(write(page, "<html>"));
    QVERIFY(messageOf(SourceKind::Image, page).contains(QLatin1String("HTML page")));
    QVERIFY(write(page, "\xff\xd8\xff\xe0 cut off"));
    QVERIFY(messageOf(SourceKind::Image, page).contains(QLatin1String("not an image")));
}

QTEST_GUILESS_MAIN(ImageSourceTest)
#include "tst_imagesource.moc"
