// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/viewtransform.h"
#include "tests/support/testcase.h"

#include <cmath>
#include <limits>
#include <random>

using namespace sightglass;

namespace
{

bool near(QPointF a, QPointF b, double tolerance = 1e-9)
{
    return std::abs(a.x() - b.x()) <= tolerance && std::abs(a.y() - b.y()) <= tolerance;
}

} // namespace

class ViewTransformTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isInvalidWithoutSizes()
    {
        QVERIFY(!ViewTransform().isValid());
        QVERIFY(!ViewTransform(QSize(640, 480), QSizeF()).isValid());
        ViewTransform transform(QSize(), QSizeF(100, 100));
        transform.zoom(2.0, {});
        transform.pan({3, 3});
        transform.oneToOne();
        QVERIFY(transform.visibleSource().isEmpty());
        QVERIFY(transform.visibleDevicePixels().isEmpty());
    }

    void fits_data()
    {
        QTest::addColumn<QSize>("source");
        QTest::addColumn<QSizeF>("view");
        QTest::addColumn<double>("ratio");
        QTest::addColumn<QRectF>("expected");
        QTest::addColumn<QSize>("devicePixels");
        QTest::newRow("same") << QSize(640, 480) << QSizeF(640, 480) << 1.0 << QRectF(0, 0, 640, 480)
                              << QSize(640, 480);
        QTest::newRow("wider view") << QSize(640, 480) << QSizeF(1000, 480) << 1.0 << QRectF(180, 0, 640, 480)
                                    << QSize(640, 480);
        QTest::newRow("taller view") << QSize(640, 480) << QSizeF(320, 500) << 1.0 << QRectF(0, 130, 320, 240)
                                     << QSize(320, 240);
        QTest::newRow("enlarged") << QSize(100, 50) << QSizeF(400, 400) << 1.0 << QRectF(0, 100, 400, 200)
                                  << QSize(400, 200);
        QTest::newRow("high DPI") << QSize(1280, 720) << QSizeF(640, 400) << 2.0 << QRectF(0, 20, 640, 360)
                                  << QSize(1280, 720);
        QTest::newRow("fractional DPI") << QSize(1280, 720) << QSizeF(640, 360) << 1.5 << QRectF(0, 0, 640, 360)
                                        << QSize(960, 540);
        QTest::newRow("one pixel") << QSize(1, 1) << QSizeF(200, 100) << 1.0 << QRectF(50, 0, 100, 100)
                                   << QSize(100, 100);
    }

    void fits()
    {
        QFETCH(QSize, source);
        QFETCH(QSizeF, view);
        QFETCH(double, ratio);
        QFETCH(QRectF, expected);
        QFETCH(QSize, devicePixels);
        const ViewTransform transform(source, view, ratio);
        QVERIFY(transform.isFitted());
        QCOMPARE(transform.toView(QRectF(QPointF(), source)), expected);
        QCOMPARE(transform.visibleSource(), QRect(QPoint(), source));
        QCOMPARE(transform.visibleDevicePixels(), devicePixels);
    }

    void oneToOneIsOneDevicePixelPerSourcePixel_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::newRow("1") << 1.0;
        QTest::newRow("1.25") << 1.25;
        QTest::newRow("2") << 2.0;
    }

    void oneToOneIsOneDevicePixelPerSourcePixel()
    {
        QFETCH(double, ratio);
        ViewTransform transform(QSize(1920, 1080), QSizeF(801, 603), ratio);
        const QPointF centre(400.5, 301.5);
        const QPointF before = transform.toSource(centre);
        transform.oneToOne();
        QVERIFY(!transform.isFitted());
        QCOMPARE(transform.scale() * ratio, 1.0);
        QVERIFY2(near(transform.toSource(centre), before, 0.5), "the centre moves by the rounding to a pixel alone");
        const QPointF origin = transform.toView(QPointF(0, 0)) * ratio;
        QVERIFY(near(origin, QPointF(std::round(origin.x()), std::round(origin.y()))));
        QCOMPARE(transform.visibleDevicePixels(), transform.visibleSource().size());
    }

    void zoomKeepsThePointUnderThePointer()
    {
        ViewTransform transform(QSize(1280, 720), QSizeF(900, 700), 1.5);
        const QPointF anchor(450, 350);
        for (const double factor : {1.25, 3.0, 1.1, 0.5, 0.9}) {
            const QPointF before = transform.toSource(anchor);
            const double scale = transform.scale();
            transform.zoom(factor, anchor);
            QVERIFY(!transform.isFitted());
            QCOMPARE(transform.scale(), scale * factor);
            QVERIFY(near(transform.toSource(anchor), before, 1e-9));
        }
    }

    void zoomIsLimited()
    {
        ViewTransform transform(QSize(1000, 1000), QSizeF(500, 500));
        transform.zoom(1e9, {250, 250});
        QCOMPARE(transform.scale(), 64.0);
        transform.zoom(1e-9, {250, 250});
        QCOMPARE(transform.scale(), 0.125);
        const auto before = transform.toView(QPointF(0, 0));
        transform.zoom(0.5, {0, 0});
        QCOMPARE(transform.toView(QPointF(0, 0)), before);
        for (const double factor :
             {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
            transform.zoom(factor, {0, 0});
        QCOMPARE(transform.scale(), 0.125);
    }

    void smallPicturesReachOneToOneAndFit()
    {
        ViewTransform transform(QSize(2, 2), QSizeF(400, 400));
        QCOMPARE(transform.scale(), 200.0);
        transform.zoom(0.001, {200, 200});
        QCOMPARE(transform.scale(), 1.0);
        transform.oneToOne();
        QCOMPARE(transform.scale(), 1.0);
        transform.zoom(1e6, {200, 200});
        QCOMPARE(transform.scale(), 200.0);
    }

    void noBareMarginBesideALargePicture_data()
    {
        QTest::addColumn<QPointF>("push");
        QTest::newRow("left") << QPointF(-1e6, 0);
        QTest::newRow("right") << QPointF(1e6, 0);
        QTest::newRow("up") << QPointF(0, -1e6);
        QTest::newRow("down and right") << QPointF(1e6, 1e6);
    }

    void noBareMarginBesideALargePicture()
    {
        QFETCH(QPointF, push);
        const QRectF view(0, 0, 640, 480);
        for (const double factor : {1.0, 0.3, 1.2, 20.0}) {
            ViewTransform transform(QSize(1280, 720), view.size());
            transform.zoom(factor, {320, 240});
            transform.pan(push);
            const QRectF picture = transform.toView(QRectF(0, 0, 1280, 720));
            if (picture.width() > view.width())
                QVERIFY(picture.left() <= 0.0 && picture.right() >= view.right() - 1e-9);
            else
                QCOMPARE(picture.center().x(), view.center().x());
            if (picture.height() > view.height())
                QVERIFY(picture.top() <= 0.0 && picture.bottom() >= view.bottom() - 1e-9);
            else
                QCOMPARE(picture.center().y(), view.center().y());
        }
    }

    void zoomedBackItIsFittedAgain()
    {
        ViewTransform transform(QSize(1280, 720), QSizeF(640, 480));
        const QRectF fitted = transform.toView(QRectF(0, 0, 1280, 720));
        transform.zoom(1.25, {10, 10});
        QVERIFY(!transform.isFitted());
        transform.zoom(0.8, {600, 400});
        QVERIFY(transform.isFitted());
        QCOMPARE(transform.toView(QRectF(0, 0, 1280, 720)), fitted);
        transform.pan({30, -20});
        QVERIFY(transform.isFitted());
    }

    void oneToOneForgetsALostPlace()
    {
        ViewTransform transform(QSize(640, 240), QSizeF(1000, 700));
        transform.zoom(8.0, {0, 0});
        transform.pan({-1e5, -1e5});
        transform.oneToOne();
        QCOMPARE(transform.toView(QRectF(0, 0, 640, 240)), QRectF(180, 230, 640, 240));
    }

    void panMovesByViewPixels()
    {
        ViewTransform transform(QSize(1280, 720), QSizeF(640, 480));
        transform.zoom(4.0, {320, 240});
        const QPointF before = transform.toView(QPointF(600, 300));
        transform.pan({-12.5, 30});
        QVERIFY(near(transform.toView(QPointF(600, 300)), before + QPointF(-12.5, 30), 1e-9));
    }

    void resizeKeepsFittedPicturesFitted()
    {
        ViewTransform transform(QSize(640, 480), QSizeF(640, 480));
        transform.resize(QSize(1920, 1080), QSizeF(960, 540), 2.0);
        QVERIFY(transform.isFitted());
        QCOMPARE(transform.toView(QRectF(0, 0, 1920, 1080)), QRectF(0, 0, 960, 540));
        QCOMPARE(transform.devicePixelRatio(), 2.0);
    }

    void resizeKeepsThePointInTheCentre()
    {
        ViewTransform transform(QSize(1280, 720), QSizeF(640, 480));
        transform.zoom(5.0, {100, 200});
        const QPointF centre = transform.toSource(QPointF(320, 240));
        const double scale = transform.scale();
        transform.resize(QSize(1280, 720), QSizeF(900, 300), 1.0);
        QCOMPARE(transform.scale(), scale);
        QVERIFY(near(transform.toSource(QPointF(450, 150)), centre, 1e-9));
    }

    void firstResizeFits()
    {
        ViewTransform transform;
        transform.resize(QSize(100, 100), QSizeF(200, 300), 1.0);
        QVERIFY(transform.isFitted());
        QCOMPARE(transform.toView(QRectF(0, 0, 100, 100)), QRectF(0, 50, 200, 200));
    }

    void roundTripsAgreeWithTheMatrix()
    {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> factor(0.4, 3.0);
        std::uniform_real_distribution<double> place(0.0, 600.0);
        for (const double ratio : {1.0, 1.25, 1.5, 2.0, 3.0}) {
            ViewTransform transform(QSize(1919, 1079), QSizeF(777, 555), ratio);
            for (int i = 0; i < 200; ++i) {
                transform.zoom(factor(random), {place(random), place(random)});
                transform.pan({place(random) - 300.0, place(random) - 300.0});
                const QPointF source(place(random) * 3, place(random));
                QVERIFY(near(transform.toSource(transform.toView(source)), source, 1e-8));
                QVERIFY(near(transform.matrix().map(source), transform.toView(source), 1e-8));
                const QRectF box(source, QSizeF(31.5, 12.25));
                const QRectF back = transform.toSource(transform.toView(box));
                QVERIFY(near(back.topLeft(), box.topLeft(), 1e-8) && near(back.bottomRight(), box.bottomRight(), 1e-8));
            }
        }
    }

    void visibleSourceCoversTheView()
    {
        ViewTransform transform(QSize(100, 100), QSizeF(200, 200), 2.0);
        transform.zoom(4.0, {0, 0}); // 8 logical, 16 device pixels for each of the source
        QCOMPARE(transform.visibleSource(), QRect(0, 0, 25, 25));
        QCOMPARE(transform.visibleDevicePixels(), QSize(400, 400));
        transform.pan({-4, -12}); // by 0.5 and 1.5 source pixels
        QCOMPARE(transform.visibleSource(), QRect(0, 1, 26, 26));
        QCOMPARE(transform.visibleDevicePixels(), QSize(416, 416));
        transform.pan({104, 112});
        QCOMPARE(transform.visibleSource(), QRect(0, 0, 25, 25));
    }
};

QTEST_GUILESS_MAIN(ViewTransformTest)
#include "tst_viewtransform.moc"
