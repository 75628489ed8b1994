// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/support/testcase.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

using namespace sightglass;

class OverlayStyleTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    /// What the colours were when they were chosen: the same on every machine and in every version.
    void coloursAreStable_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QColor>("colour");
        QTest::newRow("person") << QStringLiteral("person") << QColor(0xff, 0x98, 0xc6);
        QTest::newRow("Person") << QStringLiteral(" Person") << QColor(0xff, 0x98, 0xc6);
        QTest::newRow("car") << QStringLiteral("car") << QColor(0x91, 0xc1, 0xff);
        QTest::newRow("bus") << QStringLiteral("bus") << QColor(0xe3, 0x6e, 0xd5);
        QTest::newRow("cat") << QStringLiteral("cat") << QColor(0x4a, 0xde, 0x78);
    }

    void coloursAreStable()
    {
        QFETCH(QString, name);
        QFETCH(QColor, colour);
        const QColor actual = classColour(name);
        QVERIFY2(std::abs(actual.red() - colour.red()) <= 1 && std::abs(actual.green() - colour.green()) <= 1 &&
                     std::abs(actual.blue() - colour.blue()) <= 1,
                 qPrintable(actual.name()));
    }

    void huesAreSpreadEvenly()
    {
        QSet<QRgb> colours;
        std::array<int, 6> sectors{};
        constexpr int names = 600;
        for (int i = 0; i < names; ++i) {
            const QColor colour = classColour(QStringLiteral("class %1").arg(i));
            colours.insert(colour.rgb());
            ++sectors[static_cast<std::size_t>(std::min(5, static_cast<int>(colour.hslHueF() * 6)))];
        }
        QVERIFY(colours.size() >= 40);
        for (const int count : sectors)
            QVERIFY(count > names / 20);
    }

    void textReadsOnEveryColour()
    {
        for (int i = 0; i < 300; ++i) {
            const QColor colour = classColour(QString::number(i));
            QVERIFY(contrastRatio(colour, textColourOn(colour)) >= 4.5);
        }
        for (int red = 0; red < 256; red += 15) {
            for (int green = 0; green < 256; green += 15) {
                for (int blue = 0; blue < 256; blue += 15) {
                    const QColor colour(red, green, blue);
                    QVERIFY(contrastRatio(colour, textColourOn(colour)) >= 4.5);
                }
            }
        }
    }

    void contrastIsThatOfWcag()
    {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
        // #767676 on white is the well-known least grey that passes: 4.54:1.
        QVERIFY(std::abs(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
    }

    void theUsersColourWins()
    {
        OverlayStyle style;
        style.colours.insert(QStringLiteral("person"), QColor(1, 2, 3));
        style.colours.insert(QStringLiteral("car"), QColor());
        QCOMPARE(classColour(style, QStringLiteral("person")), QColor(1, 2, 3));
        QCOMPARE(classColour(style, QStringLiteral("car")), classColour(QStringLiteral("car")));
        QCOMPARE(classColour(style, QStringLiteral("bus")), classColour(QStringLiteral("bus")));
    }
};

QTEST_GUILESS_MAIN(OverlayStyleTest)
#include "tst_overlaystyle.moc"
