// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefolder.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/analysisrow.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/mainwindow.h"
#include "ui/preferencesdialog.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"
#include "ui/widgets/elidedlabel.h"

#include <QAction>
#include <QCheckBox>
#include <QFile>
#include <QTemporaryDir>
#include <QToolButton>

#include <atomic>

using namespace sightglass;
using namespace sightglass::test;
using State = Analysis::State;

namespace
{

/// A window whose pipeline keeps what its synthetic model sees of files that are there for their names alone.
struct Fixture
{
    explicit Fixture(const SyntheticScript &script = {.size = {640, 240}, .frames = 60},
                     std::optional<SyntheticScript> analysed = {})
    {
        // Frames but the first wait to be let through.
        model->onPicture = [this](std::int64_t number) {
            if (number > 0 && isHeld)
                go.acquire();
        };
        window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(SyntheticSource::factory(script), SyntheticDetector::factory(model),
                                       std::optional<PlanMemory>(),
                                       StoreFolder(folder.filePath(QStringLiteral("results"))),
                                       SyntheticSource::factory(analysed.value_or(script))),
            openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        window->resize(1280, 720);
        window->show();
        window->openModel({.location = QStringLiteral("synthetic"), .workers = 2});
    }
    ~Fixture() { letGo(); }

    void openPaused(const QString &name = QStringLiteral("clip.mp4"))
    {
        const QString path = folder.filePath(name);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(name.toUtf8());
        file.close();
        SourceLane &lane = window->lane();
        lane.open({SourceKind::VideoFile, path}, true);
        QTRY_VERIFY(lane.presentation().isSynced() && !lane.presentation().result().detections.empty());
        QTRY_VERIFY(window->pipeline().analysis(static_cast<std::size_t>(lane.number())).isPossible());
    }
    void letGo()
    {
        isHeld = false;
        go.release(10000);
    }
    QAction *action() { return window->actions()[ActionId::AnalyseClip]; }
    Analysis &analysis() { return window->pipeline().analysis(); }
    AnalysisRow *row() { return window->findChild<AnalysisRow *>(); }
    QString text() { return row()->findChild<ElidedLabel *>(QStringLiteral("analysisText"))->fullText(); }
    QToolButton *button(const char *name) { return row()->findChild<QToolButton *>(QLatin1String(name)); }
    void setAutomatic()
    {
        window->actions()[ActionId::Preferences]->trigger();
        auto *dialog = window->findChild<PreferencesDialog *>();
        dialog->findChild<QCheckBox *>(QStringLiteral("analysesFiles"))->click();
        dialog->close();
    }

    QTemporaryDir folder;
    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    std::atomic<bool> isHeld{false};
    std::counting_semaphore<> go{0};
    std::unique_ptr<MainWindow> window;
};

} // namespace

