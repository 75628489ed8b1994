// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/core/overlay/coloursight.h"
#include "tests/support/testcase.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace sightglass;
using test::Sight;

class OverlayStyleTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    /// What the colours were when they were chosen: the same on every machine and in every version.
    void coloursAreStable_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QColor>("colour");
        QTest::newRow("first") << 0 << QColor(0xfe, 0x97, 0xc9);
        QTest::newRow("second") << 1 << QColor(0x1e, 0x80, 0x42);
        QTest::newRow("twelfth") << 11 << QColor(0xa0, 0xd9, 0x8d);
        QTest::newRow("last") << 47 << QColor(0xc6, 0x4b, 0x00);
        QTest::newRow("first again") << 48 << QColor(0xfe, 0x97, 0xc9);
        QTest::newRow("before the first") << -1 << QColor(0xc6, 0x4b, 0x00);
    }

    void coloursAreStable()
    {
        QFETCH(int, id);
        QFETCH(QColor, colour);
        QCOMPARE(classColour(id), colour);
    }

    void anyNumberHasAColour()
    {
        for (const int id : {std::numeric_limits<int>::min(), std::numeric_limits<int>::max()})
            QVERIFY(classColour(id).isValid());
    }

    void theFirstTwelveAreFarApart_data()
    {
        QTest::addColumn<int>("sight");
        QTest::addColumn<double>("least");
        QTest::newRow("common") << int(Sight::Common) << 17.0;
        QTest::newRow("protanopia") << int(Sight::Protanopia) << 13.0;
        QTest::newRow("deuteranopia") << int(Sight::Deuteranopia) << 13.0;
        QTest::newRow("tritanopia") << int(Sight::Tritanopia) << 13.0;
    }

    void theFirstTwelveAreFarApart()
    {
        QFETCH(int, sight);
        QFETCH(double, least);
        double found = 1000.0;
        for (int a = 0; a < 12; ++a) {
            for (int b = 0; b < a; ++b)
                found = std::min(found, test::distance(classColour(a), classColour(b), Sight(sight)));
        }
        qInfo("least CIEDE2000 %.2f", found);
        QVERIFY2(found >= least, qPrintable(QString::number(found)));
    }

    /// Among COCO's 80 and all longer lists: neighbours in the table of classes.
    void neighboursDiffer()
    {
        double hue = 180.0;
        std::array<double, 4> apart{1000.0, 1000.0, 1000.0, 1000.0};
        for (int id = 1; id < 200; ++id) {
            hue = std::min(hue, test::hueDistance(classColour(id), classColour(id - 1)));
            for (const Sight sight : test::allSights) {
                double &least = apart[static_cast<std::size_t>(sight)];
                least = std::min(least, test::distance(classColour(id), classColour(id - 1), sight));
            }
        }
        qInfo("least hue %.1f, CIEDE2000 %.2f %.2f %.2f %.2f", hue, apart[0], apart[1], apart[2], apart[3]);
        QVERIFY(hue >= 60.0);
        QVERIFY(apart[0] >= 30.0 && *std::min_element(apart.begin() + 1, apart.end()) >= 12.0);
    }

    /// The formula, by pairs of the paper's supplementary data.
    void distancesAreThoseOfThePaper()
    {
        const auto isAbout = [](double actual, double expected) { return std::abs(actual - expected) < 0.0001; };
        QVERIFY(isAbout(test::distance({50, 2.6772, -79.7751}, {50, 0, -82.7485}), 2.0425));
        QVERIFY(isAbout(test::distance({50, 2.5, 0}, {73, 25, -18}), 27.1492));
        QVERIFY(isAbout(test::distance({22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}), 2.0373));
        QVERIFY(isAbout(test::distance({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}), 0.9082));
    }

    void huesAreSpreadEvenly()
    {
        QSet<QRgb> colours;
        std::array<int, 6> sectors{};
        for (int id = 0; id < 48; ++id) {
            const QColor colour = classColour(id);
            colours.insert(colour.rgb());
            ++sectors[static_cast<std::size_t>(std::min(5, static_cast<int>(colour.hslHueF() * 6)))];
        }
        QCOMPARE(colours.size(), 48);
        for (const int count : sectors)
            QVERIFY(count >= 4);
    }

    void coloursAreSeenOnTheirLightEdge()
    {
        for (int id = 0; id < 48; ++id)
            QVERIFY(test::distance(classColour(id), QColor(0xf0, 0xf0, 0xf0), Sight::Common) >= 18.0);
    }

    void textReadsOnEveryColour()
    {
        for (int i = 0; i < 300; ++i) {
            const QColor colour = classColour(i);
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
        // In whatever place of whatever model.
        for (const int id : {0, 5})
            QCOMPARE(classColour(style, id, QStringLiteral("person")), QColor(1, 2, 3));
        QCOMPARE(classColour(style, 2, QStringLiteral("car")), classColour(2));
        QCOMPARE(classColour(style, 3, QStringLiteral("bus")), classColour(3));
    }
};

QTEST_GUILESS_MAIN(OverlayStyleTest)
#include "tst_overlaystyle.moc"
