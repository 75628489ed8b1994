// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/timeline/samples.h"
#include "ui/theme/theme.h"
#include "ui/timeline/cliplane.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace sightglass;

namespace
{

/// A lane with its drawing, 400 logical pixels wide.
LaneSurface surfaceOf(double ratio)
{
    return {{400, 96}, ratio, QApplication::palette(), QApplication::font()};
}

LaneScene sceneOf(const TimelinePicture &picture)
{
    LaneScene scene;
    scene.geometry = LaneGeometry(picture.frameCount, 400.0);
    scene.seconds = static_cast<double>(picture.frameCount) / 25.0;
    scene.picture = picture;
    return scene;
}

/// The pixel at a place in logical pixels.
QColor at(const QImage &image, double x, double y)
{
    return image.pixelColor(static_cast<int>(x * image.devicePixelRatio()),
                            static_cast<int>(y * image.devicePixelRatio()));
}

/// How many pixels of a place have a colour.
int count(const QImage &image, const QRectF &place, const QColor &colour)
{
    const double ratio = image.devicePixelRatio();
    const QRect pixels = QRectF(place.topLeft() * ratio, place.size() * ratio).toRect() & image.rect();
    int found = 0;
    for (int y = pixels.top(); y <= pixels.bottom(); ++y)
        for (int x = pixels.left(); x <= pixels.right(); ++x)
            found += image.pixelColor(x, y) == colour ? 1 : 0;
    return found;
}

/// The left or right part of a row.
QRectF left(const QRectF &row)
{
    return row.adjusted(0.0, 0.0, -row.width() / 2.0 - 1.0, 0.0);
}
QRectF right(const QRectF &row)
{
    return row.adjusted(row.width() / 2.0 + 1.0, 0.0, 0.0, 0.0);
}

void sendWheel(QWidget &widget, const QPointF &place, const QPoint &delta, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, delta, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class ClipLaneTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void classesAreStacked_data();
    void classesAreStacked();
    void usersColoursCount();
    void hatchesWhatIsNotKnown();
    void oneDetectionDoesNotFillTheLane();
    void marksWhatAQueryMatches();
    void marksFaults();
    void saysThatNothingIsKnown();
    void picturesOfAnotherClipAreNotShown();
    void asksForAViewOnce();
    void asksForNothingWhileHidden();
    void clickSeeks();
    void dragPansAndSeeksNot();
    void wheelZoomsAboutThePointer();
    void doubleClickShowsAll();
    void keysZoomAndMove();
    void followsTheFrameOnDisplay();
    void tellsWhereThePointerIs();
    void tellsItsStateToScreenReaders();
};

void ClipLaneTest::initTestCase()
{
    Theme::apply(Appearance::Light);
}

void ClipLaneTest::classesAreStacked_data()
{
    QTest::addColumn<double>("ratio");
    QTest::newRow("100 %") << 1.0;
    QTest::newRow("150 %") << 1.5;
    QTest::newRow("200 %") << 2.0;
}

void ClipLaneTest::classesAreStacked()
{
    QFETCH(double, ratio);
    const LaneSurface surface = surfaceOf(ratio);
    const QImage image = paintLane(sceneOf(test::pictureOf(100, 100, 3, 1)), surface);
    QCOMPARE(image.size(), QSize(qRound(400 * ratio), qRound(96 * ratio)));
    const QRectF area = LaneRows(surface).area;
    // Three quarters of the height are of the first class, and each pixel is of one.
    for (const double x : {1.0, 150.0, 350.0}) {
        QCOMPARE(at(image, x, area.bottom() - 2.0), classColour(0));
        QCOMPARE(at(image, x, area.bottom() - 0.70 * area.height()), classColour(0));
        QCOMPARE(at(image, x, area.bottom() - 0.80 * area.height()), classColour(1));
    }
    const auto pixels = static_cast<int>(image.width() * ratio * area.height());
    const int coloured = count(image, area, classColour(0)) + count(image, area, classColour(1));
    // All but the scale's number.
    QVERIFY2(coloured > 0.9 * pixels,
             qPrintable(QStringLiteral("%1 of %2").arg(QString::number(coloured), QString::number(pixels))));
}

void ClipLaneTest::usersColoursCount()
{
    LaneScene scene = sceneOf(test::pictureOf(100, 100, 3, 0));
    scene.classNames = std::make_shared<const QStringList>(QStringList{QStringLiteral("cat")});
    scene.style.colours.insert(QStringLiteral("cat"), QColor(1, 2, 3));
    const LaneSurface surface = surfaceOf(1.0);
    QCOMPARE(at(paintLane(scene, surface), 100.0, LaneRows(surface).area.bottom() - 3.0), QColor(1, 2, 3));
}

void ClipLaneTest::hatchesWhatIsNotKnown()
{
    const LaneSurface surface = surfaceOf(1.0);
    const QRectF area = LaneRows(surface).area;
    const QColor base = surface.palette.color(QPalette::Base);
    const LaneScene scene = sceneOf(test::pictureOf(100, 50, 0, 0));
    QImage image = paintLane(scene, surface);
    QCOMPARE(count(image, left(area), base), qRound(left(area).width() * area.height()));
    const int plain = count(image, right(area), base);
    QVERIFY2(plain < 0.8 * right(area).width() * area.height(), qPrintable(QString::number(plain)));
    QVERIFY(plain > 0.2 * right(area).width() * area.height());
    // A column of several frames is hatched until all are known.
    TimelinePicture coarse = test::pictureOf(100, 0, 0, 0);
    coarse.known = 99;
    coarse.columns.columns = {{0, 49, 50, 0, 0}, {50, 99, 49, 50, 0}};
    coarse.columns.counts = {0, 0, 0, 0};
    image = paintLane(sceneOf(coarse), surface);
    QCOMPARE(count(image, left(area), base), qRound(left(area).width() * area.height()));
    QVERIFY(count(image, right(area), base) < 0.8 * right(area).width() * area.height());
}

void ClipLaneTest::oneDetectionDoesNotFillTheLane()
{
    const LaneSurface surface = surfaceOf(1.0);
    const QRectF area = LaneRows(surface).area;
    const QImage image = paintLane(sceneOf(test::pictureOf(100, 100, 1, 0)), surface);
    QCOMPARE(at(image, 100.0, area.bottom() - 2.0), classColour(0));
    QCOMPARE(at(image, 100.0, area.center().y()), surface.palette.color(QPalette::Base));
}

void ClipLaneTest::marksWhatAQueryMatches()
{
    const LaneSurface surface = surfaceOf(1.0);
    const QRectF row = LaneRows(surface).spans;
    const QColor accent = Theme::signalColours(surface.palette).accent;
    LaneScene scene = sceneOf(test::pictureOf(100, 100, 1, 0));
    QCOMPARE(count(paintLane(scene, surface), row, accent), 0);
    scene.picture.spans = {{10, 19, 0.4, 0.8}, {90, 99, 3.6, 4.0}};
    const QImage image = paintLane(scene, surface);
    QCOMPARE(count(image, row, accent), qRound(80 * row.height()));
    QCOMPARE(at(image, 60.0, row.center().y()), accent);
    QVERIFY(at(image, 30.0, row.center().y()) != accent);
    // What is shorter than a pixel is seen all the same.
    LaneScene large = sceneOf(test::pictureOf(100, 100, 1, 0));
    large.geometry = LaneGeometry(1000000, 400.0);
    large.picture.spans = {{500000, 500000, 0.0, 0.0}};
    QCOMPARE(count(paintLane(large, surface), row, accent), qRound(2 * row.height()));
}

void ClipLaneTest::marksFaults()
{
    const LaneSurface surface = surfaceOf(1.0);
    const QRectF row = LaneRows(surface).marks;
    const SignalColours colours = Theme::signalColours(surface.palette);
    LaneScene scene = sceneOf(test::pictureOf(100, 100, 1, 0));
    QImage image = paintLane(scene, surface);
    QCOMPARE(count(image, row, colours.failed) + count(image, row, colours.late), 0);
    scene.unreadable = {10};
    scene.picture.marks = {{75, ClipMark::Kind::TimeCut}};
    image = paintLane(scene, surface);
    QCOMPARE(count(image, left(row), colours.failed), qRound(4 * row.height()));
    QVERIFY(count(image, right(row), colours.late) > 5);
    QCOMPARE(count(image, right(row), colours.failed), 0);
}

void ClipLaneTest::saysThatNothingIsKnown()
{
    const LaneSurface surface = surfaceOf(1.0);
    LaneScene scene = sceneOf(test::pictureOf(100, 0, 0, 0));
    const QImage silent = paintLane(scene, surface);
    scene.emptyText = QStringLiteral("Nothing yet");
    QVERIFY(paintLane(scene, surface) != silent);
    scene.picture.known = 1;
    const QImage begun = paintLane(scene, surface);
    scene.emptyText.clear();
    QVERIFY(paintLane(scene, surface) == begun);
}

void ClipLaneTest::picturesOfAnotherClipAreNotShown()
{
    const LaneSurface surface = surfaceOf(1.0);
    LaneScene scene = sceneOf(test::pictureOf(100, 100, 3, 0));
    scene.geometry = LaneGeometry(200, 400.0);
    QCOMPARE(count(paintLane(scene, surface), LaneRows(surface).area, classColour(0)), 0);
}

void ClipLaneTest::asksForAViewOnce()
{
    ClipLane lane;
    lane.resize(400, 96);
    QSignalSpy spy(&lane, &ClipLane::viewChanged);
    lane.setClip(10000, 400.0);
    lane.show();
    QTRY_COMPARE(spy.size(), 1);
    QVERIFY(spy.first().first().value<ClipView>() == (ClipView{0, 9999, 400}));
    for (int notch = 0; notch < 5; ++notch)
        sendWheel(lane, {200.0, 40.0}, {0, 120});
    QTRY_COMPARE(spy.size(), 2);
    QVERIFY(spy.last().first().value<ClipView>() == lane.laneGeometry().view(1.0));
}

void ClipLaneTest::asksForNothingWhileHidden()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(10000, 400.0);
    lane.show();
    QSignalSpy spy(&lane, &ClipLane::viewChanged);
    QTRY_COMPARE(spy.size(), 1);
    lane.hide();
    QTRY_COMPARE(spy.size(), 2);
    QVERIFY(spy.last().first().value<ClipView>() == ClipView());
    lane.show();
    QTRY_COMPARE(spy.size(), 3);
    QCOMPARE(spy.last().first().value<ClipView>().columns, 400);
}

