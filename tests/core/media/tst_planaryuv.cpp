// SPDX-License-Identifier: Apache-2.0
#include "core/media/pictureconverter.h"
#include "core/media/planaryuv.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>
#include <random>

using namespace sightglass;

/// Colours against libswscale's slow and accurate conversion, and against the formulas of H.273.
class PlanarYuvTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isWithoutBias_data();
    void isWithoutBias();
    void followsTheFormulas_data();
    void followsTheFormulas();
    void interpolatesColour_data();
    void interpolatesColour();
    void scalesToTheLastColumn_data();
    void scalesToTheLastColumn();
};

namespace
{

/// A soft picture with some noise, as cameras make them, within limited range.
AVFramePointer softPicture(int width, int height, AVPixelFormat format)
{
    AVFramePointer frame(av_frame_alloc());
    frame->width = width;
    frame->height = height;
    frame->format = format;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        return nullptr;
    const AVPixFmtDescriptor &description = *av_pix_fmt_desc_get(format);
    const int depth = description.comp[0].depth;
    std::mt19937 random(7);
    std::uniform_int_distribution<int> noise(-3, 3);
    for (int component = 0; component < 3; ++component) {
        const bool chroma = component > 0;
        const AVComponentDescriptor &where = description.comp[component];
        const int columns = chroma ? AV_CEIL_RSHIFT(width, description.log2_chroma_w) : width;
        const int rows = chroma ? AV_CEIL_RSHIFT(height, description.log2_chroma_h) : height;
        for (int y = 0; y < rows; ++y)
            for (int x = 0; x < columns; ++x) {
                const double wave = std::sin(6.0 * x / columns + component) + std::cos(5.0 * y / rows);
                const int value = std::lround((chroma ? 128.0 + 18.0 * wave : 120.0 + 35.0 * wave) + noise(random))
                                  << (depth - 8);
                std::uint8_t *const to =
                    frame->data[where.plane] + y * frame->linesize[where.plane] + x * where.step + where.offset;
                if (depth > 8)
                    *reinterpret_cast<std::uint16_t *>(to) = static_cast<std::uint16_t>(value << where.shift);
                else
                    *to = static_cast<std::uint8_t>(value);
            }
    }
    return frame;
}

/// What `ffmpeg -sws_flags accurate_rnd+full_chroma_int+full_chroma_inp` makes of it.
cv::Mat accurate(const AVFrame &frame, int matrix, bool fullRange)
{
    const SwsPointer scaler(sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format),
                                           frame.width, frame.height, AV_PIX_FMT_BGR24,
                                           SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP,
                                           nullptr, nullptr, nullptr));
    sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrix), fullRange ? 1 : 0,
                             sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    cv::Mat image(frame.height + 1, (frame.width + 15) / 16 * 16, CV_8UC3);
    std::uint8_t *const planes[4] = {image.data, nullptr, nullptr, nullptr};
    const int strides[4] = {static_cast<int>(image.step), 0, 0, 0};
    sws_scale(scaler.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
    return image(cv::Rect(0, 0, frame.width, frame.height)).clone();
}

QString text(const cv::Scalar &values)
{
    return QStringLiteral("%1 %2 %3")
        .arg(QString::number(values[0]), QString::number(values[1]), QString::number(values[2]));
}

} // namespace

void PlanarYuvTest::isWithoutBias_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("space");
    QTest::addColumn<bool>("fullRange");
    QTest::addColumn<QSize>("size");
    const auto add = [](const char *name, AVPixelFormat format, AVColorSpace space, bool full, QSize size) {
        QTest::newRow(name) << int(format) << int(space) << full << size;
    };
    const QSize size(1280, 720);
    const QSize small(480, 270);
    add("4:2:0", AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, false, size);
    add("4:2:0, 601", AV_PIX_FMT_YUV420P, AVCOL_SPC_SMPTE170M, false, small);
    add("4:2:0, full range", AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, true, small);
    add("4:2:2", AV_PIX_FMT_YUV422P, AVCOL_SPC_BT709, false, small);
    add("4:4:0", AV_PIX_FMT_YUV440P, AVCOL_SPC_BT709, false, small);
    add("4:4:4", AV_PIX_FMT_YUV444P, AVCOL_SPC_BT709, false, small);
    add("10 bits, 2020", AV_PIX_FMT_YUV420P10LE, AVCOL_SPC_BT2020_NCL, false, size);
    add("12 bits", AV_PIX_FMT_YUV420P12LE, AVCOL_SPC_BT709, false, small);
    // By libswscale:
    add("NV12", AV_PIX_FMT_NV12, AVCOL_SPC_BT709, false, size);
    add("4:1:1", AV_PIX_FMT_YUV411P, AVCOL_SPC_BT709, false, small);
    add("16 bits", AV_PIX_FMT_YUV444P16LE, AVCOL_SPC_BT709, false, small);
}

