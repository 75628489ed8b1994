// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/exports/exportdialog.h"
#include "ui/gotodialog.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/transportbar.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>

using namespace sightglass;
using test::WindowFixture;

namespace
{

/// The window with a paused clip of 600 frames.
struct Fixture
{
    Fixture()
    {
        window.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window.window()));
        window.openPaused();
    }
    SourceLane &lane() { return window.pipeline().lane(); }
    SeekBar &bar() { return window.window().transport().seekBar(); }
    std::int64_t shown() { return lane().presentation().frame.id.index; }
    void goTo(std::int64_t frame)
    {
        lane().seek(frame);
        QTRY_COMPARE(shown(), frame);
    }
    void mark(std::int64_t first, std::int64_t last)
    {
        goTo(first);
        QTest::keyClick(&window.window().view(), Qt::Key_I, Qt::ShiftModifier);
        goTo(last);
        QTest::keyClick(&window.window().view(), Qt::Key_O, Qt::ShiftModifier);
    }
    QMenu *menuAt(const QPoint &place)
    {
        QContextMenuEvent event(QContextMenuEvent::Mouse, place, bar().mapToGlobal(place));
        QApplication::sendEvent(&bar(), &event);
        return window.window().findChild<QMenu *>(QStringLiteral("seekMenu"));
    }
    QAction *entry(QMenu *menu, const QString &text)
    {
        for (QAction *action : menu->actions()) {
            if (action->text().startsWith(text))
                return action;
        }
        return nullptr;
    }

    WindowFixture window;
};

} // namespace

/// The part of a file that a person marks, in the real window.
class MarksTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aMarkThatIsPassedGoes()
    {
        Marks marks;
        QVERIFY(marks.isEmpty() && marks.range() == FrameRange());
        marks.markIn(10);
        QVERIFY(marks.range() == (FrameRange{10, {}}));
        marks.markOut(20);
        QVERIFY(marks.range() == (FrameRange{10, 20}));
        marks.markIn(20);
        QVERIFY(marks.range() == (FrameRange{20, 20}));
        marks.markIn(30);
        QVERIFY(marks.range() == (FrameRange{30, {}}));
        marks.markOut(5);
        QVERIFY(marks.range() == (FrameRange{0, 5}));
    }

    void keysMarkAndALoopRepeats()
    {
        Fixture f;
        f.mark(100, 103);
        QCOMPARE(f.bar().marks(), (Marks{100, 103}));
        QVERIFY(f.window.window().view().said().contains(QLatin1String("100")));
        f.window.trigger("policy-every-frame");
        f.window.trigger("loop");
        f.goTo(100);
        std::vector<std::int64_t> played;
        const auto connection =
            QObject::connect(&f.lane(), &SourceLane::presented, &f.lane(), [&](const Presentation &p) {
                if (played.empty() || played.back() != p.frame.id.index)
                    played.push_back(p.frame.id.index);
            });
        f.window.trigger("play-pause");
        QTRY_VERIFY(played.size() >= 10);
        QObject::disconnect(connection);
        for (const std::int64_t frame : played)
            QVERIFY2(frame >= 100 && frame <= 103, qPrintable(QString::number(frame)));
    }

    void theExportTakesWhatIsMarked()
    {
        Fixture f;
        f.mark(40, 60);
        f.window.trigger("export");
        auto *dialog = f.window.window().findChild<ExportDialog *>();
        QTRY_VERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->range(), (FrameRange{40, 60}));
        dialog->reject();
    }

    void clearedMarksAreGone()
    {
        Fixture f;
        QVERIFY(!f.window.window().findChild<QAction *>(QStringLiteral("clear-marks"))->isEnabled());
        f.mark(40, 60);
        f.window.trigger("clear-marks");
        QVERIFY(f.bar().marks().isEmpty());
        QVERIFY(!f.window.window().findChild<QAction *>(QStringLiteral("clear-marks"))->isEnabled());
        f.mark(40, 60);
        f.window.open();
        QTRY_VERIFY(f.bar().marks().isEmpty());
    }

    void marksAreSeen()
    {
        Fixture f;
        f.goTo(0);
        const QImage before = f.bar().grab().toImage();
        f.mark(200, 400);
        f.goTo(0);
        QVERIFY(f.bar().grab().toImage() != before);
        f.window.trigger("clear-marks");
        QTRY_COMPARE(f.bar().grab().toImage(), before);
    }

    void theSeekBarHasAMenu()
    {
        Fixture f;
        const QPoint middle = f.bar().rect().center();
        QMenu *menu = f.menuAt(middle);
        QVERIFY(menu && menu->isVisible());
        QAction *go = f.entry(menu, QStringLiteral("Go to frame "));
        QVERIFY(go);
        const std::int64_t place = go->text().section(QLatin1Char(' '), 3, 3).toLongLong();
        QVERIFY(std::abs(place - 300) <= 2);
        go->trigger();
        QTRY_COMPARE(f.shown(), place);
        f.entry(menu, QStringLiteral("Mark from here"))->trigger();
        QCOMPARE(f.bar().marks().in.value_or(-1), place);
        f.entry(menu, QStringLiteral("Mark to here"))->trigger();
        QCOMPARE(f.bar().marks(), (Marks{place, place}));
        menu->close();
    }

    void aClickOnTheTimeAsksWhereTo()
    {
        Fixture f;
        QLabel *time = nullptr;
        for (QLabel *label : f.window.window().transport().findChildren<QLabel *>())
            time = label->accessibleName() == QLatin1String("Time") ? label : time;
        QVERIFY(time);
        QTest::mouseClick(time, Qt::LeftButton);
        auto *dialog = f.window.window().findChild<GoToDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
    }
};

QTEST_MAIN(MarksTest)
#include "tst_marks.moc"