void ClipLaneTest::clickSeeks()
{
    ClipLane lane;
    lane.resize(400, 96);
    QSignalSpy spy(&lane, &ClipLane::seekRequested);
    QTest::mouseClick(&lane, Qt::LeftButton, {}, {100, 40});
    QCOMPARE(spy.size(), 0);
    lane.setClip(1000, 40.0);
    QTest::mouseClick(&lane, Qt::LeftButton, {}, {100, 40});
    QTest::mouseClick(&lane, Qt::RightButton, {}, {300, 40});
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.first().first().value<std::int64_t>(), 250);
}

void ClipLaneTest::dragPansAndSeeksNot()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    sendWheel(lane, {200.0, 40.0}, {0, 1200});
    const std::int64_t held = lane.laneGeometry().frameAt(250.0);
    QSignalSpy spy(&lane, &ClipLane::seekRequested);
    QTest::mousePress(&lane, Qt::LeftButton, {}, {250, 40});
    QTest::mouseMove(&lane, {230, 40});
    QTest::mouseMove(&lane, {150, 40});
    QTest::mouseRelease(&lane, Qt::LeftButton, {}, {150, 40});
    QCOMPARE(spy.size(), 0);
    QCOMPARE(lane.laneGeometry().frameAt(150.0), held);
}

