// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/exports/exportcontroller.h"
#include "ui/exports/exportrow.h"
#include "ui/screenshotsaver.h"
#include "ui/shortcutsdialog.h"
#include "ui/video/videoview.h"
#include "ui/widgets/valueslider.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUrl>

using namespace sightglass;
using test::WindowFixture;

class MainWindowTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void opensAndShowsBoxes();
    void confidenceShowsAtOnceWithoutTheModel();
    void keysTurnTheConfidence();
    void zoomBringsOtherPixels();
    void rowsAndBoxesHighlightEachOther();
    void exportsWhatIsOnDisplay();
    void cancelledExportLeavesNothing();
    void dropsOpenMediaAndModels();
    void layoutsComeBack();
    void tabsTellTheTitleOnce();
    void settingsComeBack();
    void rulesOfClassesComeBackWithTheirModel();
    void fullScreenShowsThePictureAlone();
    void screenshotHoldsTheBoxes();
    void thePictureIsCopiedWithBoxesAndWithout();
    void failuresAreMessages();
    void arrowsBelongToAFocusedSlider();
    void stepsAndSkips();
};

void MainWindowTest::opensAndShowsBoxes()
{
    WindowFixture fixture;
    fixture.open();
    // Of the three candidates (0.9, 0.5, 0.1) two pass the common threshold of 0.25.
    QTRY_VERIFY(fixture.isOnDisplay(2));
    QTRY_VERIFY(fixture.pixelsOf(0) > 20);
    QVERIFY(fixture.pixelsOf(1) > 20);
    QCOMPARE(fixture.pixelsOf(2), 0);
    // Boxes go with their tags.
    fixture.trigger("show-boxes");
    QCOMPARE(fixture.pixelsOf(0) + fixture.pixelsOf(1), 0);
    fixture.trigger("show-boxes");
    QVERIFY(fixture.window().windowTitle().contains(QStringLiteral("synthetic.mp4")));
}

void MainWindowTest::confidenceShowsAtOnceWithoutTheModel()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("play-pause");
    QTRY_VERIFY(fixture.isIdle());
    QVERIFY(fixture.isOnDisplay(2));
    const int calls = fixture.model().calls;
    const FrameId frame = fixture.pipeline().lane().presentation().frame.id;

    auto *slider = fixture.window().docks().tuning->findChild<ValueSlider *>();
    QVERIFY(slider);
    slider->slider()->setValue(60);
    QVERIFY(fixture.isOnDisplay(1));
    QCOMPARE(fixture.pixelsOf(1), 0);
    QVERIFY(fixture.pixelsOf(0) > 20);
    slider->slider()->setValue(5);
    QVERIFY(fixture.isOnDisplay(3));
    QVERIFY(fixture.pixelsOf(2) > 20);
    QCOMPARE(int(fixture.model().calls), calls);
    QVERIFY(fixture.pipeline().lane().presentation().frame.id == frame);
}

void MainWindowTest::keysTurnTheConfidence()
{
    WindowFixture fixture;
    fixture.trigger("confidence-up");
    QCOMPARE(fixture.pipeline().lane().thresholds().confidence, 0.26f);
    QCOMPARE(fixture.window().docks().tuning->thresholds().confidence, 0.26f);
    fixture.trigger("confidence-down");
    fixture.trigger("confidence-down");
    QCOMPARE(fixture.pipeline().lane().thresholds().confidence, 0.24f);
}

void MainWindowTest::zoomBringsOtherPixels()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("play-pause");
    VideoView &view = fixture.window().view();
    QTRY_COMPARE(fixture.pipeline().lane().presentation().image.size(), view.transform().visibleDevicePixels());
    QCOMPARE(fixture.pipeline().lane().presentation().region, QRect(0, 0, 640, 240));
    for (int i = 0; i < 6; ++i)
        fixture.trigger("zoom-in");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().region, view.transform().visibleSource());
    QVERIFY(fixture.pipeline().lane().presentation().region.width() < 640);
    fixture.trigger("zoom-fit");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().region, QRect(0, 0, 640, 240));
}

