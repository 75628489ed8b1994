// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/timeline/lanegeometry.h"

#include <cmath>

using namespace sightglass;

class LaneGeometryTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void withoutFramesNothingIsThere();
    void theWholeClipFillsTheLane();
    void zoomKeepsWhatIsAtThePointer_data();
    void zoomKeepsWhatIsAtThePointer();
    void zoomEndsWithTheClipAndWithOneFrame();
    void panningEndsWithTheClip();
    void resizingKeepsThePart();
    void turnsOverToAFrameOutOfSight();
    void columnsAreDevicePixelsOrFrames();
    void ticksAreRoundAndApart_data();
    void ticksAreRoundAndApart();
};

void LaneGeometryTest::withoutFramesNothingIsThere()
{
    QVERIFY(LaneGeometry().isEmpty());
    const LaneGeometry none(0, 800.0);
    QVERIFY(none.isEmpty());
    QCOMPARE(none.frameAt(100.0), 0);
    QVERIFY(none.view(1.0) == ClipView());
    QVERIFY(none.zoomed(2.0, 10.0) == none);
    QVERIFY(none.panned(10.0) == none);
    QVERIFY(laneTicks(none, 10.0, 80.0).empty());
}

void LaneGeometryTest::theWholeClipFillsTheLane()
{
    const LaneGeometry geometry(200, 800.0);
    QVERIFY(geometry.isWhole());
    QCOMPARE(geometry.xOf(0.0), 0.0);
    QCOMPARE(geometry.xOf(200.0), 800.0);
    QCOMPARE(geometry.frameAt(0.0), 0);
    QCOMPARE(geometry.frameAt(3.9), 0);
    QCOMPARE(geometry.frameAt(4.0), 1);
    QCOMPARE(geometry.frameAt(799.9), 199);
    QCOMPARE(geometry.frameAt(-20.0), 0);
    QCOMPARE(geometry.frameAt(9000.0), 199);
    QCOMPARE(geometry.first(), 0);
    QCOMPARE(geometry.last(), 199);
}

void LaneGeometryTest::zoomKeepsWhatIsAtThePointer_data()
{
    QTest::addColumn<double>("x");
    QTest::newRow("left") << 0.0;
    QTest::newRow("middle") << 400.0;
    QTest::newRow("anywhere") << 123.0;
    QTest::newRow("right") << 799.0;
}

void LaneGeometryTest::zoomKeepsWhatIsAtThePointer()
{
    QFETCH(double, x);
    LaneGeometry geometry(100000, 800.0);
    const std::int64_t before = geometry.frameAt(x);
    for (int step = 0; step < 10; ++step)
        geometry = geometry.zoomed(1.25, x);
    QVERIFY(!geometry.isWhole());
    // A frame is narrower than a pixel: what lies there is that one, but for rounding.
    QVERIFY(std::abs(geometry.frameAt(x) - before) <= 1);
    for (int step = 0; step < 10; ++step)
        geometry = geometry.zoomed(0.8, x);
    QVERIFY(std::abs(geometry.frameAt(x) - before) <= 1);
    QVERIFY(geometry.last() - geometry.first() >= 99990);
}

void LaneGeometryTest::zoomEndsWithTheClipAndWithOneFrame()
{
    const LaneGeometry geometry(10000, 960.0);
    QVERIFY(geometry.zoomed(0.1, 300.0) == geometry);
    const LaneGeometry near = geometry.zoomed(1e9, 480.0);
    QCOMPARE(near.frameWidth(), LaneGeometry::widestFrame);
    QCOMPARE(near.last() - near.first() + 1, 20);
    // A short clip is not wider than the lane needs.
    const LaneGeometry brief(3, 960.0);
    QVERIFY(brief.zoomed(4.0, 0.0) == brief);
    QCOMPARE(brief.frameWidth(), 320.0);
}

void LaneGeometryTest::panningEndsWithTheClip()
{
    const LaneGeometry geometry = LaneGeometry(1000, 500.0).zoomed(2.0, 250.0); // Frames 250 to 749, one to a pixel.
    QCOMPARE(geometry.first(), 250);
    QCOMPARE(geometry.last(), 749);
    QCOMPARE(geometry.panned(100.0).first(), 150);
    QCOMPARE(geometry.panned(-100.0).first(), 350);
    QCOMPARE(geometry.panned(1e6).first(), 0);
    QCOMPARE(geometry.panned(-1e6).last(), 999);
    QCOMPARE(geometry.panned(-1e6).first(), 500);
    QVERIFY(LaneGeometry(1000, 500.0).panned(50.0) == LaneGeometry(1000, 500.0));
}

void LaneGeometryTest::resizingKeepsThePart()
{
    const LaneGeometry geometry = LaneGeometry(1000, 500.0).zoomed(2.0, 250.0);
    const LaneGeometry wide = geometry.resized(1000.0);
    QCOMPARE(wide.first(), geometry.first());
    QCOMPARE(wide.last(), geometry.last());
    QCOMPARE(wide.frameWidth(), 2.0);
    // A lane that had no room shows all when it gets some.
    QVERIFY(LaneGeometry(1000, 0.0).resized(500.0).isWhole());
}

void LaneGeometryTest::turnsOverToAFrameOutOfSight()
{
    const LaneGeometry geometry = LaneGeometry(1000, 500.0).zoomed(5.0, 0.0); // 0 to 199
    QVERIFY(geometry.turnedTo(150) == geometry);
    QCOMPARE(geometry.turnedTo(200).first(), 180);
    QCOMPARE(geometry.turnedTo(999).last(), 999);
    QVERIFY(geometry.turnedTo(600).shows(600));
}

void LaneGeometryTest::columnsAreDevicePixelsOrFrames()
{
    const LaneGeometry large(100000, 640.0);
    QVERIFY(large.view(1.0) == (ClipView{0, 99999, 640}));
    QVERIFY(large.view(2.0) == (ClipView{0, 99999, 1280}));
    QVERIFY(LaneGeometry(100, 640.0).view(2.0) == (ClipView{0, 99, 100}));
}

void LaneGeometryTest::ticksAreRoundAndApart_data()
{
    QTest::addColumn<qint64>("frames");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<double>("zoom");
    QTest::addColumn<double>("step");
    QTest::newRow("seconds") << qint64(250) << 10.0 << 1.0 << 1.0;
    QTest::newRow("a minute and more") << qint64(2000) << 80.0 << 1.0 << 10.0;
    QTest::newRow("hours") << qint64(900000) << 36000.0 << 1.0 << 3600.0;
    QTest::newRow("tenths") << qint64(250) << 10.0 << 20.0 << 0.1;
    QTest::newRow("weeks") << qint64(60000000) << 2400000.0 << 1.0 << 259200.0;
}

void LaneGeometryTest::ticksAreRoundAndApart()
{
    QFETCH(qint64, frames);
    QFETCH(double, seconds);
    QFETCH(double, zoom);
    QFETCH(double, step);
    const LaneGeometry geometry = LaneGeometry(frames, 800.0).zoomed(zoom, 0.0);
    const std::vector<LaneTick> ticks = laneTicks(geometry, seconds, 80.0);
    QVERIFY(ticks.size() >= 3);
    QCOMPARE(ticks.front().seconds, 0.0);
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        QVERIFY(std::abs(ticks[i].seconds - ticks[i - 1].seconds - step) < 1e-6);
        QVERIFY(ticks[i].x - ticks[i - 1].x >= 79.999);
        QVERIFY(ticks[i].x <= 800.001);
    }
}

QTEST_MAIN(LaneGeometryTest)
#include "tst_lanegeometry.moc"