void PlanarYuvTest::isWithoutBias()
{
    QFETCH(int, format);
    QFETCH(int, space);
    QFETCH(bool, fullRange);
    QFETCH(QSize, size);
    const auto frame = softPicture(size.width(), size.height(), static_cast<AVPixelFormat>(format));
    QVERIFY(frame);
    frame->colorspace = static_cast<AVColorSpace>(space);
    frame->color_range = fullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    frame->chroma_location = AVCHROMA_LOC_CENTER; // What libswscale takes for granted.
    const int matrix = space == AVCOL_SPC_BT709        ? SWS_CS_ITU709
                       : space == AVCOL_SPC_BT2020_NCL ? SWS_CS_BT2020
                                                       : SWS_CS_ITU601;
    const cv::Mat expected = accurate(*frame, matrix, fullRange);
    PictureConverter converter({1, 1}, {});
    const cv::Mat actual = converter.convert(*frame);
    QCOMPARE(actual.size(), expected.size());
    cv::Mat difference;
    cv::subtract(actual, expected, difference, cv::noArray(), CV_16S);
    const cv::Scalar bias = cv::mean(difference);
    const cv::Scalar distance = cv::mean(cv::abs(difference));
    for (int channel = 0; channel < 3; ++channel) {
        QVERIFY2(std::abs(bias[channel]) <= 0.1, qPrintable(text(bias)));
        // Their filters for colour differ.
        QVERIFY2(distance[channel] < 1.5, qPrintable(text(distance)));
    }
}

void PlanarYuvTest::followsTheFormulas_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<bool>("fullRange");
    QTest::newRow("limited") << int(AV_PIX_FMT_YUV444P) << false;
    QTest::newRow("full") << int(AV_PIX_FMT_YUV444P) << true;
    QTest::newRow("10 bits, limited") << int(AV_PIX_FMT_YUV444P10LE) << false;
    QTest::newRow("10 bits, full") << int(AV_PIX_FMT_YUV444P10LE) << true;
}

void PlanarYuvTest::followsTheFormulas()
{
    QFETCH(int, format);
    QFETCH(bool, fullRange);
    const auto frame = softPicture(64, 64, static_cast<AVPixelFormat>(format));
    QVERIFY(frame);
    const bool deep = format == AV_PIX_FMT_YUV444P10LE;
    const double scale = deep ? 4.0 : 1.0;
    const double top = deep ? 1023.0 : 255.0;
    cv::Mat image;
    bgrFromPlanarYuv(*frame, {sws_getCoefficients(SWS_CS_ITU709), fullRange}, nullptr, image);
    const auto sample = [&](int plane, int x, int y) -> double {
        const std::uint8_t *const row = frame->data[plane] + y * frame->linesize[plane];
        return deep ? reinterpret_cast<const std::uint16_t *>(row)[x] : row[x];
    };
    constexpr double red = 0.2126;
    constexpr double blue = 0.0722;
    double sum = 0.0;
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) {
            const double luma = fullRange ? sample(0, x, y) / top : (sample(0, x, y) / scale - 16.0) / 219.0;
            const double range = fullRange ? top : 224.0 * scale;
            const double cb = (sample(1, x, y) - 128.0 * scale) / range;
            const double cr = (sample(2, x, y) - 128.0 * scale) / range;
            const double r = luma + 2.0 * (1.0 - red) * cr;
            const double b = luma + 2.0 * (1.0 - blue) * cb;
            const double g = (luma - red * r - blue * b) / (1.0 - red - blue);
            const auto pixel = image.at<cv::Vec3b>(y, x);
            const auto level = [](double value) { return 255.0 * std::clamp(value, 0.0, 1.0); };
            for (const double error : {pixel[0] - level(b), pixel[1] - level(g), pixel[2] - level(r)}) {
                QVERIFY2(std::abs(error) <= 0.6, qPrintable(QString::number(error)));
                sum += error;
            }
        }
    QVERIFY2(std::abs(sum) / (3 * 64 * 64) < 0.05, qPrintable(QString::number(sum)));
}