void MainWindowTest::rowsAndBoxesHighlightEachOther()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("play-pause");
    QTRY_VERIFY(fixture.isIdle());
    VideoView &view = fixture.window().view();
    DetectionsPanel *panel = fixture.window().docks().detections;
    Q_EMIT panel->selected(1);
    QCOMPARE(view.selected(), std::optional<std::size_t>(1));
    const cv::Rect2f box = fixture.pipeline().lane().presentation().result().detections.at(0).box;
    const QPointF centre = view.transform().toView(QPointF(box.x + 5.0, box.y + 5.0));
    QSignalSpy spy(&view, &VideoView::selectedChanged);
    QTest::mouseClick(&view, Qt::LeftButton, {}, centre.toPoint());
    QCOMPARE(spy.size(), 1);
    QCOMPARE(view.selected(), std::optional<std::size_t>(0));
    QVERIFY(panel->toCsv().contains(QStringLiteral("zero")));
    QVERIFY(!panel->toCsv().contains(QStringLiteral("one")));
}

void MainWindowTest::exportsWhatIsOnDisplay()
{
    WindowFixture fixture({.frames = 40});
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    Thresholds thresholds;
    thresholds.confidence = 0.6f;
    fixture.window().setThresholds(thresholds);

    ExportController &exporter = fixture.window().exporter();
    ExportRequest request = exporter.requestOfDisplay();
    QCOMPARE(request.thresholds.confidence, 0.6f);
    QCOMPARE(request.source.location, QStringLiteral("synthetic.mp4"));
    QCOMPARE(request.model.location, QStringLiteral("synthetic.pt"));
    const QString list = fixture.path(QStringLiteral("out.csv"));
    request.results = {{list, {}}};
    request.videoPath = fixture.path(QStringLiteral("out.mp4"));
    exporter.start(request);
    QVERIFY(exporter.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!exporter.isRunning(), 30000);
    QFile csv(list);
    QVERIFY(csv.open(QIODevice::ReadOnly));
    // A header, and the one detection of each of 40 frames that passes 0.6.
    QCOMPARE(csv.readAll().trimmed().split('\n').size(), 41);
    QVERIFY(QFileInfo(request.videoPath).size() > 0);
    QCOMPARE(fixture.window().docks().messages->count(), 1);
}

void MainWindowTest::cancelledExportLeavesNothing()
{
    WindowFixture fixture({.frames = 5000});
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.model().delayMs = 5;
    ExportController &exporter = fixture.window().exporter();
    ExportRequest request = exporter.requestOfDisplay();
    request.videoPath = fixture.path(QStringLiteral("out.mp4"));
    exporter.start(request);
    auto *panel = fixture.window().findChild<ExportRow *>();
    QTRY_VERIFY(panel->isVisible());
    QPushButton *cancel = nullptr;
    for (auto *button : panel->findChildren<QPushButton *>())
        cancel = button->text() == QStringLiteral("Cancel") ? button : cancel;
    QVERIFY(cancel && cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!exporter.isRunning(), 10000);
    QCOMPARE(QDir(fixture.path({})).entryList({QStringLiteral("*.mp4*")}, QDir::Files | QDir::Hidden), QStringList());
    // The viewer went on meanwhile.
    QVERIFY(fixture.pipeline().lane().sourceState().isActive());
}

void MainWindowTest::dropsOpenMediaAndModels()
{
    WindowFixture fixture;
    const QString clip = fixture.path(QStringLiteral("dropped.mp4"));
    const QString model = fixture.path(QStringLiteral("dropped.pt"));
    for (const QString &path : {clip, model}) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(clip), QUrl::fromLocalFile(model)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&fixture.window(), &enter);
    QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&fixture.window(), &drop);
    QTRY_COMPARE(fixture.pipeline().model().descriptor().location, model);
    QTRY_VERIFY(fixture.isOnDisplay(2));
    QCOMPARE(fixture.pipeline().lane().sourceInfo().spec.location, clip);
    QCOMPARE(fixture.window().settings().model.recent, QStringList{model});
    QCOMPARE(fixture.window().settings().source.recent.size(), 1);
}

