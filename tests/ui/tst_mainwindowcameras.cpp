// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameras.h"
#include "tests/support/fakecamera.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/sourcespanel.h"
#include "ui/dockset.h"
#include "ui/mainwindow.h"
#include "ui/session.h"
#include "ui/video/videoview.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>

#include <algorithm>
#include <memory>

using namespace sightglass;
using test::FakeCamera;
using test::FakeCameraRoot;
using Phase = SourceState::Phase;

namespace
{

/// A window over the real sources, and a camera on a fake of the kernel's side.
struct Fixture
{
    explicit Fixture(test::FakeCameraScript script = {})
        : camera(root, std::move(script))
    {
        camera.plugIn(0);
        restart();
    }

    void restart()
    {
        window.reset();
        window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(makeFrameSource,
                                       test::SyntheticDetector::factory(std::make_shared<test::SyntheticModel>())),
            openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        window->resize(1280, 720);
        window->show();
    }
    SourceLane &lane() const { return window->lane(); }
    SourcesPanel *panel() const { return window->docks().sources; }
    QComboBox *modes() const
    {
        return panel()->findChild<QWidget *>(QStringLiteral("cameraMode"))->findChild<QComboBox *>();
    }
    QSize size() const
    {
        const cv::Mat &image = lane().presentation().frame.image;
        return {image.cols, image.rows};
    }
    bool plays(const QSize &pixels) const { return lane().sourceState().phase == Phase::Playing && size() == pixels; }
    /// By the keyboard, in the list of those that are there.
    void openFromList() const
    {
        auto *tree = panel()->findChild<QTreeWidget *>();
        tree->setCurrentItem(tree->topLevelItem(1)->child(0));
        QTest::keyClick(tree, Qt::Key_Return);
    }
    void choose(const QString &mode) const
    {
        const int wanted = modes()->findData(mode);
        QVERIFY(wanted >= 0);
        modes()->setFocus();
        while (modes()->currentIndex() < wanted)
            QTest::keyClick(modes(), Qt::Key_Down);
        while (modes()->currentIndex() > wanted)
            QTest::keyClick(modes(), Qt::Key_Up);
    }

    QTemporaryDir folder;
    const FakeCameraRoot root;
    FakeCamera camera;
    std::unique_ptr<MainWindow> window; ///< Ends before the camera does.
};

} // namespace

class MainWindowCamerasTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aModeIsChosenLiveAndRemembered();
    void theMenuHasTheModesToo();
    void aModeThatTheCameraRefusesIsNotRemembered();
    void aSessionNamesCameraAndMode();
    void unpluggingIsToldAndPassesByItself();
    void whatTheDriverGivesInsteadIsTold();
    void theMeasuredRateIsShown();
};

void MainWindowCamerasTest::aModeIsChosenLiveAndRemembered()
{
    Fixture f;
    f.openFromList();
    QTRY_VERIFY(f.plays({1280, 720}));
    QVERIFY(f.window->windowTitle().startsWith(QLatin1String("HD Webcam 1A2B")));
    QVERIFY2(f.modes()->currentText().startsWith(QLatin1String("Automatic (1280 x 720, 30/s, mjpeg)")),
             qPrintable(f.modes()->currentText()));
    f.choose(QStringLiteral("640x480@30,yuyv422"));
    QTRY_VERIFY(f.plays({640, 480}) && f.lane().sourceInfo().cameraMode.format == "yuyv422");
    QVERIFY(f.modes()->isVisibleTo(f.panel()));
    QCOMPARE(f.modes()->currentText(), QStringLiteral("640 x 480, 30/s, yuyv422"));
    QCOMPARE(f.window->settings().source.cameraModes.value(f.camera.byId()), QStringLiteral("640x480@30,yuyv422"));
    // However it was opened, it is one camera.
    QCOMPARE(f.window->settings().source.recent.size(), 1);

    // At the next start, under another number.
    f.camera.plugIn(3);
    f.restart();
    f.openFromList();
    QTRY_VERIFY(f.plays({640, 480}));
    QCOMPARE(f.modes()->currentData().toString(), QStringLiteral("640x480@30,yuyv422"));
    // A number alone asks for what was chosen; what is said with it goes above that, once.
    f.window->openSource({SourceKind::Camera, f.camera.device() + QStringLiteral(",1280x720")});
    QTRY_VERIFY(f.plays({1280, 720}));
    f.window->openSource({SourceKind::Camera, f.camera.device()});
    QTRY_VERIFY(f.plays({640, 480}));

    f.choose(QString());
    QTRY_VERIFY(f.plays({1280, 720}));
    QVERIFY(f.window->settings().source.cameraModes.isEmpty());
}

