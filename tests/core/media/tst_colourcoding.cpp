// SPDX-License-Identifier: Apache-2.0
#include "core/media/colourcoding.h"
#include "core/media/libavpointers.h"
#include "core/media/pictureconverter.h"
#include "core/media/planaryuv.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <cmath>

using namespace sightglass;

/// What the tags of a frame make of its colours.
class ColourCodingTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void readsTags_data();
    void readsTags();
    void readsThePeak_data();
    void readsThePeak();
    void leavesOrdinaryColours_data();
    void leavesOrdinaryColours();
    void keepsThePrecisionOfTenBits();
    void isTheSameInAnyFormat();
    void keepsThePeakOfTheFirst();
};

namespace
{

constexpr int width = 96;
constexpr int height = 32;

/// Ten bits in 4:4:4: luma grows from 64 to 940 along the rows, and then on in the next; colour is as given.
AVFramePointer ramp(int cb, int cr)
{
    AVFramePointer frame(av_frame_alloc());
    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_YUV444P10LE;
    frame->colorspace = AVCOL_SPC_BT2020_NCL;
    frame->color_range = AVCOL_RANGE_MPEG;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        return nullptr;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const int values[] = {64 + (y * width + x) % 877, cb, cr};
            for (int plane = 0; plane < 3; ++plane)
                reinterpret_cast<std::uint16_t *>(frame->data[plane] + y * frame->linesize[plane])[x] =
                    static_cast<std::uint16_t>(values[plane]);
        }
    return frame;
}

void addMaximum(AVFrame &frame, unsigned nits)
{
    av_content_light_metadata_create_side_data(&frame)->MaxCLL = nits;
}

void addDisplay(AVFrame &frame, int nits)
{
    AVMasteringDisplayMetadata *display = av_mastering_display_metadata_create_side_data(&frame);
    display->has_luminance = 1;
    display->max_luminance = {nits * 10000, 10000};
    display->min_luminance = {50, 10000};
}

} // namespace

void ColourCodingTest::readsTags_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<int>("primaries");
    QTest::addColumn<QString>("note");
    const auto add = [](AVColorTransferCharacteristic transfer, AVColorPrimaries primaries, const char *note) {
        QTest::addRow("%d, %d", int(transfer), int(primaries))
            << int(transfer) << int(primaries) << QString::fromLatin1(note);
    };
    add(AVCOL_TRC_UNSPECIFIED, AVCOL_PRI_UNSPECIFIED, "");
    add(AVCOL_TRC_BT709, AVCOL_PRI_BT709, "");
    add(AVCOL_TRC_SMPTE170M, AVCOL_PRI_SMPTE170M, "");
    add(AVCOL_TRC_GAMMA28, AVCOL_PRI_BT470BG, "");
    add(AVCOL_TRC_LINEAR, AVCOL_PRI_BT2020, "");
    add(AVCOL_TRC_LOG, AVCOL_PRI_SMPTE432, "");
    add(AVCOL_TRC_SMPTE428, AVCOL_PRI_SMPTE431, "");
    add(AVCOL_TRC_SMPTE2084, AVCOL_PRI_BT2020, "HDR (PQ, BT.2020): shown in ordinary colours.");
    add(AVCOL_TRC_SMPTE2084, AVCOL_PRI_UNSPECIFIED, "HDR (PQ, BT.2020): shown in ordinary colours.");
    add(AVCOL_TRC_SMPTE2084, AVCOL_PRI_SMPTE432, "HDR (PQ, P3): shown in ordinary colours.");
    add(AVCOL_TRC_SMPTE2084, AVCOL_PRI_BT709, "HDR (PQ): shown in ordinary colours.");
    add(AVCOL_TRC_ARIB_STD_B67, AVCOL_PRI_BT2020, "HDR (HLG, BT.2020): shown in ordinary colours.");
    add(AVCOL_TRC_BT2020_10, AVCOL_PRI_BT2020, "Wide colours (BT.2020): shown in ordinary colours.");
    add(AVCOL_TRC_UNSPECIFIED, AVCOL_PRI_BT2020, "Wide colours (BT.2020): shown in ordinary colours.");
    add(AVCOL_TRC_BT709, AVCOL_PRI_SMPTE432, "Wide colours (P3): shown in ordinary colours.");
    add(AVCOL_TRC_BT709, AVCOL_PRI_SMPTE431, "Wide colours (P3): shown in ordinary colours.");
}

