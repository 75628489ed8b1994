// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/valueslider.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace sightglass;

namespace
{

void turnWheel(QWidget *widget, int angle)
{
    const QPointF middle = QRectF(widget->rect()).center();
    QWheelEvent event(middle, widget->mapToGlobal(middle), {}, {0, angle}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

} // namespace

class TestValueSlider : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void keys_data();
    void keys();
    void wheel_data();
    void wheel();
    void typedNumber();
    void arrowsInTheNumber();
    void doubleClickBringsTheDefault();
    void doubleClickOnTheTitleToo();
    void clickGoesThere();
    void setValueRoundsAndTells();
    void bins_data();
    void bins();
    void barsShowWhatIsCutOff();
};

void TestValueSlider::keys_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<double>("expected");
    QTest::newRow("right") << Qt::Key_Right << 0.26;
    QTest::newRow("up") << Qt::Key_Up << 0.26;
    QTest::newRow("left") << Qt::Key_Left << 0.24;
    QTest::newRow("down") << Qt::Key_Down << 0.24;
    QTest::newRow("page up") << Qt::Key_PageUp << 0.35;
    QTest::newRow("home") << Qt::Key_Home << 0.0;
    QTest::newRow("end") << Qt::Key_End << 1.0;
}

void TestValueSlider::keys()
{
    QFETCH(Qt::Key, key);
    QFETCH(double, expected);
    ValueSlider slider(QStringLiteral("Confidence"));
    slider.setValue(0.25);
    QSignalSpy changed(&slider, &ValueSlider::valueChanged);
    QTest::keyClick(slider.slider(), key);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toDouble(), expected);
    QCOMPARE(slider.value(), expected);
    QCOMPARE(slider.spinBox()->value(), expected);
}

void TestValueSlider::wheel_data()
{
    QTest::addColumn<QList<int>>("angles");
    QTest::addColumn<double>("expected");
    QTest::newRow("one notch") << QList<int>{120} << 0.51;
    QTest::newRow("two back") << QList<int>{-240} << 0.48;
    QTest::newRow("parts of a notch add up") << QList<int>{40, 40, 40} << 0.51;
    QTest::newRow("less than a notch") << QList<int>{60} << 0.5;
    QTest::newRow("not past the end") << QList<int>{120 * 80} << 1.0;
}

void TestValueSlider::wheel()
{
    QFETCH(QList<int>, angles);
    QFETCH(double, expected);
    ValueSlider slider(QStringLiteral("Confidence"));
    slider.setValue(0.5);
    for (const int angle : angles)
        turnWheel(slider.slider(), angle);
    QCOMPARE(slider.value(), expected);
}

void TestValueSlider::typedNumber()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    slider.setValue(0.25);
    slider.spinBox()->setLocale(QLocale::c());
    QSignalSpy changed(&slider, &ValueSlider::valueChanged);
    slider.spinBox()->selectAll();
    QTest::keyClicks(slider.spinBox(), QStringLiteral("0.7"));
    QCOMPARE(changed.count(), 0);
    QTest::keyClick(slider.spinBox(), Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(slider.value(), 0.7);
    QCOMPARE(slider.slider()->value(), 70);
}

void TestValueSlider::arrowsInTheNumber()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    slider.setValue(0.25);
    QSignalSpy changed(&slider, &ValueSlider::valueChanged);
    QTest::keyClick(slider.spinBox(), Qt::Key_Up);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(slider.slider()->value(), 26);
}

void TestValueSlider::doubleClickBringsTheDefault()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    const test::Host host(&slider, {280, 80});
    slider.setDefaultValue(0.4);
    slider.setValue(0.9);
    QTest::mouseDClick(slider.slider(), Qt::LeftButton);
    QCOMPARE(slider.value(), 0.4);
}

void TestValueSlider::doubleClickOnTheTitleToo()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    const test::Host host(&slider, {280, 80});
    slider.setDefaultValue(0.4);
    slider.setValue(0.9);
    QTest::mouseDClick(&slider, Qt::LeftButton, {}, {4, 8});
    QCOMPARE(slider.value(), 0.4);
}

void TestValueSlider::clickGoesThere()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    const test::Host host(&slider, {216, 80});
    const int middle = slider.slider()->height() / 2;
    QTest::mouseClick(slider.slider(), Qt::LeftButton, {}, {108, middle});
    QCOMPARE(slider.value(), 0.5);
    QTest::mouseClick(slider.slider(), Qt::LeftButton, {}, {215, middle});
    QCOMPARE(slider.value(), 1.0);
    QTest::mouseClick(slider.slider(), Qt::LeftButton, {}, {0, middle});
    QCOMPARE(slider.value(), 0.0);
}

void TestValueSlider::setValueRoundsAndTells()
{
    ValueSlider slider(QStringLiteral("Confidence"));
    QSignalSpy changed(&slider, &ValueSlider::valueChanged);
    slider.setValue(0.333);
    QCOMPARE(slider.value(), 0.33);
    slider.setValue(0.33);
    QCOMPARE(changed.count(), 1);
}

void TestValueSlider::bins_data()
{
    QTest::addColumn<float>("score");
    QTest::addColumn<int>("bin");
    QTest::newRow("zero") << 0.f << 0;
    QTest::newRow("below the first edge") << 0.019f << 0;
    QTest::newRow("on an edge") << 0.02f << 1;
    QTest::newRow("on an edge that floats cannot hold") << 0.58f << 29;
    QTest::newRow("middle") << 0.51f << 25;
    QTest::newRow("one") << 1.f << 49;
    QTest::newRow("too much") << 1.5f << 49;
    QTest::newRow("too little") << -0.5f << 0;
}

void TestValueSlider::bins()
{
    QFETCH(float, score);
    QFETCH(int, bin);
    Histogram histogram;
    QVERIFY(histogram.isEmpty());
    histogram.add(score);
    QCOMPARE(histogram.total(), 1);
    QCOMPARE(histogram.bins().at(static_cast<std::size_t>(bin)), 1);
}

// Four in one bin and one in another: the bars are as high as the square roots, 2 to 1.
void TestValueSlider::barsShowWhatIsCutOff()
{
    Histogram histogram;
    for (int i = 0; i < 4; ++i)
        histogram.add(0.9f);
    histogram.add(0.1f);
    QImage image(500, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    histogram.paint(painter, image.rect(), 0.5, Qt::green, Qt::gray);
    painter.end();
    QCOMPARE(image.pixelColor(454, 2), QColor(Qt::green));
    QCOMPARE(image.pixelColor(54, 47), QColor(Qt::white));
    QCOMPARE(image.pixelColor(54, 53), QColor(Qt::gray));
    QCOMPARE(image.pixelColor(254, 98), QColor(Qt::white));
}

QTEST_MAIN(TestValueSlider)
#include "tst_valueslider.moc"
