// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/keyguard.h"
#include "ui/video/videoview.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/valueslider.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QLineEdit>
#include <QTableView>

using namespace sightglass;
using test::WindowFixture;

namespace
{

/// A window whose keys arrive, with a paused clip.
struct Fixture
{
    Fixture()
    {
        window.openPaused();
        activate();
    }
    void activate()
    {
        window.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window.window()));
    }
    /// To whatever has the focus, as the keyboard does.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    bool pictureHasFocus() { return window.window().view().hasFocus(); }
    std::int64_t frame() { return window.pipeline().lane().presentation().frame.id.index; }
    ValueSlider *confidence()
    {
        return window.window().docks().tuning->findChild<ValueSlider *>(QStringLiteral("confidence"));
    }
    void click(QWidget *widget) { QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center()); }

    WindowFixture window;
};

} // namespace

/// Who gets a key, in the real window.
class MainWindowKeysTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void pictureHasTheKeysAtTheStart_data();
    void pictureHasTheKeysAtTheStart();
    void playersKeysAreThePlayersAfterAClick();
    void controlsReachedByTabKeepTheirKeys();
    void fieldsGiveTheKeysBack();
    void numbersAreReadAsTheyAreMeant();
    void dialogsGiveTheKeysBack();
    void tabStopsCanBeSeen_data();
    void tabStopsCanBeSeen();
    void tuningIsUndone();
    void commandsAreFoundByName();
    void goesToAPlace();
};

void MainWindowKeysTest::pictureHasTheKeysAtTheStart_data()
{
    QTest::addColumn<QByteArray>("layout");
    for (const char *layout : {"layout-reset", "layout-tune", "layout-monitor", "layout-review"})
        QTest::newRow(layout) << QByteArray(layout);
}

void MainWindowKeysTest::pictureHasTheKeysAtTheStart()
{
    QFETCH(QByteArray, layout);
    Fixture f;
    f.window.trigger(layout.constData());
    f.window.restart();
    f.activate();
    QVERIFY(f.pictureHasFocus());
    f.window.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    QVERIFY(f.pictureHasFocus());
    const float confidence = f.window.pipeline().lane().thresholds().confidence;
    f.press(Qt::Key_Space);
    QVERIFY(f.window.pipeline().lane().isPaused());
    f.press(Qt::Key_Home);
    QTRY_COMPARE(f.frame(), 0);
    f.press(Qt::Key_Period);
    QTRY_COMPARE(f.frame(), 1);
    f.press(Qt::Key_Comma);
    QTRY_COMPARE(f.frame(), 0);
    f.press(Qt::Key_Right);
    QTRY_COMPARE(f.frame(), 150);
    f.press(Qt::Key_End);
    QTRY_COMPARE(f.frame(), 599);
    QCOMPARE(f.window.pipeline().lane().thresholds().confidence, confidence);
}

void MainWindowKeysTest::playersKeysAreThePlayersAfterAClick()
{
    Fixture f;
    f.press(Qt::Key_Home);
    QTRY_COMPARE(f.frame(), 0);
    f.click(f.confidence()->slider());
    const double confidence = f.confidence()->value();
    f.press(Qt::Key_End);
    QTRY_COMPARE(f.frame(), 599);
    QCOMPARE(f.confidence()->value(), confidence);

    f.window.window().docks().raise(DockId::Detections);
    auto *table = f.window.window().docks().detections->findChild<QTableView *>();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
    f.press(Qt::Key_Home);
    QTRY_COMPARE(f.frame(), 0);
    f.press(Qt::Key_Space);
    QVERIFY(!f.window.pipeline().lane().isPaused());
}

void MainWindowKeysTest::controlsReachedByTabKeepTheirKeys()
{
    Fixture f;
    f.press(Qt::Key_Home);
    QTRY_COMPARE(f.frame(), 0);
    HistogramSlider *slider = f.confidence()->slider();
    for (int i = 0; i < 100 && !slider->hasFocus(); ++i)
        f.press(Qt::Key_Tab);
    QVERIFY(slider->hasFocus());
    const int value = slider->value();
    f.press(Qt::Key_Right);
    QCOMPARE(slider->value(), value + 1);
    f.press(Qt::Key_Home);
    QCOMPARE(slider->value(), 0);
    // A letter is the window's all the same, and Esc leads back.
    f.press(Qt::Key_B);
    QVERIFY(!f.window.window().settings().tuning.style.boxes);
    f.press(Qt::Key_Escape);
    QTRY_VERIFY(f.pictureHasFocus());
    QCOMPARE(f.frame(), 0);
    f.press(Qt::Key_End);
    QTRY_COMPARE(f.frame(), 599);
    QCOMPARE(slider->value(), 0);
}

void MainWindowKeysTest::fieldsGiveTheKeysBack()
{
    Fixture f;
    auto *filter = f.window.window().docks().tuning->findChild<QLineEdit *>(QStringLiteral("filterClasses"));
    QVERIFY(filter);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape}) {
        f.click(filter);
        QTRY_VERIFY(filter->hasFocus());
        const bool paused = f.window.pipeline().lane().isPaused();
        // Typed into the text, not into the player.
        f.press(Qt::Key_Space);
        f.press(Qt::Key_Home);
        QVERIFY(f.window.pipeline().lane().isPaused() == paused);
        f.press(key);
        QTRY_VERIFY(f.pictureHasFocus());
        filter->clear();
    }
}