void MainWindowCamerasTest::theMenuHasTheModesToo()
{
    Fixture f;
    QMenu *cameras = nullptr;
    for (QMenu *menu : f.window->findChildren<QMenu *>()) {
        if (menu->title() == QLatin1String("Open c&amera"))
            cameras = menu;
    }
    QVERIFY(cameras);
    const auto fill = [cameras] { Q_EMIT cameras->aboutToShow(); };
    fill();
    QCOMPARE(cameras->actions().size(), 1);
    QVERIFY(cameras->actions().first()->text().startsWith(QLatin1String("HD Webcam (")));
    cameras->actions().first()->trigger();
    QTRY_VERIFY(f.plays({1280, 720}));
    fill();
    fill(); // Anew each time.
    QMenu *modes = cameras->actions().last()->menu();
    QVERIFY(modes);
    QCOMPARE(modes->title(), QStringLiteral("&Mode of HD Webcam"));
    QCOMPARE(modes->actions().size(), 5);
    QVERIFY(modes->actions().first()->isChecked());
    modes->actions().at(2)->trigger();
    QTRY_VERIFY(f.plays({640, 480}));
    QCOMPARE(f.modes()->currentData().toString(), QStringLiteral("640x480@30,mjpeg"));
    QCOMPARE(f.window->settings().source.cameraModes.value(f.camera.byId()), QStringLiteral("640x480@30,mjpeg"));
    fill();
    QVERIFY(cameras->actions().last()->menu()->actions().at(2)->isChecked());
}

void MainWindowCamerasTest::aModeThatTheCameraRefusesIsNotRemembered()
{
    Fixture f;
    f.openFromList();
    QTRY_VERIFY(f.plays({1280, 720}));
    f.camera.setTaken(true);
    f.choose(QStringLiteral("640x480@15,mjpeg"));
    QTRY_VERIFY(f.lane().sourceState().phase == Phase::Failed);
    QVERIFY(f.window->settings().source.cameraModes.isEmpty());
    // Another can be chosen all the same.
    QVERIFY(f.modes()->isVisibleTo(f.panel()));
    f.camera.setTaken(false);
    f.choose(QString());
    QTRY_VERIFY(f.plays({1280, 720}));
}

void MainWindowCamerasTest::aSessionNamesCameraAndMode()
{
    Fixture f;
    f.window->openSource({SourceKind::Camera, f.camera.device() + QStringLiteral(",640x480@15")});
    QTRY_VERIFY(f.plays({640, 480}));
    const QString path = f.folder.filePath(QStringLiteral("desk.sightglass"));
    f.window->saveSessionTo(path);
    const auto session = readSession(path);
    QVERIFY(session.ok());
    QCOMPARE(session->sources.first().spec.location, f.camera.byId() + QStringLiteral(",640x480@15"));
    f.camera.plugIn(6);
    f.restart();
    f.window->openSessionFile(path);
    QTRY_VERIFY(f.plays({640, 480}));
    QCOMPARE(f.lane().sourceInfo().cameraMode.rate, (Rational{15, 1}));
}

void MainWindowCamerasTest::unpluggingIsToldAndPassesByItself()
{
    Fixture f;
    f.openFromList();
    QTRY_VERIFY(f.plays({1280, 720}));
    f.camera.unplug();
    QTRY_VERIFY(f.lane().sourceState().unplugged);
    const auto isTold = [](const QWidget *where, const QString &text) {
        const QList<QLabel *> labels = where->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisibleTo(where) && label->text().contains(text);
        });
    };
    const QWidget *view = &f.window->view();
    QTRY_VERIFY(isTold(view, QStringLiteral("HD Webcam 1A2B is unplugged")));
    QVERIFY(isTold(f.panel(), QStringLiteral("Unplugged: it goes on when it is plugged in again")));
    f.camera.plugIn(1);
    QTRY_VERIFY(f.lane().sourceState().phase == Phase::Playing);
    QTRY_VERIFY(!isTold(view, QStringLiteral("is unplugged")));
    QTRY_VERIFY(f.window->docks().messages->texts(10).join(QLatin1Char('\n')).contains(QLatin1String("is back after")));
}

void MainWindowCamerasTest::whatTheDriverGivesInsteadIsTold()
{
    Fixture f({.modes = {{"mjpeg", {640, 480}, {30, 1}}, {"mjpeg", {1280, 720}, {30, 1}}}, .alwaysFirst = true});
    f.openFromList();
    QTRY_VERIFY(f.plays({640, 480}));
    QVERIFY(f.window->docks()
                .messages->texts(10)
                .join(QLatin1Char('\n'))
                .contains(QLatin1String("The camera gives 640 x 480 instead of 1280 x 720.")));
}

void MainWindowCamerasTest::theMeasuredRateIsShown()
{
    Fixture f({.slowness = 3.0}); // As in the dark.
    f.openFromList();
    QTRY_VERIFY(f.plays({1280, 720}));
    const auto *rate = f.panel()->findChild<QLabel *>(QStringLiteral("cameraRate"));
    const auto measured = [rate] { return rate->text().section(QLatin1Char('/'), 0, 0).toDouble(); };
    QTRY_VERIFY(measured() > 0.0 && measured() < 20.0);
    QVERIFY2(rate->text().contains(QLatin1String("30/s announced")), qPrintable(rate->text()));
    QVERIFY(rate->isVisibleTo(f.panel()));
}

QTEST_MAIN(MainWindowCamerasTest)
#include "tst_mainwindowcameras.moc"