void MainWindowTest::layoutsComeBack()
{
    WindowFixture fixture;
    const auto shown = [&](DockId id) { return !fixture.window().docks()[id]->isHidden(); };
    const auto isFirst = [&] {
        return shown(DockId::Tuning) && shown(DockId::Detections) && shown(DockId::Model) &&
               !shown(DockId::Statistics) && !shown(DockId::Sources) && !shown(DockId::Messages);
    };
    QVERIFY(isFirst());
    fixture.trigger("layout-monitor");
    QVERIFY(!shown(DockId::Tuning) && shown(DockId::Statistics) && shown(DockId::Sources));
    fixture.trigger("layout-review");
    QVERIFY(shown(DockId::Detections) && !shown(DockId::Statistics));
    fixture.window().docks()[DockId::Detections]->setFloating(true);
    fixture.trigger("layout-monitor");
    QVERIFY(!fixture.window().docks()[DockId::Detections]->isFloating());
    fixture.restart();
    QVERIFY(!shown(DockId::Tuning) && shown(DockId::Statistics) && shown(DockId::Sources));
    fixture.trigger("layout-reset");
    QVERIFY(isFirst());
    fixture.trigger("layout-monitor");
    fixture.trigger("layout-tune");
    QVERIFY(isFirst());
}

void MainWindowTest::tabsTellTheTitleOnce()
{
    WindowFixture fixture;
    const auto dock = [&](DockId id) { return fixture.window().docks()[id]; };
    // Tuning and Model are tabs of each other, Sources stands alone.
    fixture.window().docks().raise(DockId::Sources);
    dock(DockId::Detections)->close();
    QTRY_VERIFY(dock(DockId::Tuning)->titleBarWidget() && dock(DockId::Model)->titleBarWidget());
    QVERIFY(!dock(DockId::Sources)->titleBarWidget());
    // What is left of the bar does what it did.
    auto *close = dock(DockId::Tuning)->findChild<QAbstractButton *>(QStringLiteral("closeDock"));
    QVERIFY(close && close->isVisible());
    close->click();
    QVERIFY(dock(DockId::Tuning)->isHidden());
    QTRY_VERIFY(!dock(DockId::Model)->titleBarWidget());
    dock(DockId::Tuning)->toggleViewAction()->trigger();
    QTRY_VERIFY(dock(DockId::Model)->titleBarWidget());
    dock(DockId::Model)->findChild<QAbstractButton *>(QStringLiteral("floatDock"))->click();
    QVERIFY(dock(DockId::Model)->isFloating());
    QTRY_VERIFY(!dock(DockId::Model)->titleBarWidget() && !dock(DockId::Tuning)->titleBarWidget());
}

void MainWindowTest::settingsComeBack()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    Thresholds thresholds;
    thresholds.confidence = 0.33f;
    thresholds.iou = 0.7f;
    fixture.window().setThresholds(thresholds);
    fixture.trigger("mode-smooth");
    fixture.trigger("policy-every-frame");
    fixture.trigger("faster");
    fixture.trigger("loop");
    fixture.trigger("show-labels");
    fixture.restart();
    QVERIFY(fixture.pipeline().lane().flow().mode == ViewMode::Smooth);
    QVERIFY(fixture.pipeline().lane().flow().policy == FlowPolicy::EveryFrame);
    // Who comes back tomorrow does not expect yesterday's speed.
    QCOMPARE(fixture.pipeline().lane().speed(), 1.0);
    QVERIFY(fixture.pipeline().lane().loop());
    QVERIFY(!fixture.window().settings().tuning.style.labels);
    QVERIFY(fixture.window().findChild<QAction *>(QStringLiteral("loop"))->isChecked());
    // The model of the last time is loaded by itself.
    QTRY_COMPARE(fixture.pipeline().model().descriptor().location, QStringLiteral("synthetic.pt"));
    QTRY_COMPARE(fixture.pipeline().lane().thresholds().confidence, 0.33f);
    QCOMPARE(fixture.pipeline().lane().thresholds().iou, 0.7f);
}

void MainWindowTest::rulesOfClassesComeBackWithTheirModel()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    Thresholds thresholds;
    thresholds.classes[1].shown = false;
    fixture.window().setThresholds(thresholds);
    ModelRequest other;
    other.location = QStringLiteral("other.pt");
    fixture.window().openModel(other);
    QTRY_COMPARE(fixture.pipeline().model().descriptor().location, other.location);
    QVERIFY(fixture.pipeline().lane().thresholds().classes.empty());
    fixture.window().openModel(WindowFixture::someModel());
    QTRY_COMPARE(fixture.pipeline().model().descriptor().location, QStringLiteral("synthetic.pt"));
    QVERIFY(!fixture.pipeline().lane().thresholds().rule(1).shown);
    QVERIFY(fixture.pipeline().lane().thresholds().rule(0).shown);
}

