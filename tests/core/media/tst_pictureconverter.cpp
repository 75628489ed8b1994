// SPDX-License-Identifier: Apache-2.0
#include "core/media/pictureconverter.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

extern "C" {
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
}

using namespace sightglass;

class PictureConverterTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void convertsColours_data();
    void convertsColours();
    void fillsEveryPixel_data();
    void fillsEveryPixel();
    void readsDisplayMatrices_data();
    void readsDisplayMatrices();
    void keepsTheFirstSize();
    void ignoresAbsurdAspects();
};

namespace
{

/// A picture of one colour; values of the planes in order, 8 bits each.
AVFramePointer plainPicture(int width, int height, AVPixelFormat format, std::array<int, 3> values)
{
    AVFramePointer frame(av_frame_alloc());
    frame->width = width;
    frame->height = height;
    frame->format = format;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        return nullptr;
    for (int plane = 0; plane < 3 && frame->data[plane] != nullptr; ++plane) {
        const bool subsampled = plane > 0 && format != AV_PIX_FMT_YUV444P;
        const int rows = subsampled ? (height + 1) / 2 : height;
        std::memset(frame->data[plane], values[static_cast<std::size_t>(plane)],
                    static_cast<std::size_t>(frame->linesize[plane] * rows));
    }
    return frame;
}

} // namespace

void PictureConverterTest::convertsColours_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("space");
    QTest::addColumn<int>("range");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QList<int>>("yuv");
    QTest::addColumn<QList<int>>("bgr");
    const auto add = [](const char *name, AVPixelFormat format, AVColorSpace space, AVColorRange range, QSize size,
                        QList<int> yuv, QList<int> bgr) {
        QTest::newRow(name) << int(format) << int(space) << int(range) << size << yuv << bgr;
    };
    const QSize small(64, 48);
    const QSize large(1280, 720);
    constexpr auto unspecified = AVCOL_SPC_UNSPECIFIED;
    constexpr auto anyRange = AVCOL_RANGE_UNSPECIFIED;
    // Y = 16 + 219 (Kr R + Kg G + Kb B), Cr = 128 + 224 (R - Y') / (2 (1 - Kr)), and so on, of pure red.
    // BT.601: Kr 0.299, Kb 0.114. BT.709: Kr 0.2126, Kb 0.0722. BT.2020: Kr 0.2627, Kb 0.0593.
    const QList<int> red{0, 0, 255};
    add("601", AV_PIX_FMT_YUV420P, AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG, small, {81, 90, 240}, red);
    add("709", AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG, small, {63, 102, 240}, red);
    add("2020", AV_PIX_FMT_YUV420P, AVCOL_SPC_BT2020_NCL, AVCOL_RANGE_MPEG, small, {74, 97, 240}, red);
    add("601 full", AV_PIX_FMT_YUV420P, AVCOL_SPC_SMPTE170M, AVCOL_RANGE_JPEG, small, {76, 85, 255}, red);
    add("709 full", AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, AVCOL_RANGE_JPEG, small, {54, 99, 255}, red);
    add("J format", AV_PIX_FMT_YUVJ420P, unspecified, anyRange, small, {76, 85, 255}, red);
    add("unspecified, small", AV_PIX_FMT_YUV420P, unspecified, anyRange, small, {81, 90, 240}, red);
    add("unspecified, large", AV_PIX_FMT_YUV420P, unspecified, anyRange, large, {63, 102, 240}, red);
    add("4:4:4", AV_PIX_FMT_YUV444P, AVCOL_SPC_BT709, AVCOL_RANGE_MPEG, small, {63, 102, 240}, red);
    add("grey", AV_PIX_FMT_GRAY8, unspecified, anyRange, small, {100, 0, 0}, {100, 100, 100});
    add("grey, limited", AV_PIX_FMT_GRAY8, unspecified, AVCOL_RANGE_MPEG, small, {235, 0, 0}, {255, 255, 255});
    add("black", AV_PIX_FMT_YUV420P, unspecified, anyRange, small, {16, 128, 128}, {0, 0, 0});
    add("white", AV_PIX_FMT_YUV420P, unspecified, anyRange, small, {235, 128, 128}, {255, 255, 255});
}