/// Analyses of clips, in the real window.
class MainWindowAnalysisTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void analysesTheClip()
    {
        Fixture f;
        QVERIFY(!f.action()->isEnabled());
        QVERIFY(!f.row()->isVisible());
        f.openPaused();
        QVERIFY(f.action()->isEnabled());
        QVERIFY(!f.action()->isChecked());
        f.isHeld = true;
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        QTest::keyClick(f.window.get(), Qt::Key_A);
        QVERIFY(f.action()->isChecked());
        QTRY_VERIFY(f.row()->isVisible());
        QCOMPARE(f.text(), QStringLiteral("Analysing synthetic"));
        QVERIFY(f.button("analysisPause")->isVisible());
        f.letGo();
        QTRY_COMPARE(f.text(), QStringLiteral("Analysed: 60 frames"));
        QVERIFY(f.row()->isVisible());
        QVERIFY(!f.button("analysisPause")->isVisible());
        QVERIFY(!f.action()->isChecked());
        QVERIFY(f.action()->isEnabled());
        // Of another source there is nothing to tell.
        f.window->lane().close();
        QTRY_VERIFY(!f.row()->isVisible());
        QVERIFY(!f.action()->isEnabled());
    }

    void pausesAndCancels()
    {
        Fixture f;
        f.openPaused();
        f.isHeld = true;
        f.action()->trigger();
        QTRY_VERIFY(f.row()->isVisible());
        f.button("analysisPause")->click();
        QCOMPARE(f.analysis().state(), State::Paused);
        QCOMPARE(f.text(), QStringLiteral("Analysis of synthetic is paused"));
        QVERIFY(!f.action()->isChecked());
        f.action()->trigger();
        QCOMPARE(f.analysis().state(), State::Running);
        QVERIFY(f.action()->isChecked());
        f.action()->trigger();
        QCOMPARE(f.analysis().state(), State::Paused);
        f.button("analysisPause")->click();
        QCOMPARE(f.analysis().state(), State::Running);
        f.button("analysisCancel")->click();
        QCOMPARE(f.analysis().state(), State::Idle);
        QVERIFY(!f.row()->isVisible());
        QVERIFY(!f.action()->isChecked());
        f.letGo();
        f.action()->trigger();
        QTRY_COMPARE(f.text(), QStringLiteral("Analysed: 60 frames"));
    }

    void tellsOfFramesThatAreMissing()
    {
        Fixture f({.size = {640, 240}, .frames = 60, .damaged = {10, 11}});
        f.openPaused();
        f.model->failAt = 20;
        f.action()->trigger();
        QTRY_COMPARE(f.text(), QStringLiteral("Analysed: 57 frames; 2 could not be read; the model failed on 1"));
        QVERIFY(f.window->docks().messages->texts(20).join(QLatin1Char('|')).contains(QLatin1String("failed")));
    }

    void tellsWhyItFailed()
    {
        Fixture f({.size = {640, 240}, .frames = 60}, SyntheticScript{.size = {640, 240}, .frames = 60, .failAt = 5});
        f.openPaused();
        f.action()->trigger();
        QTRY_COMPARE(f.text(), QStringLiteral("The synthetic source failed."));
        QVERIFY(!f.action()->isChecked());
        QVERIFY(f.window->docks().messages->texts(20).join(QLatin1Char('|')).contains(f.text()));
    }

    void isAboutTheChosenTile()
    {
        Fixture f;
        f.openPaused();
        f.isHeld = true;
        f.action()->trigger();
        QVERIFY(f.action()->isChecked());
        f.window->actions()[ActionId::AddTile]->trigger();
        QVERIFY(!f.action()->isChecked());
        QVERIFY(!f.action()->isEnabled());
        QVERIFY(f.row()->isVisible()); // What goes on elsewhere is told all the same, and can be ended.
        f.button("analysisCancel")->click();
        QCOMPARE(f.analysis().state(), State::Idle);
    }

    void analysesByItselfWhenNothingPlays()
    {
        Fixture f;
        f.openPaused();
        QVERIFY(!f.window->settings().source.analyses);
        f.isHeld = true;
        f.setAutomatic();
        QVERIFY(f.window->settings().source.analyses);
        QTRY_VERIFY_WITH_TIMEOUT(f.analysis().isActive(), 20000);
        f.button("analysisCancel")->click();
        f.letGo();
        // Not this one again, though it is the first in line, but the other one.
        f.window->actions()[ActionId::AddTile]->trigger();
        f.openPaused(QStringLiteral("other.mp4"));
        f.window->grid().choose(*f.window->grid().tiles().first());
        QTRY_COMPARE_WITH_TIMEOUT(f.window->pipeline().analysis(1).state(), State::Done, 20000);
        QCOMPARE(f.analysis().state(), State::Idle);
        f.window->shutdown();
        const auto file = openSettings(f.folder.filePath(QStringLiteral("settings.ini")));
        QVERIFY(loadSettings(*file.store).source.analyses);
    }

    void whatBeganByItselfGivesWay()
    {
        Fixture f({.size = {640, 240}, .frames = 100000, .frameRate = {500, 1}});
        f.model->delayMs = 10;
        f.openPaused();
        f.setAutomatic();
        QTRY_VERIFY_WITH_TIMEOUT(f.analysis().state() == State::Running, 20000);
        f.window->lane().play();
        // The model is too slow for all that plays.
        QTRY_COMPARE_WITH_TIMEOUT(f.analysis().state(), State::Paused, 20000);
        f.window->lane().pause();
        QTRY_COMPARE_WITH_TIMEOUT(f.analysis().state(), State::Running, 20000);
        f.setAutomatic();
        QCOMPARE(f.analysis().state(), State::Idle);
    }

    void endsWithTheWindow()
    {
        Fixture f({.size = {640, 240}, .frames = 100000});
        f.openPaused();
        f.action()->trigger();
        QTRY_VERIFY(f.window->lane().store()->count() > 20);
        QVERIFY(f.window->shutdown());
    }
};

QTEST_MAIN(MainWindowAnalysisTest)
#include "tst_mainwindowanalysis.moc"
