// SPDX-License-Identifier: Apache-2.0
// What the Annotator draws beyond upright boxes.
#include "core/overlay/annotator.h"
#include "tests/support/testcase.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

using namespace sightglass;

namespace
{

constexpr int grey = 90;
const QSize size(320, 240);

OverlayStyle nothingBut(bool OverlayStyle::*part)
{
    OverlayStyle style;
    style.boxes = style.labels = style.scores = style.masks = style.keypoints = false;
    style.*part = true;
    return style;
}

QImage draw(const Detections &detections, const OverlayStyle &style, std::optional<std::size_t> highlighted = {},
            const Candidates *candidates = nullptr)
{
    cv::Mat picture(size.height(), size.width(), CV_8UC4, cv::Scalar(grey, grey, grey, 255));
    Annotator::draw(picture, {&detections, candidates, highlighted}, style);
    return QImage(picture.data, picture.cols, picture.rows, qsizetype(picture.step), QImage::Format_RGB32).copy();
}

Detection with(const Shape &shape, cv::Rect2f box)
{
    return {box, 0, 0.9f, false, std::make_shared<const Shape>(shape)};
}

/// One cell, above zero: the whole box belongs to the thing.
Detection masked(cv::Rect2f box)
{
    static const float one = 1.f;
    Shape shape;
    shape.mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&one, [](const float *) {}), {0, 0, 320, 240}});
    shape.mask.coefficients = {1.f};
    return with(shape, box);
}

/// Columns 0 to 159 belong to the thing.
Detection leftHalf(cv::Rect2f box)
{
    static const float sides[] = {1.f, -1.f};
    Shape shape;
    shape.mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 2, std::shared_ptr<const float>(sides, [](const float *) {}), {0, 0, 320, 240}});
    shape.mask.coefficients = {1.f};
    return with(shape, box);
}

/// No pixel of it: with masks drawn, a detection has its tag and nothing else.
Mask emptyMask()
{
    static const float minusOne = -1.f;
    Mask mask;
    mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&minusOne, [](const float *) {}), {0, 0, 320, 240}});
    mask.coefficients = {1.f};
    return mask;
}

Detection unseen(cv::Rect2f box)
{
    Shape shape;
    shape.mask = emptyMask();
    return with(shape, box);
}

OverlayStyle tagsAlone()
{
    OverlayStyle style = nothingBut(&OverlayStyle::labels);
    style.masks = true;
    return style;
}

Detection turned(cv::Point2f centre, cv::Size2f extent, double degrees)
{
    Shape shape;
    shape.mask = emptyMask();
    shape.oriented = OrientedBox{centre, extent, float(degrees * std::numbers::pi / 180.0)};
    const auto corners = shape.oriented->corners();
    const std::vector<cv::Point2f> points(corners.begin(), corners.end());
    cv::Point2f low = points.front();
    cv::Point2f high = low;
    for (const cv::Point2f &point : points) {
        low = {std::min(low.x, point.x), std::min(low.y, point.y)};
        high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }
    return with(shape, cv::Rect2f(low, high));
}

QColor blended(const QColor &over, double opacity)
{
    const auto mix = [opacity](int channel) { return qRound(opacity * channel + (1.0 - opacity) * grey); };
    return {mix(over.red()), mix(over.green()), mix(over.blue())};
}

bool isAbout(const QColor &a, const QColor &b)
{
    return std::abs(a.red() - b.red()) <= 2 && std::abs(a.green() - b.green()) <= 2 &&
           std::abs(a.blue() - b.blue()) <= 2;
}

/// The smallest rectangle that holds every pixel that is not the background's.
QRect touched(
    const QImage &image, const std::function<bool(QRgb)> &counts = [](QRgb pixel) {
        return (pixel & RGB_MASK) != qRgb(grey, grey, grey) - 0xff000000u;
    })
{
    QRect found;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (counts(image.pixel(x, y)))
                found |= QRect(x, y, 1, 1);
        }
    }
    return found;
}

} // namespace