void ClipLaneTest::wheelZoomsAboutThePointer()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    sendWheel(lane, {100.0, 40.0}, {0, 240});
    QCOMPARE(lane.laneGeometry().frameAt(100.0), 250);
    QVERIFY(!lane.laneGeometry().isWhole());
    const std::int64_t first = lane.laneGeometry().first();
    sendWheel(lane, {100.0, 40.0}, {0, -120}, Qt::ShiftModifier);
    QVERIFY(lane.laneGeometry().first() > first);
    sendWheel(lane, {100.0, 40.0}, {0, -1200});
    QVERIFY(lane.laneGeometry().isWhole());
}

void ClipLaneTest::doubleClickShowsAll()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    sendWheel(lane, {100.0, 40.0}, {0, 480});
    QTest::mouseDClick(&lane, Qt::LeftButton, {}, {100, 40});
    QVERIFY(lane.laneGeometry().isWhole());
}

void ClipLaneTest::keysZoomAndMove()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    lane.setPosition(500);
    QTest::keyClick(&lane, Qt::Key_Plus);
    QTest::keyClick(&lane, Qt::Key_Plus);
    QTest::keyClick(&lane, Qt::Key_Plus);
    QVERIFY(!lane.laneGeometry().isWhole());
    QVERIFY(lane.laneGeometry().shows(500));
    const std::int64_t first = lane.laneGeometry().first();
    QTest::keyClick(&lane, Qt::Key_PageDown);
    QVERIFY(lane.laneGeometry().first() > first);
    QTest::keyClick(&lane, Qt::Key_PageUp);
    QCOMPARE(lane.laneGeometry().first(), first);
    QTest::keyClick(&lane, Qt::Key_Minus);
    QVERIFY(lane.laneGeometry().first() < first);
    QTest::keyClick(&lane, Qt::Key_0);
    QVERIFY(lane.laneGeometry().isWhole());
}