void PlanarYuvTest::interpolatesColour_data()
{
    QTest::addColumn<int>("location");
    QTest::addColumn<QList<int>>("across"); // Of four pixels over a step from 0 to 80 between two samples.
    QTest::addColumn<QList<int>>("down");
    QTest::newRow("unknown") << int(AVCHROMA_LOC_UNSPECIFIED) << QList<int>{0, 40, 80, 80} << QList<int>{0, 20, 60, 80};
    QTest::newRow("left") << int(AVCHROMA_LOC_LEFT) << QList<int>{0, 40, 80, 80} << QList<int>{0, 20, 60, 80};
    QTest::newRow("centre") << int(AVCHROMA_LOC_CENTER) << QList<int>{0, 20, 60, 80} << QList<int>{0, 20, 60, 80};
    QTest::newRow("top left") << int(AVCHROMA_LOC_TOPLEFT) << QList<int>{0, 40, 80, 80} << QList<int>{0, 40, 80, 80};
    QTest::newRow("bottom") << int(AVCHROMA_LOC_BOTTOM) << QList<int>{0, 20, 60, 80} << QList<int>{0, 0, 40, 80};
}

void PlanarYuvTest::interpolatesColour()
{
    QFETCH(int, location);
    QFETCH(QList<int>, across);
    QFETCH(QList<int>, down);
    const auto frame = softPicture(4, 4, AV_PIX_FMT_YUV420P);
    QVERIFY(frame);
    frame->chroma_location = static_cast<AVChromaLocation>(location);
    for (int y = 0; y < 4; ++y)
        std::memset(frame->data[0] + y * frame->linesize[0], 100, 4);
    const auto set = [&](int plane, int x, int y, int value) {
        frame->data[plane][y * frame->linesize[plane] + x] = static_cast<std::uint8_t>(128 + value);
    };
    // Of BT.601 in full range, red is Y + 1.402 Cr, and blue is Y + 1.772 Cb.
    for (int i = 0; i < 2; ++i) {
        set(1, i, 0, 0);
        set(1, i, 1, 80);
        set(2, 0, i, 0);
        set(2, 1, i, 80);
    }
    cv::Mat image;
    bgrFromPlanarYuv(*frame, {sws_getCoefficients(SWS_CS_ITU601), true}, nullptr, image);
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(int(image.at<cv::Vec3b>(1, i)[2]), int(std::lround(100 + 1.402 * across[i])));
        QCOMPARE(int(image.at<cv::Vec3b>(i, 1)[0]), int(std::lround(100 + 1.772 * down[i])));
    }
}

void PlanarYuvTest::scalesToTheLastColumn_data()
{
    QTest::addColumn<QSize>("stored");
    QTest::addColumn<qint64>("num");
    QTest::addColumn<qint64>("den");
    QTest::addColumn<int>("width");
    QTest::newRow("a half, which is 1.005 in binary") << QSize(100, 40) << qint64(201) << qint64(200) << 101;
    QTest::newRow("192.5") << QSize(176, 144) << qint64(128) << qint64(117) << 193;
    QTest::newRow("PAL") << QSize(720, 576) << qint64(16) << qint64(15) << 768;
    QTest::newRow("NTSC") << QSize(720, 480) << qint64(10) << qint64(11) << 655;
    QTest::newRow("one more") << QSize(64, 48) << qint64(65) << qint64(64) << 65;
    QTest::newRow("one less") << QSize(64, 48) << qint64(63) << qint64(64) << 63;
}

void PlanarYuvTest::scalesToTheLastColumn()
{
    QFETCH(QSize, stored);
    QFETCH(qint64, num);
    QFETCH(qint64, den);
    QFETCH(int, width);
    // Dark, and bright in the last tenth.
    const auto frame = softPicture(stored.width(), stored.height(), AV_PIX_FMT_GRAY8);
    for (int y = 0; y < stored.height(); ++y) {
        std::uint8_t *const row = frame->data[0] + y * frame->linesize[0];
        std::fill_n(row, stored.width(), std::uint8_t(10));
        std::fill_n(row + stored.width() * 9 / 10, stored.width() - stored.width() * 9 / 10, std::uint8_t(240));
    }
    PictureConverter converter({num, den}, {});
    QCOMPARE(converter.outputSize(*frame), QSize(width, stored.height()));
    const cv::Mat image = converter.convert(*frame);
    QCOMPARE(image.cols, width);
    for (int y = 0; y < image.rows; ++y) {
        QCOMPARE(int(image.at<cv::Vec3b>(y, 0)[0]), 10);
        QCOMPARE(int(image.at<cv::Vec3b>(y, width - 1)[0]), 240);
    }
    // The edge is where it was.
    const int edge = static_cast<int>(std::lround(double(width) * (stored.width() * 9 / 10) / stored.width()));
    QVERIFY(image.at<cv::Vec3b>(0, edge - 3)[0] < 30);
    QVERIFY(image.at<cv::Vec3b>(0, edge + 2)[0] > 220);
}

QTEST_GUILESS_MAIN(PlanarYuvTest)
#include "tst_planaryuv.moc"