class AnnotatorShapesTest : public test::TestCase
{
    Q_OBJECT

private:
    const QColor m_colour = classColour(0);

private Q_SLOTS:
    void masksAreTranslucent();
    void masksHaveARimWhereTheyEnd();
    void masksLieUnderBoxes();
    void masksFollowTheView();
    void keypointsAndLimbs();
    void limbsOfAnotherLayoutAreLeftOut();
    void turnedBoxes();
    void tagsOfTurnedBoxesStayWithinThePicture_data();
    void tagsOfTurnedBoxesStayWithinThePicture();
    void tagsSitOnTheUppermostCorner();
    void captionInThePlaceOfBoxes();
    void captionStaysWithinItsBounds_data();
    void captionStaysWithinItsBounds();
    void captionMarksTheHighlighted();
    void everyPartCanBeTurnedOff();
    void turnedBoxesAreHitAsTheyAre_data();
    void turnedBoxesAreHitAsTheyAre();
    void theWholePictureIsNeverHit();
};

void AnnotatorShapesTest::masksAreTranslucent()
{
    const Detections detections{masked({100, 80, 60, 40})};
    const QImage plain = draw(detections, nothingBut(&OverlayStyle::masks));
    QCOMPARE(touched(plain), QRect(100, 80, 60, 40));
    QVERIFY(isAbout(plain.pixelColor(130, 100), blended(m_colour, 0.4)));
    const QImage highlighted = draw(detections, nothingBut(&OverlayStyle::masks), 0);
    QVERIFY(isAbout(highlighted.pixelColor(130, 100), blended(m_colour, 0.6)));
}

void AnnotatorShapesTest::masksHaveARimWhereTheyEnd()
{
    // Between the centres of the two cells the sum falls to zero in the middle of the picture.
    const QImage image = draw({leftHalf({100, 80, 100, 40})}, nothingBut(&OverlayStyle::masks));
    QCOMPARE(touched(image), QRect(100, 80, 60, 40));
    QVERIFY(isAbout(image.pixelColor(159, 100), blended(m_colour, 0.9)));
    // None where the box cuts it off.
    for (const QPoint point : {QPoint(158, 100), QPoint(100, 100), QPoint(130, 80), QPoint(130, 119)})
        QVERIFY(isAbout(image.pixelColor(point), blended(m_colour, 0.4)));
}

void AnnotatorShapesTest::masksLieUnderBoxes()
{
    // The second one's mask covers the whole box of the first, which is the better and still shows.
    const Detections detections{{{100.f, 80.f, 60.f, 40.f}, 0, 0.9f}, masked({0, 0, 320, 240})};
    OverlayStyle style = nothingBut(&OverlayStyle::masks);
    style.boxes = true;
    const QImage image = draw(detections, style);
    QCOMPARE(image.pixelColor(100, 100), m_colour);
    QVERIFY(isAbout(image.pixelColor(50, 50), blended(m_colour, 0.4)));
}

void AnnotatorShapesTest::masksFollowTheView()
{
    // Two device pixels in an output pixel, and half of the mask outside the bounds.
    QImage image(640, 480, QImage::Format_RGB32);
    image.setDevicePixelRatio(2.0);
    image.fill(QColor(grey, grey, grey));
    const Detections detections{masked({10, 10, 40, 20})};
    {
        QPainter painter(&image);
        Annotator::draw(painter, QTransform(2.0, 0.0, 0.0, 2.0, 30.0, 40.0), QRectF(0, 0, 100, 240),
                        {&detections, nullptr, {}}, nothingBut(&OverlayStyle::masks));
    }
    // Source (10, 10) to (50, 30) is output (50, 60) to (130, 100).
    QCOMPARE(touched(image), QRect(100, 120, 100, 80));
}

