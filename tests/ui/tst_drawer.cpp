// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/dockset.h"
#include "ui/drawer.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QDockWidget>
#include <QToolButton>

using namespace sightglass;
using test::WindowFixture;

namespace
{

struct Fixture
{
    Fixture() { window.trigger("layout-tune"); }
    QWidget *panel() { return window.window().docks()[DockId::Tuning]; }
    QToolButton *handle() { return window.window().findChild<QToolButton *>(QStringLiteral("drawerHandle")); }
    QAction *action() { return window.window().findChild<QAction *>(QStringLiteral("side-panel")); }
    void resize(int width)
    {
        window.window().resize(width, 600);
        QTRY_COMPARE(window.window().width(), width);
    }
    void restartNarrow()
    {
        window.restart();
        resize(960);
        QTRY_VERIFY(window.window().isVisible());
        QCoreApplication::processEvents();
    }

    WindowFixture window;
};

} // namespace

/// The panels at the side, in the real window.
class DrawerTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void shutsInANarrowWindowAndComesBack()
    {
        Fixture f;
        QTRY_VERIFY(f.panel()->isVisible());
        QVERIFY(!f.handle()->isVisible());
        QVERIFY(f.action()->isChecked());
        f.resize(960);
        QTRY_VERIFY(!f.panel()->isVisible());
        QVERIFY(f.handle()->isVisible());
        QVERIFY(!f.action()->isChecked());
        QTRY_COMPARE(f.window.window().view().width(), 960);
        f.resize(1280);
        QTRY_VERIFY(f.panel()->isVisible());
        QVERIFY(!f.handle()->isVisible());
    }

    void theHandleOpensIt()
    {
        Fixture f;
        f.resize(960);
        QTRY_VERIFY(!f.panel()->isVisible());
        f.handle()->click();
        QVERIFY(f.panel()->isVisible());
        QTRY_VERIFY(f.window.window().view().width() < 800 && f.window.window().view().width() >= 400);
        QVERIFY(f.handle()->isVisible());
        // It stays while the window changes, until a person shuts it.
        f.resize(940);
        QVERIFY(f.panel()->isVisible());
        f.handle()->click();
        QVERIFY(!f.panel()->isVisible());
    }

    void theTabInFrontComesBackInFront()
    {
        Fixture f;
        f.window.window().docks().raise(DockId::Model);
        QTRY_VERIFY(!f.window.window().docks()[DockId::Model]->visibleRegion().isEmpty());
        f.window.trigger("side-panel");
        QVERIFY(!f.panel()->isVisible());
        f.window.trigger("side-panel");
        QTRY_VERIFY(!f.window.window().docks()[DockId::Model]->visibleRegion().isEmpty());
        QVERIFY(f.window.window().docks()[DockId::Tuning]->visibleRegion().isEmpty());
    }

    void aPanelCalledForBringsTheOthers()
    {
        Fixture f;
        f.window.trigger("side-panel");
        QVERIFY(!f.window.window().docks()[DockId::Model]->isVisible());
        f.window.window().docks().raise(DockId::Model);
        QTRY_VERIFY(!f.window.window().docks()[DockId::Model]->visibleRegion().isEmpty());
        QVERIFY(!f.panel()->isHidden());
        QVERIFY(f.action()->isChecked());
    }

    void aPersonsChoiceOutlastsWidthAndRestart()
    {
        Fixture f;
        f.window.trigger("side-panel");
        f.resize(960);
        f.resize(1280);
        QVERIFY(!f.panel()->isVisible());
        f.window.restart();
        QTRY_VERIFY(f.window.window().isVisible());
        QVERIFY(!f.panel()->isVisible());
        QVERIFY(f.handle()->isVisible());
        f.window.trigger("side-panel");
        QTRY_VERIFY(f.panel()->isVisible());
    }

    void comesBackAsItWasLeftInANarrowWindow()
    {
        Fixture f;
        f.resize(960);
        QTRY_VERIFY(!f.panel()->isVisible());
        f.handle()->click();
        QVERIFY(f.panel()->isVisible());
        f.restartNarrow();
        QVERIFY(f.panel()->isVisible());
        f.handle()->click();
        f.restartNarrow();
        QVERIFY(!f.panel()->isVisible());
    }

    void shutsWhereTheScreenIsNarrowerThanTheLastOne()
    {
        Fixture f;
        QTRY_VERIFY(f.panel()->isVisible());
        f.restartNarrow();
        QTRY_VERIFY(!f.panel()->isVisible());
        f.resize(1280);
        QTRY_VERIFY(f.panel()->isVisible());
    }

    void thereIsNoHandleWithoutPanels()
    {
        Fixture f;
        f.window.trigger("layout-monitor");
        f.resize(960);
        QTRY_VERIFY(!f.window.window().docks()[DockId::Tuning]->isVisible());
        QTRY_VERIFY(!f.handle()->isVisible());
        f.window.trigger("layout-review");
        QTRY_VERIFY(f.handle()->isVisible());
    }

    void fullScreenLeavesItAsItIs()
    {
        Fixture f;
        f.resize(960);
        QTRY_VERIFY(!f.panel()->isVisible());
        f.window.trigger("full-screen");
        QTRY_VERIFY(!f.handle()->isVisible());
        QVERIFY(!f.panel()->isVisible());
        f.window.trigger("full-screen");
        // Without a window manager the window keeps the width of the screen.
        const auto isNarrow = [&f] { return f.window.window().width() < Drawer::narrow; };
        QTRY_COMPARE(f.handle()->isVisible(), isNarrow());
        QTRY_COMPARE(f.panel()->isVisible(), !isNarrow());
    }
};

QTEST_MAIN(DrawerTest)
#include "tst_drawer.moc"
