// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"

#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

namespace sightglass::test
{

/// The icons as the program has them: built in, readable by Qt's SVG reader, and not cut off.
class TestIcons : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areBuiltIn();
    void canBeDrawn_data();
    void canBeDrawn();
};

void TestIcons::areBuiltIn()
{
    const QStringList names = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(names.contains(QStringLiteral("sightglass.svg")));
    QVERIFY(names.contains(QStringLiteral("open.svg")));
    QVERIFY(names.size() > 40);
}

void TestIcons::canBeDrawn_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(":/icons"));
    for (const QString &name : folder.entryList())
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestIcons::canBeDrawn()
{
    QFETCH(QString, path);
    QSvgRenderer renderer(path);
    QVERIFY(renderer.isValid());

    constexpr int side = 48; // two pixels a unit of the drawing
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();

    int inked = 0;
    int onTheEdge = 0;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            if (qAlpha(image.pixel(x, y)) < 128)
                continue;
            ++inked;
            onTheEdge += x == 0 || y == 0 || x == side - 1 || y == side - 1;
        }
    }
    QVERIFY2(inked > side * side / 40, "hardly anything to see");
    QCOMPARE(onTheEdge, 0);
}

} // namespace sightglass::test

QTEST_MAIN(sightglass::test::TestIcons)
#include "tst_icons.moc"
