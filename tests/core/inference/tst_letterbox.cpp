// SPDX-License-Identifier: Apache-2.0
#include "core/inference/letterbox.h"
#include "tests/support/testcase.h"

#include <opencv2/imgproc.hpp>

using namespace sightglass;

class TestLetterbox : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void content_data();
    void content();
    void pixels();
    void sharesWhatFits();
    void there_and_back_data();
    void there_and_back();
    void marksArePreciselyPlaced();
};

// Contents worked by hand after Ultralytics' LetterBox (auto=False, scaleup=True): new = round(side * min ratio),
// left = round((W - new) / 2 - 0.1), top likewise.
void TestLetterbox::content_data()
{
    QTest::addColumn<QSize>("source");
    QTest::addColumn<QSize>("network");
    QTest::addColumn<InputFit>("fit");
    QTest::addColumn<QRect>("expected");
    const auto row = [](const char *name, QSize source, QSize network, InputFit fit, QRect expected) {
        QTest::newRow(name) << source << network << fit << expected;
    };
    const QSize square(640, 640);
    row("bus.jpg", {810, 1080}, square, InputFit::Letterbox, {80, 0, 480, 640});
    row("zidane.jpg", {1280, 720}, square, InputFit::Letterbox, {0, 140, 640, 360});
    // 641 * 640 / 1283 = 319.75 -> 320; border 320, half 160.
    row("odd", {1283, 641}, square, InputFit::Letterbox, {0, 160, 640, 320});
    // 480 * 640 / 853 = 360.14 -> 360.
    row("480p", {853, 480}, square, InputFit::Letterbox, {0, 140, 640, 360});
    // 101 * 6.4 = 646.4 is limited by the taller side: gain 640 / 101 = 6.3366; 100 * gain = 633.66 -> 634; border 6.
    row("enlarged", {100, 101}, square, InputFit::Letterbox, {3, 0, 634, 640});
    // 633 of 640: border 7, 3 before and 4 after. 99 * 640 / 100 = 633.6 -> 634 would be even; 989 / 1000 -> 632.96.
    row("odd border", {989, 1000}, square, InputFit::Letterbox, {3, 0, 633, 640});
    // 5 * 0.5 = 2.5: halves go to even, 2.
    row("half to even", {1280, 5}, square, InputFit::Letterbox, {0, 319, 640, 2});
    row("never nothing", {4000, 1}, square, InputFit::Letterbox, {0, 319, 640, 1});
    row("portrait", {144, 256}, {320, 192}, InputFit::Letterbox, {106, 0, 108, 192});
    row("top left", {1280, 720}, {416, 416}, InputFit::LetterboxTopLeft, {0, 0, 416, 234});
    row("stretch", {1280, 720}, {320, 240}, InputFit::Stretch, {0, 0, 320, 240});
    // torchvision's Resize(224) and CenterCrop(224): int(224 * 500 / 375) = 298, round(74 / 2) = 37.
    row("crop", {500, 375}, {224, 224}, InputFit::CentreCrop, {-37, 0, 298, 224});
    // int(224 * 1921 / 1080) = 398, round(174 / 2) = 87; 224 * 321 / 240 = 299.6 -> 299, round(37.5) = 38.
    row("crop, portrait", {1080, 1921}, {224, 224}, InputFit::CentreCrop, {0, -87, 224, 398});
    row("crop, odd", {321, 240}, {224, 224}, InputFit::CentreCrop, {-38, 0, 299, 224});
    row("crop, square", {300, 300}, {224, 224}, InputFit::CentreCrop, {0, 0, 224, 224});
    row("none", {123, 77}, {640, 640}, InputFit::None, {0, 0, 123, 77});
}

void TestLetterbox::content()
{
    QFETCH(QSize, source);
    QFETCH(QSize, network);
    QFETCH(InputFit, fit);
    QFETCH(QRect, expected);
    const cv::Rect content = Letterbox(source, network, fit).content();
    QCOMPARE(QRect(content.x, content.y, content.width, content.height), expected);
}