void ColourCodingTest::readsTags()
{
    QFETCH(int, transfer);
    QFETCH(int, primaries);
    QFETCH(QString, note);
    const auto frame = ramp(512, 512);
    QVERIFY(frame);
    frame->color_trc = static_cast<AVColorTransferCharacteristic>(transfer);
    frame->color_primaries = static_cast<AVColorPrimaries>(primaries);
    QCOMPARE(ColourCoding::of(*frame).note(), note);
    QCOMPARE(ColourCoding::of(*frame).isOrdinary(), note.isEmpty());
    PictureConverter converter({1, 1}, {});
    QCOMPARE(converter.notes(*frame), note.isEmpty() ? QStringList() : QStringList(note));
}

void ColourCodingTest::readsThePeak_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<int>("maximum");
    QTest::addColumn<int>("display");
    QTest::addColumn<double>("peak");
    QTest::newRow("neither") << int(AVCOL_TRC_SMPTE2084) << -1 << -1 << 1000.0;
    QTest::newRow("both") << int(AVCOL_TRC_SMPTE2084) << 650 << 4000 << 650.0;
    QTest::newRow("display") << int(AVCOL_TRC_SMPTE2084) << -1 << 4000 << 4000.0;
    QTest::newRow("maximum left open") << int(AVCOL_TRC_SMPTE2084) << 0 << 4000 << 4000.0;
    QTest::newRow("absurd") << int(AVCOL_TRC_SMPTE2084) << 60000 << 20000 << 1000.0;
    QTest::newRow("darker than white") << int(AVCOL_TRC_SMPTE2084) << 100 << 100 << 1000.0;
    QTest::newRow("HLG is relative") << int(AVCOL_TRC_ARIB_STD_B67) << 650 << 4000 << 1000.0;
}

void ColourCodingTest::readsThePeak()
{
    QFETCH(int, transfer);
    QFETCH(int, maximum);
    QFETCH(int, display);
    QFETCH(double, peak);
    const auto frame = ramp(512, 512);
    QVERIFY(frame);
    frame->color_trc = static_cast<AVColorTransferCharacteristic>(transfer);
    if (maximum >= 0)
        addMaximum(*frame, static_cast<unsigned>(maximum));
    if (display >= 0)
        addDisplay(*frame, display);
    QCOMPARE(ColourCoding::of(*frame).peak, peak);
}

void ColourCodingTest::leavesOrdinaryColours_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<int>("primaries");
    QTest::newRow("unspecified") << int(AVCOL_TRC_UNSPECIFIED) << int(AVCOL_PRI_UNSPECIFIED);
    QTest::newRow("BT.709") << int(AVCOL_TRC_BT709) << int(AVCOL_PRI_BT709);
    QTest::newRow("SD") << int(AVCOL_TRC_SMPTE170M) << int(AVCOL_PRI_SMPTE170M);
    QTest::newRow("linear") << int(AVCOL_TRC_LINEAR) << int(AVCOL_PRI_BT2020);
}

void ColourCodingTest::leavesOrdinaryColours()
{
    QFETCH(int, transfer);
    QFETCH(int, primaries);
    const auto frame = ramp(470, 590);
    QVERIFY(frame);
    cv::Mat expected;
    bgrFromPlanarYuv(*frame, {sws_getCoefficients(SWS_CS_BT2020), false}, nullptr, expected);
    frame->color_trc = static_cast<AVColorTransferCharacteristic>(transfer);
    frame->color_primaries = static_cast<AVColorPrimaries>(primaries);
    PictureConverter converter({1, 1}, {});
    QCOMPARE(cv::norm(converter.convert(*frame), expected, cv::NORM_INF), 0.0);
}