void MainWindowTest::fullScreenShowsThePictureAlone()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    MainWindow &window = fixture.window();
    fixture.trigger("full-screen");
    QVERIFY(window.isFullScreen());
    QVERIFY(!window.menuBar()->isVisible());
    for (const DockId id : DockSet::all())
        QVERIFY(!window.docks()[id]->isVisible());
    QTRY_COMPARE(window.view().size(), window.size());
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_Escape);
    QVERIFY(!window.isFullScreen());
    QVERIFY(window.menuBar()->isVisible());
    QVERIFY(!window.docks()[DockId::Tuning]->isHidden());
    QTest::mouseDClick(&window.view(), Qt::LeftButton, {}, QPoint(5, 5));
    QTest::mouseRelease(&window.view(), Qt::LeftButton, {}, QPoint(5, 5));
    QVERIFY(window.isFullScreen());
    fixture.restart();
    QVERIFY(!fixture.window().docks()[DockId::Tuning]->isHidden());
}

void MainWindowTest::screenshotHoldsTheBoxes()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    ScreenshotSaver &saver = fixture.window().screenshots();
    QSignalSpy spy(&saver, &ScreenshotSaver::saved);
    for (int i = 0; i < 2; ++i)
        saver.save(fixture.pipeline().lane().presentation(), fixture.window().settings().tuning.style,
                   QStringLiteral("a/b c.mp4"), fixture.path(QStringLiteral("pictures")));
    QTRY_COMPARE(spy.size(), 2);
    const QString path = spy.first().first().toString();
    QVERIFY(path != spy.last().first().toString());
    const QImage picture(path);
    QCOMPARE(picture.size(), QSize(640, 240));
    QVERIFY(test::countPixels(picture, classColour(0)) > 5);
}

void MainWindowTest::thePictureIsCopiedWithBoxesAndWithout()
{
    WindowFixture fixture;
    fixture.openPaused();
    fixture.trigger("copy-picture");
    const auto onClipboard = [] { return QGuiApplication::clipboard()->image(); };
    QTRY_COMPARE(onClipboard().size(), QSize(640, 240));
    QVERIFY(test::countPixels(onClipboard(), classColour(0)) > 5);
    fixture.trigger("copy-picture-bare");
    const auto isBare = [&onClipboard] {
        const QImage picture = onClipboard();
        return test::countPixels(picture, picture.pixelColor(0, 0)) == 640 * 240;
    };
    QTRY_VERIFY(isBare());
}

void MainWindowTest::failuresAreMessages()
{
    WindowFixture fixture({.failInOpen = true});
    fixture.open();
    QTRY_VERIFY(fixture.pipeline().lane().sourceState().phase == SourceState::Phase::Failed);
    QTRY_COMPARE(fixture.window().docks().messages->count(), 1);
    QVERIFY(fixture.window().view().accessibleDescription().contains(
        QStringLiteral("The synthetic source cannot be opened. Try another.")));
    fixture.model().failLoad = true;
    ModelRequest other;
    other.location = QStringLiteral("other.pt");
    fixture.window().openModel(other);
    QTRY_COMPARE(fixture.window().docks().messages->count(), 2);
    QVERIFY(!QApplication::activeModalWidget());
}

void MainWindowTest::arrowsBelongToAFocusedSlider()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("play-pause");
    QTRY_VERIFY(fixture.isIdle());
    const std::int64_t frame = fixture.pipeline().lane().presentation().frame.id.index;
    fixture.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&fixture.window()));
    QSlider *slider = fixture.window().docks().tuning->findChild<ValueSlider *>()->slider();
    slider->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(slider->hasFocus());
    const int value = slider->value();
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(slider->value(), value + 1);
    QTRY_VERIFY(fixture.isIdle());
    QCOMPARE(fixture.pipeline().lane().presentation().frame.id.index, frame);
}

void MainWindowTest::stepsAndSkips()
{
    WindowFixture fixture({.frames = 1000});
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("play-pause");
    fixture.trigger("to-start");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().frame.id.index, 0);
    fixture.trigger("step-forward");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().frame.id.index, 1);
    // Five seconds at 30 a second, twice in a row.
    fixture.trigger("skip-forward");
    fixture.trigger("skip-forward");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().frame.id.index, 301);
    QVERIFY(fixture.pipeline().lane().isPaused());
    fixture.trigger("to-end");
    QTRY_COMPARE(fixture.pipeline().lane().presentation().frame.id.index, 999);
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
