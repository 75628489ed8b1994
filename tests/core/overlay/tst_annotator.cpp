// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/annotator.h"
#include "tests/support/testcase.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <opencv2/core.hpp>

#include <thread>

using namespace sightglass;

namespace
{

constexpr auto grey = 90;

/// Whether the colour of a detection is where it is asked for.
bool isColour(const cv::Mat &picture, int x, int y, const QColor &colour)
{
    const auto pixel = picture.at<cv::Vec3b>(y, x);
    return pixel == cv::Vec3b(static_cast<uchar>(colour.blue()), static_cast<uchar>(colour.green()),
                              static_cast<uchar>(colour.red()));
}

/// The smallest rectangle that holds every pixel of a colour.
QRect extent(const cv::Mat &picture, const QColor &colour, const QRect &within)
{
    QRect found;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x) {
            if (isColour(picture, x, y, colour))
                found |= QRect(x, y, 1, 1);
        }
    }
    return found;
}

cv::Mat plain(QSize size = {320, 240})
{
    return {size.height(), size.width(), CV_8UC3, cv::Scalar(grey, grey, grey)};
}

OverlayStyle boxesOnly()
{
    OverlayStyle style;
    style.labels = style.scores = false;
    return style;
}

} // namespace

class AnnotatorTest : public test::TestCase
{
    Q_OBJECT

private:
    const QColor m_colour = classColour(0);

private Q_SLOTS:
    void drawsABoxWithALightEdge()
    {
        cv::Mat picture = plain();
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}};
        Annotator::draw(picture, {&detections, nullptr, {}}, boxesOnly());
        // Two pixels wide, centred on the edge between pixels, with one light pixel on either side.
        for (const int x : {99, 100, 159, 160})
            QVERIFY(isColour(picture, x, 100, m_colour));
        for (const int x : {98, 101, 158, 161})
            QVERIFY(picture.at<cv::Vec3b>(100, x)[1] > 180);
        for (const int x : {97, 102, 157, 162})
            QVERIFY(isColour(picture, x, 100, QColor(grey, grey, grey)));
        QCOMPARE(extent(picture, m_colour, QRect(0, 0, 320, 240)), QRect(99, 79, 62, 42));
    }

    void highlightedIsThicker()
    {
        cv::Mat picture = plain();
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}};
        Annotator::draw(picture, {&detections, nullptr, 0}, boxesOnly());
        QCOMPARE(extent(picture, m_colour, QRect(0, 0, 320, 240)), QRect(98, 78, 64, 44));
    }

    void boxesOnThePicturesEdgeShowWhole()
    {
        cv::Mat picture = plain();
        const Detections detections{{{0.f, 0.f, 320.f, 240.f}, 0, 0.9f}};
        Annotator::draw(picture, {&detections, nullptr, {}}, boxesOnly());
        QCOMPARE(extent(picture, m_colour, QRect(0, 0, 320, 240)), QRect(1, 1, 318, 238));
    }

    void usesTheUsersColourAndTheClassName()
    {
        Candidates candidates;
        candidates.classNames = std::make_shared<const QStringList>(QStringList{QStringLiteral("person")});
        OverlayStyle style = boxesOnly();
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}};
        cv::Mat picture = plain();
        Annotator::draw(picture, {&detections, &candidates, {}}, style);
        QVERIFY(isColour(picture, 100, 100, classColour(0)));
        style.colours.insert(QStringLiteral("person"), QColor(12, 34, 56));
        Annotator::draw(picture, {&detections, &candidates, {}}, style);
        QVERIFY(isColour(picture, 100, 100, QColor(12, 34, 56)));
    }

    void fourChannelsGiveTheSamePicture()
    {
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}, {{10.f, 20.f, 90.f, 100.f}, 1, 0.5f}};
        cv::Mat three = plain();
        cv::Mat four(240, 320, CV_8UC4, cv::Scalar(grey, grey, grey, 255));
        Annotator::draw(three, {&detections, nullptr, {}}, OverlayStyle());
        Annotator::draw(four, {&detections, nullptr, {}}, OverlayStyle());
        for (int y = 0; y < 240; ++y) {
            for (int x = 0; x < 320; ++x) {
                const auto a = three.at<cv::Vec3b>(y, x);
                const auto b = four.at<cv::Vec4b>(y, x);
                QVERIFY(a[0] == b[0] && a[1] == b[1] && a[2] == b[2]);
            }
        }
    }

    void drawsIntoAPartOfAPicture()
    {
        // A picture whose rows do not follow each other in memory.
        cv::Mat whole = plain({640, 240});
        cv::Mat left = whole(cv::Rect(0, 0, 320, 240));
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}};
        Annotator::draw(left, {&detections, nullptr, {}}, boxesOnly());
        QVERIFY(isColour(whole, 100, 100, m_colour));
        QVERIFY(extent(whole, m_colour, QRect(320, 0, 320, 240)).isEmpty());
    }

    void mapsToTheView()
    {
        QImage image(400, 300, QImage::Format_RGB32);
        image.setDevicePixelRatio(2.0);
        image.fill(Qt::gray);
        {
            QPainter painter(&image);
            const Detections detections{{{10.f, 10.f, 20.f, 20.f}, 0, 0.9f}};
            Annotator::draw(painter, QTransform(2.0, 0.0, 0.0, 2.0, 30.0, 40.0), QRectF(0, 0, 200, 150),
                            {&detections, nullptr, {}}, boxesOnly());
        }
        // Source (10, 10)-(30, 30) is view (50, 60)-(90, 100), device (100, 120)-(180, 200); the line keeps 2 logical
        // pixels, 4 of the device.
        for (const int x : {98, 101, 178, 181})
            QCOMPARE(image.pixelColor(x, 160), m_colour);
        for (const int y : {118, 121, 198, 201})
            QCOMPARE(image.pixelColor(140, y), m_colour);
    }

    void drawsNothingOfNothing()
    {
        cv::Mat picture = plain();
        const cv::Mat before = picture.clone();
        Annotator::draw(picture, {}, OverlayStyle());
        const Detections none;
        Annotator::draw(picture, {&none, nullptr, 3}, OverlayStyle());
        const Detections outside{{{500.f, 500.f, 60.f, 40.f}, 0, 0.9f}};
        Annotator::draw(picture, {&outside, nullptr, 7}, OverlayStyle());
        QCOMPARE(cv::norm(picture, before, cv::NORM_INF), 0.0);
    }

    void drawsOnAnyThread()
    {
        const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}};
        cv::Mat here = plain();
        cv::Mat there = plain();
        Annotator::draw(here, {&detections, nullptr, {}}, OverlayStyle());
        std::thread([&] { Annotator::draw(there, {&detections, nullptr, {}}, OverlayStyle()); }).join();
        QCOMPARE(cv::norm(here, there, cv::NORM_INF), 0.0);
    }

    void hits_data()
    {
        QTest::addColumn<QPointF>("point");
        QTest::addColumn<double>("margin");
        QTest::addColumn<int>("expected");
        QTest::newRow("nothing") << QPointF(1, 1) << 0.0 << -1;
        QTest::newRow("large") << QPointF(15, 15) << 0.0 << 0;
        QTest::newRow("small within large") << QPointF(50, 50) << 0.0 << 1;
        QTest::newRow("just outside") << QPointF(8, 50) << 0.0 << -1;
        QTest::newRow("just outside, within the margin") << QPointF(8, 50) << 3.0 << 0;
        QTest::newRow("margin of the small one") << QPointF(38, 50) << 3.0 << 1;
    }

    void hits()
    {
        QFETCH(QPointF, point);
        QFETCH(double, margin);
        QFETCH(int, expected);
        const Detections detections{{{10.f, 10.f, 100.f, 100.f}, 0, 0.9f}, {{40.f, 40.f, 20.f, 20.f}, 1, 0.3f}};
        const auto hit = Annotator::hitTest(detections, point, margin);
        QCOMPARE(hit ? static_cast<int>(*hit) : -1, expected);
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    AnnotatorTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_annotator.moc"