void AnnotatorShapesTest::keypointsAndLimbs()
{
    Shape shape;
    shape.keypoints = {{{50, 50}, 0.9f}, {{150, 50}, 0.5f}, {{150, 150}, 0.49f}, {{50, 150}, 1.f}};
    const Detections detections{with(shape, {40, 40, 120, 120})};
    Candidates candidates;
    candidates.keypoints = std::make_shared<const KeypointLayout>(KeypointLayout{{}, {{0, 1}, {1, 2}, {0, 3}}});
    const OverlayStyle style = nothingBut(&OverlayStyle::keypoints);
    const QImage image = draw(detections, style, {}, &candidates);
    for (const QPoint point : {QPoint(50, 50), QPoint(150, 50), QPoint(50, 150)})
        QCOMPARE(image.pixelColor(point), m_colour);
    QCOMPARE(image.pixelColor(100, 50), limbColour(0));
    QCOMPARE(image.pixelColor(50, 100), limbColour(2));
    // Not sure enough: neither the point nor the limb to it.
    QCOMPARE(image.pixelColor(150, 150), QColor(grey, grey, grey));
    QCOMPARE(image.pixelColor(150, 100), QColor(grey, grey, grey));
    // Larger with the line, and when highlighted.
    const auto dots = [&](const OverlayStyle &how, std::optional<std::size_t> highlighted) {
        return touched(draw(detections, how, highlighted)).width();
    };
    OverlayStyle thick = style;
    thick.lineWidth = 4.0;
    QVERIFY(dots(thick, {}) > dots(style, {}));
    QCOMPARE(dots(style, 0), dots(thick, {}));
}

void AnnotatorShapesTest::limbsOfAnotherLayoutAreLeftOut()
{
    Shape shape;
    shape.keypoints = {{{50, 50}, 0.9f}, {{150, 50}, 0.9f}};
    const Detections detections{with(shape, {40, 40, 120, 20})};
    Candidates candidates;
    candidates.keypoints = std::make_shared<const KeypointLayout>(KeypointLayout{{}, {{0, 2}, {-1, 1}, {7, 8}}});
    const OverlayStyle style = nothingBut(&OverlayStyle::keypoints);
    QCOMPARE(draw(detections, style, {}, &candidates), draw(detections, style));
}

void AnnotatorShapesTest::turnedBoxes()
{
    // A square of 100 by 100, turned by 45 degrees: its corners lie 70.7 from the centre.
    const Detections detections{turned({160, 120}, {100, 100}, 45)};
    const QImage image = draw(detections, nothingBut(&OverlayStyle::boxes));
    // The middle of each side, 35.4 from the centre along both axes.
    for (const QPoint point : {QPoint(195, 155), QPoint(124, 155), QPoint(124, 84), QPoint(195, 84)})
        QVERIFY2(isAbout(image.pixelColor(point), m_colour), qPrintable(image.pixelColor(point).name()));
    // Nothing within, nor on the upright box around it.
    for (const QPoint point : {QPoint(160, 120), QPoint(89, 60), QPoint(230, 180), QPoint(120, 49), QPoint(200, 190)})
        QCOMPARE(image.pixelColor(point), QColor(grey, grey, grey));
    const QRect plain = touched(image);
    QVERIFY2(
        std::abs(plain.width() - 145) <= 3 && std::abs(plain.height() - 145) <= 3,
        qPrintable(QStringLiteral("%1 x %2").arg(QString::number(plain.width()), QString::number(plain.height()))));
    QVERIFY(touched(draw(detections, nothingBut(&OverlayStyle::boxes), 0)).width() > plain.width());
    // The light edge on both sides of the line.
    QVERIFY(image.pixelColor(196, 156).lightness() > 180 && image.pixelColor(194, 154).lightness() > 180);
}

void AnnotatorShapesTest::tagsOfTurnedBoxesStayWithinThePicture_data()
{
    QTest::addColumn<QPointF>("centre");
    QTest::addColumn<double>("angle");
    for (const QPointF centre :
         {QPointF(160, 120), QPointF(5, 5), QPointF(315, 5), QPointF(5, 235), QPointF(315, 235)}) {
        for (const double angle : {0.0, 30.0, 45.0, 88.0, 120.0, -30.0})
            QTest::addRow("%g, %g by %g", centre.x(), centre.y(), angle) << centre << angle;
    }
}

