// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/widgets/numberfield.h"

#include <QSignalSpy>
#include <QToolTip>

using namespace sightglass;

class NumberFieldTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsMeant_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("told");
        const QString most = QStringLiteral("1.00 is the most.");
        const QString least = QStringLiteral("0.00 is the least.");
        QTest::newRow("point") << QStringLiteral("0.7") << 0.7 << QString();
        QTest::newRow("comma") << QStringLiteral("0,7") << 0.7 << QString();
        QTest::newRow("no zero") << QStringLiteral(",35") << 0.35 << QString();
        QTest::newRow("whole") << QStringLiteral("1") << 1.0 << QString();
        QTest::newRow("beyond") << QStringLiteral("2.5") << 1.0 << most;
        QTest::newRow("far beyond") << QStringLiteral("70") << 1.0 << most;
        QTest::newRow("below") << QStringLiteral("-3") << 0.0 << least;
        QTest::newRow("half a number") << QStringLiteral("-") << 0.25 << QString();
        QTest::newRow("nothing") << QString() << 0.25 << QString();
        QTest::newRow("letters stay out") << QStringLiteral("0.x4") << 0.4 << QString();
    }

    void readsWhatIsMeant()
    {
        QFETCH(QString, typed);
        QFETCH(double, value);
        QFETCH(QString, told);
        NumberField field;
        const test::Host host(&field, {80, 30});
        field.setRange(0.0, 1.0);
        field.setValue(0.25);
        QSignalSpy changed(&field, &NumberField::valueChanged);
        QSignalSpy brought(&field, &NumberField::brought);
        field.setFocus();
        field.selectAll();
        QTest::keyClick(&field, Qt::Key_Delete);
        QTest::keyClicks(&field, typed);
        QCOMPARE(changed.size(), 0);
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.value(), value);
        QCOMPARE(field.text(), QString::number(value, 'f', 2));
        QCOMPARE(changed.size(), value == 0.25 ? 0 : 1);
        QCOMPARE(brought.size(), told.isEmpty() ? 0 : 1);
        if (!told.isEmpty()) {
            QCOMPARE(brought.first().first().toString(), told);
            QTRY_COMPARE(QToolTip::text(), told);
        }
    }

    void escapeBringsBackTheNumberOfBefore()
    {
        NumberField field;
        const test::Host host(&field, {80, 30});
        field.setRange(0.0, 1.0);
        field.setSuffix(QStringLiteral(" px"));
        field.setValue(0.25);
        field.setFocus();
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("0.9"));
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(field.value(), 0.25);
        QCOMPARE(field.text(), QStringLiteral("0.25 px"));
        QTest::keyClick(&field, Qt::Key_Up);
        QTest::keyClick(&field, Qt::Key_Escape);
        QCOMPARE(field.value(), 0.25);
    }

    void wholeNumbersAndWords()
    {
        NumberField field;
        const test::Host host(&field, {80, 30});
        field.setDecimals(0);
        field.setRange(0, 640);
        field.setSpecialValueText(QStringLiteral("any"));
        QCOMPARE(field.text(), QStringLiteral("any"));
        field.setFocus();
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("1000"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.whole(), 640);
        field.setValue(0);
        QCOMPARE(field.text(), QStringLiteral("any"));
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(field.whole(), 0);
    }
};

QTEST_MAIN(NumberFieldTest)
#include "tst_numberfield.moc"
