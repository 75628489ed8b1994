// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/gridwindow.h"
#include "ui/actions.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/exports/exportcontroller.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/transportbar.h"
#include "ui/video/noticecard.h"
#include "ui/video/startpage.h"
#include "ui/video/tile.h"
#include "ui/video/tilebar.h"
#include "ui/video/tileoverlay.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>

using namespace sightglass;
using test::file;
using Window = test::GridWindow;

namespace
{

using Phase = SourceState::Phase;

} // namespace

/// Several sources in one window: each has its own picture, and the instruments are about the one that is chosen.
class MainWindowGridTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void oneSourceHasNoGrid()
    {
        Window window;
        QCOMPARE(window.grid().tiles().size(), 1);
        QVERIFY(!window.grid().isFramed());
        QVERIFY(window.tile(0).bar().isHidden());
        QCOMPARE(window->view().size(), window.grid().size());
        QVERIFY(window->findChild<StartPage *>()->isVisible());
    }

    void eachSourceHasATileOfItsOwn()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4"), file("ccc.mp4")});
        QCOMPARE(window.grid().tiles().size(), 3);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(window.tile(i).isVisible());
            QVERIFY(window.tile(i).bar().isVisible());
            QTRY_VERIFY(!window.tile(i).view().presentation().isNull());
            QCOMPARE(window.tile(i).view().presentation().frame.id.source, i);
        }
        QTRY_VERIFY(window.tile(1).bar().text().startsWith(QStringLiteral("bb.mp4")));
        // Two by two, without gaps or overlaps.
        QCOMPARE(window.tile(0).geometry().right() + 1, window.tile(1).geometry().left());
        QCOMPARE(window.tile(0).geometry().bottom() + 1, window.tile(2).geometry().top());
        QVERIFY(&window.grid().current() == &window.tile(0));
    }

    void instrumentsAreAboutTheChosenOne()
    {
        Window window;
        window.open({file("a.mp4"), file("long.mp4")});
        QVERIFY(window.isNamed("a.mp4"));
        QCOMPARE(window->exporter().requestOfDisplay().source.location, QStringLiteral("a.mp4"));
        QTest::mouseClick(&window.tile(1).view(), Qt::LeftButton);
        QVERIFY(window.isNamed("long.mp4"));
        QVERIFY(&window->lane() == &window.tile(1).lane());
        QVERIFY(&window->view() == &window.tile(1).view());
        QVERIFY(window.tile(1).view().hasFocus());
        QCOMPARE(window->exporter().requestOfDisplay().source.location, QStringLiteral("long.mp4"));
        QCOMPARE(window->transport().seekBar().frameCount(), 800);
        window.key(Qt::Key_Space);
        QVERIFY(window.tile(1).lane().isPaused());
        QVERIFY(!window.tile(0).lane().isPaused());
        window.key(Qt::Key_End);
        QTRY_COMPARE(window.tile(1).lane().presentation().frame.id.index, 799);
        window.key(Qt::Key_1);
        QVERIFY(window.isNamed("a.mp4"));
        QCOMPARE(window->transport().seekBar().frameCount(), 500);
        window.key(Qt::Key_7);
        QVERIFY(window.isNamed("a.mp4"));
    }

    void tabGoesFromPictureToPicture()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        QTRY_VERIFY(window.tile(0).view().hasFocus());
        window.tile(1).view().setFocus(Qt::TabFocusReason);
        QVERIFY(window.isNamed("bb.mp4"));
    }

    void whatIsOpenedComesInTheChosenTile()
    {
        Window window;
        window.open({file("a.mp4")});
        window.action(ActionId::AddTile)->trigger();
        QCOMPARE(window.grid().tiles().size(), 2);
        QVERIFY(!window->findChild<StartPage *>()->isVisible());
        QVERIFY(window.tile(1).findChild<TileOverlay *>()->text().startsWith(QStringLiteral("Nothing is open here")));
        window->openSource(file("bb.mp4"));
        QTRY_VERIFY(!window.tile(1).lane().presentation().isNull());
        QCOMPARE(window.name(0), QStringLiteral("a.mp4"));
        QCOMPARE(window.name(1), QStringLiteral("bb.mp4"));
        QCOMPARE(window->settings().source.recent.size(), 2);
    }

    void marksSpeedAndSelectionStayWithTheirSource()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        window.action(ActionId::PlayPause)->trigger();
        window.action(ActionId::ToStart)->trigger();
        QTRY_COMPARE(window->lane().presentation().frame.id.index, 0);
        window.action(ActionId::MarkIn)->trigger();
        window.action(ActionId::Faster)->trigger();
        QVERIFY(!window->transport().seekBar().marks().isEmpty());
        window.key(Qt::Key_2);
        QVERIFY(window->transport().seekBar().marks().isEmpty());
        QCOMPARE(window->lane().speed(), 1.0);
        window.key(Qt::Key_1);
        QVERIFY(!window->transport().seekBar().marks().isEmpty());
        QVERIFY(window->lane().speed() > 1.0);
    }

    void flowAndLoopAreThoseOfAll()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        window.action(ActionId::PolicyEveryFrame)->trigger();
        window.action(ActionId::Loop)->trigger();
        window.action(ActionId::AddTile)->trigger();
        for (int i = 0; i < 3; ++i) {
            QVERIFY(window.tile(i).lane().flow().policy == FlowPolicy::EveryFrame);
            QVERIFY(window.tile(i).lane().loop());
        }
    }

    void tuningIsForAllOrForOne()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        const auto tune = [&window](float confidence) {
            Thresholds thresholds = window->lane().thresholds();
            thresholds.confidence = confidence;
            window->setThresholds(thresholds);
        };
        const auto confidence = [&window](int place) { return window.tile(place).lane().thresholds().confidence; };
        tune(0.61f);
        QCOMPARE(confidence(0), 0.61f);
        QCOMPARE(confidence(1), 0.61f);
        window.action(ActionId::TuneAll)->trigger();
        tune(0.72f);
        QCOMPARE(confidence(0), 0.72f);
        QCOMPARE(confidence(1), 0.61f);
        window.key(Qt::Key_2);
        QVERIFY(!window.action(ActionId::Undo)->isEnabled());
        tune(0.33f);
        window.action(ActionId::Undo)->trigger();
        QCOMPARE(confidence(1), 0.61f);
        QCOMPARE(confidence(0), 0.72f);
        window.action(ActionId::TuneAll)->trigger();
        QCOMPARE(confidence(0), 0.61f);
        window.action(ActionId::AddTile)->trigger();
        QCOMPARE(confidence(2), 0.61f);
        // Nor is one that is taken once more tuned as it was before.
        window.action(ActionId::TuneAll)->trigger();
        tune(0.11f);
        window.action(ActionId::CloseSource)->trigger();
        window.action(ActionId::AddTile)->trigger();
        QCOMPARE(confidence(2), 0.61f);
    }

    void oneFillsTheGrid()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        QTest::mouseDClick(&window.tile(1).view(), Qt::LeftButton);
        QVERIFY(window.grid().shape() == GridShape::One);
        QVERIFY(window.action(ActionId::GridOne)->isChecked());
        QVERIFY(!window.tile(0).isVisible());
        QCOMPARE(window.tile(1).size(), window.grid().size());
        window.key(Qt::Key_1);
        QVERIFY(window.tile(0).isVisible());
        QVERIFY(!window.tile(1).isVisible());
        QVERIFY(!window.action(ActionId::FullScreen)->isChecked());
        window.key(Qt::Key_G);
        QVERIFY(window.tile(0).isVisible() && window.tile(1).isVisible());
        QVERIFY(window.action(ActionId::GridAutomatic)->isChecked());
        // Room for more is shown at once.
        window.key(Qt::Key_G);
        window.action(ActionId::AddTile)->trigger();
        QVERIFY(window.tile(0).isVisible() && window.tile(2).isVisible());
    }

    void barsAreDraggedToChangePlaces()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        TileBar &bar = window.tile(0).bar();
        const QPoint target = bar.mapFromGlobal(window.tile(1).mapToGlobal(window.tile(1).rect().center()));
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(5, 5));
        QTest::mouseMove(&bar, QPoint(60, 5));
        QTest::mouseMove(&bar, target);
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, target);
        QCOMPARE(window.name(0), QStringLiteral("bb.mp4"));
        QCOMPARE(window.name(1), QStringLiteral("a.mp4"));
        QVERIFY(window.isNamed("a.mp4"));
        QVERIFY(window.tile(0).x() < window.tile(1).x());
    }

    void whatIsClosedLeavesItsPlace()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4"), file("live")});
        SourceLane *second = &window.tile(1).lane();
        second->setSpeed(4.0);
        window.key(Qt::Key_2);
        window.action(ActionId::CloseSource)->trigger();
        QCOMPARE(window.grid().tiles().size(), 2);
        QVERIFY(window.isNamed("live"));
        QTRY_VERIFY(second->sourceState().phase == Phase::Empty);
        // Its lane is taken for the next one.
        window.action(ActionId::AddTile)->trigger();
        QVERIFY(&window->lane() == second);
        QCOMPARE(second->speed(), 1.0);
        QCOMPARE(window->pipeline().laneCount(), std::size_t{3});
        window->openSource(file("dddd.mp4"));
        QTRY_VERIFY(!window->lane().presentation().isNull());
        QCOMPARE(window->settings().source.recent.size(), 4);
        for (int i = 0; i < 4; ++i)
            window.action(ActionId::CloseSource)->trigger();
        QCOMPARE(window.grid().tiles().size(), 1);
        QTRY_VERIFY(window->findChild<StartPage *>()->isVisible());
        QVERIFY(!window.action(ActionId::CloseSource)->isEnabled());
        QVERIFY(!window.grid().isFramed());
    }

    void shapesKeepRoom()
    {
        Window window;
        window.open({file("a.mp4")});
        window.action(ActionId::GridTwoByTwo)->trigger();
        QVERIFY(window.tile(0).bar().isVisible());
        QCOMPARE(window.tile(0).width(), window.grid().width() / 2);
        // A click where nothing is yet.
        QTest::mouseClick(&window.grid(), Qt::LeftButton, {},
                          QPoint(window.grid().width() * 3 / 4, window.grid().height() * 3 / 4));
        QCOMPARE(window.grid().tiles().size(), 2);
        QVERIFY(&window.grid().current() == &window.tile(1));
        // More than there is room for makes more room.
        for (int i = 0; i < 4; ++i)
            window.action(ActionId::AddTile)->trigger();
        QCOMPARE(window.tile(0).width(), window.grid().width() / 3);
        window.restart();
        QVERIFY(window.action(ActionId::GridTwoByTwo)->isChecked());
        QVERIFY(window.grid().shape() == GridShape::TwoByTwo);
    }

    void moreThanThereIsRoomForAreTold()
    {
        Window window;
        QList<SourceSpec> many;
        for (int i = 0; i < mostTiles + 2; ++i)
            many.append(file("a.mp4"));
        window->openSources(many);
        QCOMPARE(window.grid().tiles().size(), qsizetype{mostTiles});
        QVERIFY(!window.action(ActionId::AddTile)->isEnabled());
        QVERIFY(window->notices().isVisible());
        for (Tile *tile : window.grid().tiles())
            QTRY_VERIFY(!tile->lane().presentation().isNull());
    }

    void dropsComeWhereTheyAreLetGo()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        QTemporaryDir folder;
        QStringList paths;
        for (const char *name : {"x.mp4", "y.mp4"}) {
            paths.append(folder.filePath(QLatin1String(name)));
            QFile made(paths.last());
            QVERIFY(made.open(QFile::WriteOnly));
        }
        const Tile &second = window.tile(1);
        window.drop(paths, second.mapTo(second.window(), second.rect().center()));
        QCOMPARE(window.grid().tiles().size(), 3);
        QTRY_COMPARE(window.name(1), paths.at(0));
        QTRY_COMPARE(window.name(2), paths.at(1));
        QCOMPARE(window.name(0), QStringLiteral("a.mp4"));
    }

    void oneThatFailsHarmsNoOther()
    {
        Window window;
        window.open({file("a.mp4"), file("live")});
        window.action(ActionId::AddTile)->trigger();
        window->openSource(file("broken.mp4"));
        QTRY_VERIFY(window.tile(2).lane().sourceState().phase == Phase::Failed);
        QCOMPARE(window->docks().messages->count(), 1);
        QVERIFY(window.tile(1).lane().sourceState().phase == Phase::Playing);
        window.key(Qt::Key_1);
        QVERIFY(window.isNamed("a.mp4"));
        // Its own button is about itself, whichever was chosen.
        QSignalSpy states(&window.tile(2).lane(), &SourceLane::sourceStateChanged);
        for (QPushButton *button : window.tile(2).findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == QLatin1String("Try again"))
                button->click();
        }
        QVERIFY(window.isNamed("broken.mp4"));
        QTRY_COMPARE(states.size(), 2);
        QVERIFY(window.tile(2).lane().sourceState().phase == Phase::Failed);
        const std::uint64_t before = window.tile(1).lane().statistics().display.count;
        QTRY_VERIFY(window.tile(1).lane().statistics().display.count > before);
    }

    void wordsAreSaidOverTheChosenOne()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        window.key(Qt::Key_2);
        window.action(ActionId::CopyPicture)->trigger();
        QTRY_VERIFY(!window.tile(1).view().said().isEmpty());
        QVERIFY(window.tile(0).view().said().isEmpty());
    }
};

QTEST_MAIN(MainWindowGridTest)
#include "tst_mainwindowgrid.moc"