void AnnotatorShapesTest::tagsOfTurnedBoxesStayWithinThePicture()
{
    QFETCH(QPointF, centre);
    QFETCH(double, angle);
    const auto isTag = [this](QRgb pixel) { return QColor(pixel) == m_colour; };
    const OverlayStyle style = tagsAlone();
    const QRect whole = touched(draw({unseen({100, 100, 60, 40})}, style), isTag);
    const QImage image = draw({turned({float(centre.x()), float(centre.y())}, {60, 40}, angle)}, style);
    QCOMPARE(touched(image, isTag).size(), whole.size());
}

void AnnotatorShapesTest::tagsSitOnTheUppermostCorner()
{
    const OverlayStyle style = tagsAlone();
    const auto tag = [&](double angle) { return touched(draw({turned({160, 120}, {120, 60}, angle)}, style)); };
    // By 30 degrees: the corners lie at (160 -+ 52 +- 15, 120 -+ 30 -+ 26), the uppermost at (123, 64).
    QVERIFY(tag(30).contains(QPoint(123, 60)) && tag(30).bottom() < 64 && tag(30).bottom() > 58);
    // The other way round it is the right one, at (197, 64).
    QVERIFY(tag(-30).contains(QPoint(197, 60)) && tag(-30).bottom() < 64 && tag(-30).bottom() > 58);
    // Trembling about the upright does not throw it from one end to the other.
    QVERIFY(std::abs(tag(2).left() - tag(-2).left()) < 10);
}

void AnnotatorShapesTest::captionInThePlaceOfBoxes()
{
    Detections seven;
    for (int i = 0; i < 7; ++i)
        seven.push_back({{0, 0, 320, 240}, i, 0.9f - 0.1f * float(i), true});
    const QImage image = draw(seven, {});
    const QRect panel = touched(image);
    QVERIFY(panel.left() >= 4 && panel.top() >= 4 && panel.right() < 240 && panel.bottom() < 120);
    // The best five, each with a mark in the colour of its class, the best on top.
    QList<int> tops;
    for (int i = 0; i < 7; ++i) {
        const QColor colour = classColour(i);
        const QRect mark = touched(image, [&](QRgb pixel) { return QColor(pixel) == colour; });
        QCOMPARE(mark.isEmpty(), i >= 5);
        if (i < 5)
            tops.append(mark.top());
    }
    QVERIFY(std::is_sorted(tops.begin(), tops.end()) && tops.first() < tops.last());
    QCOMPARE(draw(Detections(seven.begin(), seven.begin() + 5), {}), image);
    // Lines take their own room: with fewer the panel is lower, and no wider.
    const QRect two = touched(draw(Detections(seven.begin(), seven.begin() + 2), {}));
    QVERIFY(two.height() < panel.height() && two.width() == panel.width());
}

void AnnotatorShapesTest::captionStaysWithinItsBounds_data()
{
    QTest::addColumn<QRectF>("bounds");
    QTest::newRow("ample") << QRectF(10, 10, 300, 220);
    QTest::newRow("narrow") << QRectF(100, 20, 90, 200);
    QTest::newRow("too narrow for names") << QRectF(100, 20, 50, 200);
    QTest::newRow("flat") << QRectF(20, 100, 280, 60);
    QTest::newRow("next to nothing") << QRectF(20, 100, 10, 10);
}

