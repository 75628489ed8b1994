// SPDX-License-Identifier: Apache-2.0
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/mainwindow.h"
#include "ui/preferencesdialog.h"
#include "ui/session.h"
#include "ui/video/noticecard.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"

#include <QAction>
#include <QCheckBox>
#include <QDockWidget>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

using namespace sightglass;

namespace
{

/// A window over synthetic sources whose settings lie in a folder.
class Window
{
public:
    explicit Window(const QTemporaryDir &folder)
    {
        const FrameSourceFactory sources = [](const SourceSpec &spec) {
            return std::make_unique<test::SyntheticSource>(test::SyntheticScript{
                .size = {640, 360}, .frames = 1000, .failInOpen = spec.location.endsWith(QLatin1String("gone.mp4"))});
        };
        m_window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(sources,
                                       test::SyntheticDetector::factory(std::make_shared<test::SyntheticModel>())),
            openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        m_window->resize(1280, 720);
        m_window->show();
    }

    MainWindow *operator->() { return m_window.get(); }
    SourceLane &lane(int place) { return m_window->grid().tiles().at(place)->lane(); }
    /// Or the other way, in Preferences.
    void chooseReopening()
    {
        m_window->actions()[ActionId::Preferences]->trigger();
        auto *dialog = m_window->findChild<PreferencesDialog *>();
        QVERIFY(dialog);
        dialog->findChild<QCheckBox *>(QStringLiteral("reopens"))->click();
        dialog->close();
    }
    bool isSettled(int tiles)
    {
        const auto &all = m_window->grid().tiles();
        return all.size() == tiles && std::all_of(all.begin(), all.end(), [](const Tile *tile) {
                   return !tile->lane().presentation().isNull();
               });
    }

private:
    std::unique_ptr<MainWindow> m_window;
};

QList<SourceSpec> files(const QTemporaryDir &folder, const QStringList &names)
{
    QList<SourceSpec> specs;
    for (const QString &name : names)
        specs.append({SourceKind::VideoFile, folder.filePath(name)});
    return specs;
}

} // namespace

/// What was open is taken up again where it was left.
class MainWindowSessionTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isTakenUpInAnotherWindow()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("day.sightglass"));
        {
            Window window(folder);
            window->openModel({folder.filePath(QStringLiteral("synthetic.pt"))});
            window->openSources(files(folder, {QStringLiteral("a.mp4"), QStringLiteral("b.mp4")}));
            QTRY_VERIFY(window.isSettled(2));
            window->actions()[ActionId::TuneAll]->trigger();
            window->actions()[ActionId::ChooseTile2]->trigger();
            window.lane(1).pause();
            window.lane(1).seek(321);
            window.lane(0).setSpeed(2.0);
            QTRY_COMPARE(window.lane(1).presentation().frame.id.index, 321);
            Thresholds thresholds = window->lane().thresholds();
            thresholds.confidence = 0.55f;
            window->setThresholds(thresholds);
            window->actions()[ActionId::LayoutReview]->trigger();
            window->actions()[ActionId::PolicyEveryFrame]->trigger();
            window->actions()[ActionId::GridOne]->trigger();
            window->saveSessionTo(path);
            QCOMPARE(window->docks().messages->count(), 0);
        }
        const QTemporaryDir other;
        Window window(other);
        window->openSource({SourceKind::VideoFile, QStringLiteral("/something/else.mp4")});
        QTRY_VERIFY(window.isSettled(1));
        // As any other file: by the command line, a drop or a dialog.
        window->openSource(SourceSpec::fromPath(path));
        QTRY_VERIFY(window.isSettled(2));
        QCOMPARE(window.lane(0).sourceInfo().spec.location, folder.filePath(QStringLiteral("a.mp4")));
        QCOMPARE(window.lane(1).sourceInfo().spec.location, folder.filePath(QStringLiteral("b.mp4")));
        QVERIFY(&window->lane() == &window.lane(1));
        QTRY_COMPARE(window.lane(1).presentation().frame.id.index, 321);
        QVERIFY(window.lane(1).isPaused());
        QVERIFY(!window.lane(0).isPaused());
        QCOMPARE(window.lane(0).speed(), 2.0);
        QTRY_COMPARE(window->pipeline().model().descriptor().location, folder.filePath(QStringLiteral("synthetic.pt")));
        QTRY_COMPARE(window.lane(1).thresholds().confidence, 0.55f);
        QVERIFY(window.lane(0).thresholds().confidence != 0.55f);
        QVERIFY(window.lane(0).flow().policy == FlowPolicy::EveryFrame);
        QVERIFY(window->grid().shape() == GridShape::One);
        QVERIFY(window->grid().tiles().at(1)->isVisible() && !window->grid().tiles().at(0)->isVisible());
        QVERIFY(!window->actions()[ActionId::TuneAll]->isChecked());
        QVERIFY(window->docks()[DockId::Detections]->isVisible());
        const Session again = window->session();
        QCOMPARE(again.sources.size(), 2);
        QCOMPARE(again.chosen, 1);
        QCOMPARE(again.sources.at(1).frame, 321);
    }

    void aPlaceIsTakenUpInItsOwnSourceAlone()
    {
        const QTemporaryDir folder;
        Window window(folder);
        Session session;
        SessionSource &gone = session.sources.emplace_back();
        gone.spec = {SourceKind::VideoFile, folder.filePath(QStringLiteral("gone.mp4"))};
        gone.frame = 500;
        gone.paused = true;
        window->openSession(session);
        QTRY_VERIFY(window.lane(0).sourceState().phase == SourceState::Phase::Failed);
        window->openSource({SourceKind::VideoFile, folder.filePath(QStringLiteral("a.mp4"))});
        QTRY_VERIFY(window.isSettled(1));
        window.lane(0).pause();
        QVERIFY(window.lane(0).position() < 500);
    }

    void oneThatCannotBeReadChangesNothing()
    {
        const QTemporaryDir folder;
        Window window(folder);
        window->openSources(files(folder, {QStringLiteral("a.mp4")}));
        QTRY_VERIFY(window.isSettled(1));
        const QString path = folder.filePath(QStringLiteral("bad.sightglass"));
        QFile file(path);
        QVERIFY(file.open(QFile::WriteOnly) && file.write("{") == 1);
        file.close();
        window->openSource(SourceSpec::fromPath(path));
        QCOMPARE(window->docks().messages->count(), 1);
        QVERIFY(window->notices().isVisible());
        QCOMPARE(window->grid().tiles().size(), 1);
        QVERIFY(window.lane(0).sourceState().isActive());
    }

    void theLastOneComesBackForWhoWantsIt()
    {
        const QTemporaryDir folder;
        const auto open = [&folder] {
            Window window(folder);
            window->openSources(files(folder, {QStringLiteral("a.mp4"), QStringLiteral("b.mp4")}));
            QTRY_VERIFY(window.isSettled(2));
        };
        open();
        {
            Window window(folder);
            window->reopen();
            QCOMPARE(window->grid().tiles().size(), 1);
            QVERIFY(window->session().sources.isEmpty());
            window.chooseReopening();
            QVERIFY(window->settings().window.reopens);
        }
        open();
        {
            Window window(folder);
            window->reopen();
            QTRY_VERIFY(window.isSettled(2));
            QCOMPARE(window.lane(1).sourceInfo().spec.location, folder.filePath(QStringLiteral("b.mp4")));
            window.chooseReopening();
            QVERIFY(!window->settings().window.reopens);
        }
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("last.sightglass"))));
    }
};

QTEST_MAIN(MainWindowSessionTest)
#include "tst_mainwindowsession.moc"
