// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/dockset.h"
#include "ui/transport/transportbar.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QMouseEvent>
#include <QSignalSpy>

using namespace sightglass;
using test::WindowFixture;

namespace
{

/// Where everything stands, and what is in front.
QStringList arrangement(MainWindow &window)
{
    QStringList places;
    const auto add = [&](const QString &name, const QWidget *widget) {
        const QRect place(widget->mapTo(&window, QPoint()), widget->size());
        places.append(QStringLiteral("%1 %2,%3 %4x%5")
                          .arg(name, QString::number(place.x()), QString::number(place.y()),
                               QString::number(place.width()), QString::number(place.height())));
    };
    add(QStringLiteral("picture"), &window.view());
    add(QStringLiteral("transport"), &window.transport());
    for (const DockId id : DockSet::all()) {
        const QDockWidget *dock = window.docks()[id];
        if (!dock->isHidden() && !dock->visibleRegion().isEmpty())
            add(dock->objectName(), dock);
    }
    return places;
}

} // namespace

/// The window's arrangements.
class MainWindowLayoutsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void comeBackAsTheyWere_data();
    void comeBackAsTheyWere();
    void resetBringsEverythingBack();
    void fitASmallScreen_data();
    void fitASmallScreen();
    void fullScreenHasATransportWhenTheMouseMoves();
    void fullScreenKeepsItsOwnStatistics();
};

void MainWindowLayoutsTest::comeBackAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("layout");
    QTest::newRow("first start") << QByteArray();
    for (const char *layout : {"layout-reset", "layout-tune", "layout-monitor", "layout-review"})
        QTest::newRow(layout) << QByteArray(layout);
}

void MainWindowLayoutsTest::comeBackAsTheyWere()
{
    QFETCH(QByteArray, layout);
    WindowFixture fixture;
    if (!layout.isEmpty())
        fixture.trigger(layout.constData());
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    QTRY_COMPARE(fixture.window().view().size().isEmpty(), false);
    const QStringList before = arrangement(fixture.window());
    for (int i = 0; i < 2; ++i) {
        fixture.restart();
        fixture.open();
        QTRY_VERIFY(fixture.isOnDisplay(2));
        QTRY_COMPARE(arrangement(fixture.window()), before);
    }
}

void MainWindowLayoutsTest::resetBringsEverythingBack()
{
    WindowFixture fixture;
    fixture.trigger("layout-reset");
    const QStringList first = arrangement(fixture.window());
    fixture.trigger("layout-review");
    QVERIFY(arrangement(fixture.window()) != first);
    for (const DockId id : DockSet::all())
        fixture.window().docks()[id]->close();
    fixture.trigger("layout-reset");
    QTRY_COMPARE(arrangement(fixture.window()), first);
}

void MainWindowLayoutsTest::fitASmallScreen_data()
{
    comeBackAsTheyWere_data();
}

void MainWindowLayoutsTest::fitASmallScreen()
{
    QFETCH(QByteArray, layout);
    WindowFixture fixture;
    fixture.fitASmallScreen(layout);
}

void MainWindowLayoutsTest::fullScreenHasATransportWhenTheMouseMoves()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    VideoView &view = fixture.window().view();
    TransportBar &transport = fixture.window().transport();
    fixture.trigger("full-screen");
    QTRY_COMPARE(view.size(), fixture.window().size());
    QVERIFY(!transport.isVisible());
    const QPoint place(view.width() / 2, view.height() / 3);
    QMouseEvent move(QEvent::MouseMove, place, view.mapToGlobal(place), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&view, &move);
    QVERIFY(transport.isVisible());
    QCOMPARE(transport.geometry().bottom(), view.rect().bottom());
    QCOMPARE(view.size(), fixture.window().size());
    QTRY_VERIFY_WITH_TIMEOUT(!transport.isVisible(), 10000);
    fixture.trigger("full-screen");
    QVERIFY(transport.isVisible());
    QVERIFY(!view.isAncestorOf(&transport));
}

void MainWindowLayoutsTest::fullScreenKeepsItsOwnStatistics()
{
    WindowFixture fixture;
    const auto *action = fixture.window().findChild<QAction *>(QStringLiteral("statistics-overlay"));
    QVERIFY(!action->isChecked());
    fixture.trigger("full-screen");
    QVERIFY(action->isChecked());
    fixture.trigger("statistics-overlay");
    QVERIFY(!action->isChecked());
    fixture.trigger("leave-full-screen");
    fixture.trigger("statistics-overlay");
    fixture.restart();
    action = fixture.window().findChild<QAction *>(QStringLiteral("statistics-overlay"));
    QVERIFY(action->isChecked());
    fixture.trigger("full-screen");
    QVERIFY(!action->isChecked());
}

QTEST_MAIN(MainWindowLayoutsTest)
#include "tst_mainwindowlayouts.moc"