void PictureConverterTest::convertsColours()
{
    QFETCH(int, format);
    QFETCH(int, space);
    QFETCH(int, range);
    QFETCH(QSize, size);
    QFETCH(QList<int>, yuv);
    QFETCH(QList<int>, bgr);
    const auto frame =
        plainPicture(size.width(), size.height(), static_cast<AVPixelFormat>(format), {yuv[0], yuv[1], yuv[2]});
    QVERIFY(frame);
    frame->colorspace = static_cast<AVColorSpace>(space);
    frame->color_range = static_cast<AVColorRange>(range);
    PictureConverter converter({1, 1}, {});
    const cv::Mat image = converter.convert(*frame);
    const auto pixel = image.at<cv::Vec3b>(size.height() / 2, size.width() / 2);
    for (int channel = 0; channel < 3; ++channel)
        QVERIFY2(std::abs(pixel[channel] - bgr[channel]) <= 4,
                 qPrintable(QStringLiteral("%1 %2 %3")
                                .arg(QString::number(pixel[0]), QString::number(pixel[1]), QString::number(pixel[2]))));
}

void PictureConverterTest::fillsEveryPixel_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {1, 2, 3, 7, 8, 9, 15, 16, 17, 20, 24, 31, 33, 40, 100, 314, 684})
        QTest::addRow("%d", width) << width;
}

void PictureConverterTest::fillsEveryPixel()
{
    QFETCH(int, width);
    for (const int height : {1, 2, 5, 16}) {
        const auto frame = plainPicture(width, height, AV_PIX_FMT_YUV420P, {235, 128, 128});
        QVERIFY(frame);
        PictureConverter converter({1, 1}, {});
        const cv::Mat image = converter.convert(*frame);
        QCOMPARE(QSize(image.cols, image.rows), QSize(width, height));
        QVERIFY(image.isContinuous());
        double least = 0;
        cv::minMaxLoc(image.reshape(1), &least);
        QVERIFY(least >= 253);
    }
}

void PictureConverterTest::readsDisplayMatrices_data()
{
    QTest::addColumn<double>("angle"); // clockwise, in degrees
    QTest::addColumn<bool>("mirrored");
    QTest::addColumn<QList<int>>("corners"); // which corner of the stored picture is shown top left and top right
    // Stored: 0 top left, 1 top right, 2 bottom left, 3 bottom right.
    QTest::newRow("none") << 0.0 << false << QList<int>{0, 1};
    QTest::newRow("90 clockwise") << 90.0 << false << QList<int>{2, 0};
    QTest::newRow("180") << 180.0 << false << QList<int>{3, 2};
    QTest::newRow("90 counter-clockwise") << -90.0 << false << QList<int>{1, 3};
    QTest::newRow("mirrored") << 0.0 << true << QList<int>{1, 0};
    QTest::newRow("nearly 90 clockwise") << 80.0 << false << QList<int>{2, 0};
}

void PictureConverterTest::readsDisplayMatrices()
{
    QFETCH(double, angle);
    QFETCH(bool, mirrored);
    QFETCH(QList<int>, corners);
    std::int32_t matrix[9];
    av_display_rotation_set(matrix, angle);
    av_display_matrix_flip(matrix, mirrored ? 1 : 0, 0);
    const auto frame = plainPicture(64, 32, AV_PIX_FMT_GRAY8, {0, 0, 0});
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x)
            frame->data[0][y * frame->linesize[0] + x] = static_cast<std::uint8_t>(60 * ((y / 16) * 2 + x / 32));
    PictureConverter converter({1, 1}, Orientation::fromDisplayMatrix(matrix));
    const QSize size = converter.outputSize(*frame);
    const cv::Mat image = converter.convert(*frame);
    QCOMPARE(QSize(image.cols, image.rows), size);
    QVERIFY(std::abs(image.at<cv::Vec3b>(0, 0)[0] - 60 * corners[0]) <= 4);
    QVERIFY(std::abs(image.at<cv::Vec3b>(0, image.cols - 1)[0] - 60 * corners[1]) <= 4);
}

void PictureConverterTest::keepsTheFirstSize()
{
    PictureConverter converter({2, 1}, {});
    const auto first = plainPicture(64, 48, AV_PIX_FMT_YUV420P, {235, 128, 128});
    QCOMPARE(converter.outputSize(*first), QSize(128, 48));
    QCOMPARE(converter.convert(*first).size(), cv::Size(128, 48));
    const auto second = plainPicture(100, 20, AV_PIX_FMT_YUV420P, {235, 128, 128});
    QCOMPARE(converter.outputSize(*second), QSize(128, 48));
    QCOMPARE(converter.convert(*second).size(), cv::Size(128, 48));
}

void PictureConverterTest::ignoresAbsurdAspects()
{
    const auto frame = plainPicture(64, 48, AV_PIX_FMT_YUV420P, {235, 128, 128});
    PictureConverter wide({100000, 1}, {});
    QCOMPARE(wide.outputSize(*frame), QSize(64, 48));
    PictureConverter narrow({1, 1000}, {});
    QCOMPARE(narrow.outputSize(*frame), QSize(64, 48));
}

QTEST_GUILESS_MAIN(PictureConverterTest)
#include "tst_pictureconverter.moc"