void TestLetterbox::pixels()
{
    const cv::Mat picture(2, 4, CV_8UC3, cv::Scalar(10, 20, 30));
    const cv::Mat input = Letterbox({4, 2}, {8, 7}, InputFit::Letterbox).apply(picture);
    QCOMPARE(QSize(input.cols, input.rows), QSize(8, 7));
    const cv::Vec3b border(114, 114, 114);
    const cv::Vec3b content(10, 20, 30);
    // 4 of 7 rows are content: 1 above, 2 below.
    for (int y = 0; y < 7; ++y)
        for (int x = 0; x < 8; ++x)
            QVERIFY(input.at<cv::Vec3b>(y, x) == (y >= 1 && y < 5 ? content : border));
}

void TestLetterbox::sharesWhatFits()
{
    const cv::Mat picture(6, 8, CV_8UC3, cv::Scalar::all(1));
    QCOMPARE(Letterbox({8, 6}, {8, 6}, InputFit::Letterbox).apply(picture).data, picture.data);
    QCOMPARE(Letterbox({8, 6}, {}, InputFit::None).apply(picture).data, picture.data);
}

void TestLetterbox::there_and_back_data()
{
    QTest::addColumn<QSize>("source");
    QTest::addColumn<InputFit>("fit");
    for (const QSize size : {QSize(1283, 641), QSize(144, 256), QSize(4000, 10), QSize(7, 3001), QSize(640, 640)})
        for (const InputFit fit : {InputFit::Letterbox, InputFit::LetterboxTopLeft, InputFit::Stretch, InputFit::None})
            QTest::addRow("%d x %d, %s", size.width(), size.height(), qPrintable(inputFitName(fit))) << size << fit;
}

void TestLetterbox::there_and_back()
{
    QFETCH(QSize, source);
    QFETCH(InputFit, fit);
    const Letterbox letterbox(source, {640, 640}, fit);
    const auto width = static_cast<float>(source.width());
    const auto height = static_cast<float>(source.height());
    for (const cv::Rect2f box :
         {cv::Rect2f(0, 0, width, height), cv::Rect2f(width * 0.1f, height * 0.3f, width * 0.5f, height * 0.25f)}) {
        const cv::Rect2f back = letterbox.toSource(letterbox.toNetwork(box));
        const float tolerance = 1e-5f * std::max(width, height);
        QVERIFY(std::abs(back.x - box.x) <= tolerance && std::abs(back.y - box.y) <= tolerance);
        QVERIFY(std::abs(back.width - box.width) <= tolerance && std::abs(back.height - box.height) <= tolerance);
    }
    const cv::Rect2f whole = letterbox.toNetwork({0, 0, width, height});
    const cv::Rect2f content(letterbox.content());
    QVERIFY(std::abs(whole.x - content.x) < 1e-3f && std::abs(whole.y - content.y) < 1e-3f);
    QVERIFY(std::abs(whole.width - content.width) < 1e-3f && std::abs(whole.height - content.height) < 1e-3f);
}

// What counts is where the pixels land: a white block is found again in the network's input, and its extent there,
// brought back, is the block. 4000 x 10 has content 640 x 2, so that the vertical factor is 5 and not 6.25.
void TestLetterbox::marksArePreciselyPlaced()
{
    cv::Mat picture(10, 4000, CV_8UC3, cv::Scalar::all(0));
    picture(cv::Rect(1000, 5, 1000, 5)).setTo(cv::Scalar::all(255));
    const Letterbox letterbox({4000, 10}, {640, 640}, InputFit::Letterbox);
    const cv::Mat input = letterbox.apply(picture);
    cv::Mat white;
    cv::inRange(input, cv::Scalar::all(200), cv::Scalar::all(255), white);
    const cv::Rect2f found(cv::boundingRect(white));
    const cv::Rect2f back = letterbox.toSource(found);
    QCOMPARE(back.y, 5.f);
    QCOMPARE(back.height, 5.f);
    QVERIFY(std::abs(back.x - 1000.f) < 6.25f && std::abs(back.width - 1000.f) < 12.5f);
}

QTEST_GUILESS_MAIN(TestLetterbox)
#include "tst_letterbox.moc"
