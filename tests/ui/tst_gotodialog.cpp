// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/gotodialog.h"

using namespace sightglass;

class GoToDialogTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void understands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("frame"); // -1: nothing
        const auto row = [](const char *text, qint64 frame) {
            QTest::newRow(text) << QString::fromUtf8(text) << frame;
        };
        row("0", 0);
        row("124", 124);
        row(" #124 ", 124);
        row("2499", 2499);
        row("2500", -1);
        row("99999999999999999999", -1);
        row("0:12.4", 310);
        row("1:39.9", 2497);
        row("1:40", -1);
        row("12.4", 310);
        row("12,4 s", 310);
        row("0:01:00", 1500);
        row("50 %", 1250);
        row("50%", 1250);
        row("100 %", 2499);
        row("101 %", -1);
        row("", -1);
        row("-3", -1);
        row("soon", -1);
        row("1:2:3:4", -1);
    }

    void understands()
    {
        QFETCH(QString, text);
        QFETCH(qint64, frame);
        SourceInfo source;
        source.frameCount = 2500;
        source.duration = 100.0;
        QCOMPARE(qint64(frameNamed(text, source).value_or(-1)), frame);
    }

    void withoutALengthThereIsNoPlace()
    {
        QVERIFY(!frameNamed(QStringLiteral("0"), {}));
        QVERIFY(!frameNamed(QStringLiteral("50 %"), {}));
    }
};

QTEST_MAIN(GoToDialogTest)
#include "tst_gotodialog.moc"