void AnnotatorShapesTest::captionStaysWithinItsBounds()
{
    QFETCH(QRectF, bounds);
    Candidates candidates;
    candidates.classNames = std::make_shared<const QStringList>(QStringList{QString(200, QLatin1Char('m'))});
    const Detections detections(5, {{0, 0, 320, 240}, 0, 0.9f, true});
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(grey, grey, grey));
    OverlayStyle style;
    {
        QPainter painter(&image);
        Annotator::draw(painter, {}, bounds, {&detections, &candidates, {}}, style);
    }
    // The panel is closed on all sides: its margin is as wide as outside.
    const QRect panel = touched(image);
    QVERIFY(panel.isEmpty() || bounds.toRect().adjusted(4, 4, -4, -4).contains(panel));
    QCOMPARE(panel.isEmpty(), bounds.width() < 60);
}

void AnnotatorShapesTest::captionMarksTheHighlighted()
{
    const Detections detections{{{0, 0, 320, 240}, 0, 0.9f, true}, {{0, 0, 320, 240}, 1, 0.1f, true}};
    const QImage plain = draw(detections, {});
    const QImage marked = draw(detections, {}, 1);
    QVERIFY(plain != marked);
    QCOMPARE(touched(plain), touched(marked));
}

void AnnotatorShapesTest::everyPartCanBeTurnedOff()
{
    Shape shape;
    shape.keypoints = {{{50, 50}, 0.9f}};
    Detection person = masked({40, 40, 100, 100});
    shape.mask = person.shape->mask;
    const Detections detections{with(shape, person.box), {{0, 0, 320, 240}, 1, 0.5f, true}};
    OverlayStyle style;
    for (const auto part : {&OverlayStyle::boxes, &OverlayStyle::labels, &OverlayStyle::scores, &OverlayStyle::masks,
                            &OverlayStyle::keypoints}) {
        const QImage before = draw(detections, style);
        style.*part = false;
        QVERIFY(draw(detections, style) != before);
    }
    QVERIFY(touched(draw(detections, style, 0)).isEmpty());
}

void AnnotatorShapesTest::turnedBoxesAreHitAsTheyAre_data()
{
    QTest::addColumn<QPointF>("point");
    QTest::addColumn<double>("margin");
    QTest::addColumn<int>("expected");
    // 200 by 20, along the diagonal from (29, 29) to (171, 171).
    QTest::newRow("centre") << QPointF(100, 100) << 0.0 << 0;
    QTest::newRow("along it") << QPointF(165, 165) << 0.0 << 0;
    QTest::newRow("beyond its end") << QPointF(174, 174) << 0.0 << -1;
    QTest::newRow("beyond its end, within the margin") << QPointF(174, 174) << 6.0 << 0;
    QTest::newRow("in the upright box alone") << QPointF(130, 70) << 0.0 << -1;
    QTest::newRow("beside it") << QPointF(110, 90) << 0.0 << -1;
    QTest::newRow("beside it, within the margin") << QPointF(110, 90) << 5.0 << 0;
    // An upright one of 70 by 70 is smaller than the box around the turned one, but larger than that: 4900 to 4000.
    QTest::newRow("the smaller of two") << QPointF(60, 60) << 0.0 << 0;
    QTest::newRow("the larger alone") << QPointF(40, 80) << 0.0 << 1;
}

void AnnotatorShapesTest::turnedBoxesAreHitAsTheyAre()
{
    QFETCH(QPointF, point);
    QFETCH(double, margin);
    QFETCH(int, expected);
    const Detections detections{turned({100, 100}, {200, 20}, 45), {{30, 30, 70, 70}, 0, 0.5f}};
    const auto hit = Annotator::hitTest(detections, point, margin);
    QCOMPARE(hit ? static_cast<int>(*hit) : -1, expected);
}

void AnnotatorShapesTest::theWholePictureIsNeverHit()
{
    const Detections detections{{{0, 0, 320, 240}, 0, 0.9f, true}, {{10, 10, 310, 220}, 0, 0.5f}};
    QVERIFY(!Annotator::hitTest(detections, {5, 5}, 0.0));
    QCOMPARE(Annotator::hitTest(detections, {50, 50}, 0.0), std::optional<std::size_t>(1));
}

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    AnnotatorShapesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_annotatorshapes.moc"