void ClipLaneTest::followsTheFrameOnDisplay()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    lane.setPosition(0);
    sendWheel(lane, {0.0, 40.0}, {0, 1200});
    const std::int64_t last = lane.laneGeometry().last();
    QVERIFY(last < 200);
    lane.setPosition(last);
    QCOMPARE(lane.laneGeometry().first(), 0);
    lane.setPosition(last + 1);
    QVERIFY(lane.laneGeometry().shows(last + 1));
    QVERIFY(lane.laneGeometry().first() > 0);
    // Whoever looks elsewhere stays there.
    for (int notch = 0; notch < 100; ++notch)
        sendWheel(lane, {0.0, 40.0}, {0, -120}, Qt::ShiftModifier);
    QCOMPARE(lane.laneGeometry().last(), 999);
    lane.setPosition(last + 2);
    QCOMPARE(lane.laneGeometry().last(), 999);
}

void ClipLaneTest::tellsWhereThePointerIs()
{
    ClipLane lane;
    lane.resize(400, 96);
    lane.setClip(1000, 40.0);
    std::vector<std::optional<std::int64_t>> told;
    connect(&lane, &ClipLane::hovered, this, [&](const std::optional<std::int64_t> &frame) { told.push_back(frame); });
    QMouseEvent move(QEvent::MouseMove, QPointF(100.0, 40.0), lane.mapToGlobal(QPointF(100.0, 40.0)), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&lane, &move);
    QCOMPARE(told.size(), 1u);
    QCOMPARE(told.back(), std::optional<std::int64_t>(250));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&lane, &leave);
    QCOMPARE(told.back(), std::optional<std::int64_t>());
}

void ClipLaneTest::tellsItsStateToScreenReaders()
{
    ClipLane lane;
    lane.resize(400, 96);
    QVERIFY(!lane.accessibleName().isEmpty());
    lane.setClip(1000, 40.0);
    lane.setPicture(test::pictureOf(1000, 120, 1, 0));
    QVERIFY(lane.accessibleDescription().contains(QLatin1String("120")));
    QVERIFY(lane.accessibleDescription().contains(QLatin1String("1000")));
}

QTEST_MAIN(ClipLaneTest)
#include "tst_cliplane.moc"