void MainWindowKeysTest::numbersAreReadAsTheyAreMeant()
{
    Fixture f;
    NumberField *field = f.confidence()->spinBox();
    const auto type = [&](const char *text) {
        QTest::mouseDClick(field->findChild<QLineEdit *>(), Qt::LeftButton);
        QTRY_VERIFY(field->hasFocus());
        field->selectAll();
        QTest::keyClicks(field, QLatin1String(text));
    };
    type("0,7");
    f.press(Qt::Key_Return);
    QTRY_VERIFY(f.pictureHasFocus());
    QCOMPARE(f.window.pipeline().lane().thresholds().confidence, 0.7f);
    // Space plays; it blanks nothing.
    f.press(Qt::Key_Space);
    QVERIFY(!f.window.pipeline().lane().isPaused());
    QCOMPARE(field->text(), QStringLiteral("0.70"));
    type("2.5");
    f.press(Qt::Key_Return);
    QCOMPARE(f.window.pipeline().lane().thresholds().confidence, 1.f);
    type("0.2");
    f.press(Qt::Key_Escape);
    QTRY_VERIFY(f.pictureHasFocus());
    QCOMPARE(field->text(), QStringLiteral("1.00"));
    QCOMPARE(f.window.pipeline().lane().thresholds().confidence, 1.f);
}

void MainWindowKeysTest::dialogsGiveTheKeysBack()
{
    Fixture f;
    f.click(f.confidence()->slider());
    QVERIFY(!f.pictureHasFocus());
    f.window.trigger("shortcuts");
    QTRY_VERIFY(QApplication::activeModalWidget());
    QTRY_VERIFY(QApplication::activeModalWidget()->isActiveWindow());
    QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!QApplication::activeModalWidget());
    f.activate();
    QTRY_VERIFY(f.pictureHasFocus());
}

void MainWindowKeysTest::tabStopsCanBeSeen_data()
{
    pictureHasTheKeysAtTheStart_data();
}

void MainWindowKeysTest::tabStopsCanBeSeen()
{
    QFETCH(QByteArray, layout);
    Fixture f;
    f.window.trigger(layout.constData());
    QTRY_VERIFY(f.pictureHasFocus());
    MainWindow &window = f.window.window();
    const auto shot = [&](const QWidget *stop) {
        const QRect around(stop->mapTo(&window, QPoint(-3, -3)), stop->size() + QSize(6, 6));
        return window.grab(around.intersected(window.rect())).toImage();
    };
    QList<QWidget *> stops;
    for (int i = 0; i < 200; ++i) {
        f.press(Qt::Key_Tab);
        QWidget *stop = QApplication::focusWidget();
        QVERIFY(stop);
        const QByteArray name = stop->metaObject()->className() + QByteArray(" ") + stop->objectName().toUtf8();
        if (stops.contains(stop))
            break;
        stops.append(stop);
        QVERIFY2(!stop->visibleRegion().isEmpty(), name.constData());
        const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(stop);
        QVERIFY2(told && !told->text(QAccessible::Name).isEmpty(), name.constData());
        const QImage focused = shot(stop);
        window.view().setFocus(Qt::OtherFocusReason);
        if (stop != &window.view())
            QVERIFY2(shot(stop) != focused, name.constData());
        stop->setFocus(Qt::TabFocusReason);
    }
    QVERIFY(stops.contains(&window.view()));
    QVERIFY(stops.size() > 5);
    // And the same way back.
    QWidget *const first = stops.first();
    QCOMPARE(QApplication::focusWidget(), first);
    for (auto stop = stops.crbegin(); stop != stops.crend(); ++stop) {
        f.press(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), *stop);
    }
}

void MainWindowKeysTest::tuningIsUndone()
{
    Fixture f;
    const auto confidence = [&] { return f.window.pipeline().lane().thresholds().confidence; };
    QVERIFY(!f.window.window().actions()[ActionId::Undo]->isEnabled());
    f.confidence()->slider()->setValue(60);
    f.press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(confidence(), 0.25f);
    QCOMPARE(f.confidence()->value(), 0.25);
    QVERIFY(f.window.isOnDisplay(2));
    f.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(confidence(), 0.6f);
    QVERIFY(f.window.isOnDisplay(1));
}

void MainWindowKeysTest::commandsAreFoundByName()
{
    Fixture f;
    f.press(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::activeModalWidget());
    auto *field = QApplication::activeModalWidget()->findChild<QLineEdit *>();
    QTest::keyClicks(field, QStringLiteral("statistics on"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!QApplication::activeModalWidget());
    QVERIFY(f.window.window().settings().window.statisticsOverlay);
    f.activate();
    QTRY_VERIFY(f.pictureHasFocus());
}

void MainWindowKeysTest::goesToAPlace()
{
    Fixture f;
    f.press(Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::activeModalWidget());
    auto *field = QApplication::activeModalWidget()->findChild<QLineEdit *>();
    field->setText(QStringLiteral("0:10"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(f.frame(), 300);
}

QTEST_MAIN(MainWindowKeysTest)
#include "tst_mainwindowkeys.moc"
