// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/inspector.h"
#include "ui/dockset.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QListWidget>
#include <QPushButton>

using namespace sightglass;
using test::WindowFixture;

namespace
{

Inspector &inspectorOf(WindowFixture &fixture)
{
    return fixture.window().docks().detections->inspector();
}

QStringList lines(WindowFixture &fixture)
{
    QStringList texts;
    const auto *list = inspectorOf(fixture).findChild<QListWidget *>();
    for (int i = 0; i < list->count(); ++i)
        texts.append(list->item(i)->text());
    return texts;
}

/// In view pixels, the middle of the weak candidate, "two" 0.10, of the frame on display.
QPoint weakOne(WindowFixture &fixture)
{
    const VideoView &view = fixture.window().view();
    const auto number = static_cast<double>(view.presentation().frame.id.index);
    return view.transform().toView(QPointF(number + 5.0, 45.0)).toPoint();
}

void hover(VideoView &view, QPoint place, Qt::KeyboardModifiers modifiers)
{
    QMouseEvent move(QEvent::MouseMove, place, view.mapToGlobal(place), Qt::NoButton, Qt::NoButton, modifiers);
    QCoreApplication::sendEvent(&view, &move);
}

} // namespace

/// A click into a picture at rest, or Alt over one that moves, tells what the model saw there.
class MainWindowInspectorTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aClickIntoAPictureAtRestTells()
    {
        WindowFixture fixture;
        fixture.openPaused();
        VideoView &view = fixture.window().view();
        fixture.window().docks().raise(DockId::Detections);
        QVERIFY(!inspectorOf(fixture).isVisible());
        QTest::mouseClick(&view, Qt::LeftButton, {}, weakOne(fixture));
        QVERIFY(inspectorOf(fixture).isVisible());
        QCOMPARE(lines(fixture), QStringList{QStringLiteral("two 0.10: below the threshold by 0.15")});
        QCOMPARE(inspectorOf(fixture).ghosts().items.size(), 1u);

        inspectorOf(fixture).findChild<QPushButton *>()->click();
        QCOMPARE(lines(fixture), QStringList{QStringLiteral("two 0.10: shown")});
        QVERIFY(fixture.isOnDisplay(3));
        fixture.trigger("undo");
        QTRY_VERIFY(fixture.isOnDisplay(2));
        QCOMPARE(lines(fixture), QStringList{QStringLiteral("two 0.10: below the threshold by 0.15")});

        fixture.trigger("play-pause"); // Of what moves, no place is looked into any more.
        QTRY_VERIFY(!inspectorOf(fixture).isVisible());
        QVERIFY(!inspectorOf(fixture).ghosts().of);
    }

    void altTellsWhileThePointerMoves()
    {
        WindowFixture fixture;
        fixture.openPaused();
        VideoView &view = fixture.window().view();
        fixture.window().docks().raise(DockId::Detections);
        const QPoint there = weakOne(fixture);
        hover(view, there, Qt::AltModifier);
        QVERIFY(inspectorOf(fixture).isVisible());
        QCOMPARE(lines(fixture).size(), 1);
        hover(view, QPoint(view.width() - 2, view.height() / 2), Qt::AltModifier);
        QVERIFY(lines(fixture).isEmpty());
        hover(view, there, Qt::AltModifier);
        hover(view, QPoint(view.width() / 2, 1), Qt::AltModifier); // Beside the picture.
        QVERIFY(!view.place());
        hover(view, there, Qt::AltModifier);
        hover(view, there, {});
        QVERIFY(!inspectorOf(fixture).isVisible());
    }

    void theKeyBringsThePanel()
    {
        WindowFixture fixture;
        fixture.openPaused();
        VideoView &view = fixture.window().view();
        fixture.window().docks().raise(DockId::Tuning);
        QTest::mouseClick(&view, Qt::LeftButton, {}, weakOne(fixture));
        QVERIFY(!inspectorOf(fixture).ghosts().of); // Nobody sees what they belong to.
        view.setPlace(std::nullopt);
        hover(view, weakOne(fixture), {});
        fixture.trigger("inspect");
        QTRY_VERIFY(!inspectorOf(fixture).visibleRegion().isEmpty());
        QVERIFY(inspectorOf(fixture).ghosts().of);
        QCOMPARE(lines(fixture).size(), 1);
        QTest::keyClick(inspectorOf(fixture).findChild<QListWidget *>(), Qt::Key_Escape);
        QVERIFY(!inspectorOf(fixture).isVisible());
    }
};

QTEST_MAIN(MainWindowInspectorTest)
#include "tst_mainwindowinspector.moc"
