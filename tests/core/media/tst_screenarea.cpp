// SPDX-License-Identifier: Apache-2.0
#include "core/media/screenarea.h"
#include "core/media/sourcespec.h"
#include "tests/support/testcase.h"

using namespace sightglass;

/// Parts of the screen are written as X11 writes places.
class ScreenAreaTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWasWritten_data()
    {
        QTest::addColumn<QString>("location");
        for (const char *location : {"screen", "screen:640x480+10+20", "screen:1x1+0+0", "screen:0x3a00007"})
            QTest::newRow(location) << QString::fromLatin1(location);
    }

    void comesBackAsItWasWritten()
    {
        QFETCH(QString, location);
        const auto area = ScreenArea::parse(location);
        QVERIFY(area);
        QCOMPARE(area->location(), location);
        QCOMPARE(SourceSpec::fromUserInput(location).kind, SourceKind::Screen);
        QCOMPARE(SourceSpec::fromCommandLine(location).location, location);
        QCOMPARE(SourceSpec::fromUserInput(location).displayName(), location);
    }

    void aPartWithoutAPlaceIsAtTheCorner()
    {
        const auto area = ScreenArea::parse(QStringLiteral("screen:640x480"));
        QVERIFY(area);
        QCOMPARE(area->part, QRect(0, 0, 640, 480));
    }

    void othersAreRefusedInWords_data()
    {
        QTest::addColumn<QString>("location");
        for (const char *location : {"screen:", "screen:640", "screen:0x0", "screen:0x480+1+1", "screen:640x480-1+0",
                                     "screen:640x480+1", "screen:999999x1", "screen:0x123456789", "screen: 1x1"})
            QTest::newRow(location) << QString::fromLatin1(location);
    }

    void othersAreRefusedInWords()
    {
        QFETCH(QString, location);
        const auto area = ScreenArea::parse(location);
        QVERIFY(!area);
        QVERIFY(area.error().message.contains(location));
        QVERIFY(area.error().suggestion.contains(QStringLiteral("screen:640x480+10+20")));
        QCOMPARE(SourceSpec::fromUserInput(location).kind, SourceKind::Screen);
    }

    void nothingFromOutsideIsAScreen()
    {
        QVERIFY(!SourceSpec::fromOutside(QStringLiteral("screen")));
        QCOMPARE(SourceSpec::fromUserInput(QStringLiteral("./screen")).kind, SourceKind::VideoFile);
        QCOMPARE(SourceSpec::fromUserInput(QStringLiteral("screens")).kind, SourceKind::VideoFile);
    }

    void whatKeepsTheScreenIsTold()
    {
        const QByteArray display = qgetenv("DISPLAY");
        qunsetenv("DISPLAY");
        const auto problem = screenProblem();
        qputenv("DISPLAY", display);
        QVERIFY(problem);
        QVERIFY(problem->message.contains(QStringLiteral("no screen")));
    }
};

QTEST_GUILESS_MAIN(ScreenAreaTest)
#include "tst_screenarea.moc"
