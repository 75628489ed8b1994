// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/theme/theme.h"
#include "ui/widgets/levelgauge.h"
#include "ui/widgets/liveplot.h"

#include <QImage>

using namespace sightglass;

namespace
{

/// Hue of the pixel there, -1 for greys.
int hueAt(QWidget &widget, QPoint at)
{
    const QColor colour = widget.grab().toImage().pixelColor(at);
    return colour.saturation() < 60 ? -1 : colour.hue();
}

bool isAmber(int hue)
{
    return hue >= 25 && hue <= 50;
}

} // namespace

class TestInstruments : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void levelRisesWithTheDepth();
    void fullIsAmber_data();
    void fullIsAmber();
    void standsToo();
    void gaugeIsReadAloud();
    void plotKeepsTheNewestMinute();
    void plotForgets();
    void plotDrawsToTheGreatest();
};

void TestInstruments::levelRisesWithTheDepth()
{
    Theme::apply(Appearance::Light);
    LevelGauge gauge;
    const test::Host host(&gauge, {300, 24});
    gauge.setLevel(4, 8);
    const int number = gauge.fontMetrics().horizontalAdvance(QStringLiteral("88/88"));
    const int length = 300 - number - 10;
    QVERIFY(hueAt(gauge, {length / 4, 12}) >= 0);
    QVERIFY(!isAmber(hueAt(gauge, {length / 4, 12})));
    QCOMPARE(hueAt(gauge, {length * 3 / 4, 12}), -1);
    gauge.setLevel(7, 8);
    QVERIFY(hueAt(gauge, {length * 3 / 4, 12}) >= 0);
    gauge.setLevel(0, 8);
    QCOMPARE(hueAt(gauge, {length / 4, 12}), -1);
}

void TestInstruments::fullIsAmber_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("capacity");
    QTest::addColumn<bool>("full");
    QTest::newRow("room left") << 7 << 8 << false;
    QTest::newRow("full") << 8 << 8 << true;
    QTest::newRow("over") << 9 << 8 << true;
    QTest::newRow("nothing to fill") << 0 << 0 << false;
}

void TestInstruments::fullIsAmber()
{
    QFETCH(int, depth);
    QFETCH(int, capacity);
    QFETCH(bool, full);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        Theme::apply(appearance);
        LevelGauge gauge;
        const test::Host host(&gauge, {300, 24});
        gauge.setLevel(depth, capacity);
        QCOMPARE(gauge.isFull(), full);
        QCOMPARE(isAmber(hueAt(gauge, {40, 13})), full);
    }
}

void TestInstruments::standsToo()
{
    Theme::apply(Appearance::Light);
    LevelGauge gauge(Qt::Vertical);
    const test::Host host(&gauge, {48, 200});
    gauge.setLevel(1, 2);
    QVERIFY(hueAt(gauge, {24, 130}) >= 0);
    QCOMPARE(hueAt(gauge, {24, 50}), -1);
}

void TestInstruments::gaugeIsReadAloud()
{
    LevelGauge gauge;
    gauge.setLevel(3, 8);
    QCOMPARE(gauge.accessibleDescription(), QStringLiteral("3/8"));
}

void TestInstruments::plotKeepsTheNewestMinute()
{
    LivePlot plot;
    QCOMPARE(plot.maximum(), 0.0);
    for (int i = 0; i < 300; ++i)
        plot.add(i == 299 ? std::nullopt : std::optional<double>(i));
    QCOMPARE(plot.count(), std::size_t(240));
    QCOMPARE(plot.at(0), std::optional<double>(60.0));
    QCOMPARE(plot.at(238), std::optional<double>(298.0));
    QCOMPARE(plot.at(239), std::optional<double>());
    QCOMPARE(plot.maximum(), 298.0);
}

void TestInstruments::plotForgets()
{
    LivePlot plot;
    plot.add(5.0);
    plot.clear();
    QCOMPARE(plot.count(), std::size_t(0));
    plot.add(2.0);
    QCOMPARE(plot.at(0), std::optional<double>(2.0));
    QCOMPARE(plot.maximum(), 2.0);
}

// A minute of 10 with a minute's last quarter at 5: the line runs at the top, then at half the height, and nothing is
// drawn above it.
void TestInstruments::plotDrawsToTheGreatest()
{
    Theme::apply(Appearance::Light);
    LivePlot plot;
    const test::Host host(&plot, {244, 46});
    for (std::size_t i = 0; i < LivePlot::capacity; ++i)
        plot.add(i < 180 ? 10.0 : 5.0);
    const QImage image = plot.grab().toImage();
    // Half covered, the line is still darker than the wash below it.
    const auto isLine = [&](int x, int y) { return image.pixelColor(x, y).lightness() < 185; };
    QVERIFY(isLine(60, 3) || isLine(60, 2));
    QVERIFY(!isLine(60, 12));
    QVERIFY(isLine(220, 23) || isLine(220, 22) || isLine(220, 24));
    QVERIFY(!isLine(220, 8));
}

QTEST_MAIN(TestInstruments)
#include "tst_instruments.moc"