/// Each of the 877 numbers of limited range gets the level that the formulas give it: 8 bits before them would not.
void ColourCodingTest::keepsThePrecisionOfTenBits()
{
    const auto frame = ramp(512, 512);
    QVERIFY(frame);
    frame->color_trc = AVCOL_TRC_ARIB_STD_B67;
    PictureConverter converter({1, 1}, {});
    const cv::Mat image = converter.convert(*frame);
    int levels = 0;
    int last = -1;
    for (int i = 0; i < 877; ++i) {
        const auto pixel = image.at<cv::Vec3b>(i / width, i % width);
        QVERIFY(std::abs(pixel[0] - pixel[1]) <= 1 && std::abs(pixel[2] - pixel[1]) <= 1);
        QVERIFY2(pixel[1] >= last && pixel[1] <= last + 1, qPrintable(QString::number(i)));
        levels += pixel[1] != last ? 1 : 0;
        last = pixel[1];
        // HLG is a root up to there, by which the system gamma and that of the display are linear in it.
        if (i < 438) {
            const double level = 255.0 * (i / 876.0) * std::pow(std::pow(3.0, -1.2) * 1000.0 / 203.0, 1.0 / 2.4);
            QVERIFY2(std::abs(pixel[1] - level) <= 0.8, qPrintable(QString::number(level)));
        }
    }
    QCOMPARE(levels, 256);
}

void ColourCodingTest::isTheSameInAnyFormat()
{
    const auto planar = ramp(500, 530);
    QVERIFY(planar);
    planar->color_trc = AVCOL_TRC_SMPTE2084;
    planar->color_primaries = AVCOL_PRI_BT2020;
    // The same samples, as libswscale has to read them.
    AVFramePointer deep(av_frame_alloc());
    av_frame_copy_props(deep.get(), planar.get());
    deep->width = width;
    deep->height = height;
    deep->format = AV_PIX_FMT_YUV444P16LE;
    QVERIFY(av_frame_get_buffer(deep.get(), 0) >= 0);
    for (int plane = 0; plane < 3; ++plane)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                reinterpret_cast<std::uint16_t *>(deep->data[plane] + y * deep->linesize[plane])[x] =
                    static_cast<std::uint16_t>(
                        reinterpret_cast<const std::uint16_t *>(planar->data[plane] + y * planar->linesize[plane])[x]
                        << 6);
    PictureConverter converter({1, 1}, {});
    PictureConverter other({1, 1}, {});
    const cv::Mat image = converter.convert(*planar);
    const cv::Mat same = other.convert(*deep);
    QCOMPARE(same.size(), image.size());
    const double distance = cv::norm(image, same, cv::NORM_INF);
    QVERIFY2(distance <= 2.0, qPrintable(QString::number(distance)));
    const double mean = cv::norm(image, same, cv::NORM_L1) / double(image.total() * 3);
    QVERIFY2(mean < 0.2, qPrintable(QString::number(mean)));
}

void ColourCodingTest::keepsThePeakOfTheFirst()
{
    const auto first = ramp(512, 512);
    QVERIFY(first);
    first->color_trc = AVCOL_TRC_SMPTE2084;
    const auto plain = ramp(512, 512);
    plain->color_trc = AVCOL_TRC_SMPTE2084;
    addMaximum(*first, 4000);
    PictureConverter converter({1, 1}, {});
    const cv::Mat expected = converter.convert(*first);
    QCOMPARE(cv::norm(converter.convert(*plain), expected, cv::NORM_INF), 0.0);
    PictureConverter other({1, 1}, {});
    QVERIFY(cv::norm(other.convert(*plain), expected, cv::NORM_INF) > 2.0);
}

QTEST_GUILESS_MAIN(ColourCodingTest)
#include "tst_colourcoding.moc"
