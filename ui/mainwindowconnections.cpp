// SPDX-License-Identifier: Apache-2.0
// What is connected to what in the window: actions, panels and pipeline.
#include "ui/mainwindow.h"

#include "core/values/visibletext.h"
#include "ui/aboutdialog.h"
#include "ui/actions.h"
#include "ui/analysiscontroller.h"
#include "ui/commandpalette.h"
#include "ui/diagnostics.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/inspector.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/dropzone.h"
#include "ui/exports/exportcontroller.h"
#include "ui/exports/filedrop.h"
#include "ui/fullscreen.h"
#include "ui/gotodialog.h"
#include "ui/layouts.h"
#include "ui/logswitch.h"
#include "ui/menus.h"
#include "ui/modelcontroller.h"
#include "ui/picturemenu.h"
#include "ui/playbackcontroller.h"
#include "ui/preferencesdialog.h"
#include "ui/recording/recordingcontroller.h"
#include "ui/screenshotsaver.h"
#include "ui/shortcutsdialog.h"
#include "ui/sourcecontroller.h"
#include "ui/statusline.h"
#include "ui/timeline/timelinecontroller.h"
#include "ui/togethercontroller.h"
#include "ui/transport/marks.h"
#include "ui/transport/transportbar.h"
#include "ui/video/drophint.h"
#include "ui/video/noticecard.h"
#include "ui/video/startpage.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>

#include <chrono>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds statisticsInterval{250};
constexpr int toldMessages = 20;

} // namespace

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto function) {
        connect((*m_actions)[id], &QAction::triggered, this, function);
    };
    on(ActionId::OpenFile, [this] { m_sources->openFile(); });
    on(ActionId::OpenFolder, [this] { m_sources->openFolder(); });
    on(ActionId::OpenUrl, [this] { m_sources->openUrl(); });
    on(ActionId::OpenPipeline, [this] { m_sources->openPipeline(); });
    on(ActionId::OpenScreen, [this] { m_sources->openScreen(); });
    on(ActionId::OpenDemo, [this] { openSource(SourceSpec::fromPath(demoClipPath())); });
    (*m_actions)[ActionId::OpenDemo]->setVisible(!demoClipPath().isEmpty());
    on(ActionId::Quit, [this] { close(); });
    on(ActionId::OpenModel, [this] { m_models->openFile(); });
    on(ActionId::ReloadModel, [this] { m_models->reload(); });
    on(ActionId::UnloadModel, [this] { m_models->unload(); });
    on(ActionId::Export, [this] { m_exporter->ask(m_playback->marks().range()); });
    on(ActionId::ExportFiles, [this] { m_exporter->chooseFiles(); });
    const auto save = [this](const OverlayStyle &style) {
        m_screenshots->save(lane().presentation(), style, m_sources->currentName(), ScreenshotSaver::picturesFolder());
    };
    const auto copy = [this](const OverlayStyle &style) { m_screenshots->copy(lane().presentation(), style); };
    on(ActionId::Screenshot, [this, save] { save(m_settings.tuning.style); });
    on(ActionId::ScreenshotBare, [save] { save(bareStyle()); });
    on(ActionId::CopyPicture, [this, copy] { copy(m_settings.tuning.style); });
    on(ActionId::CopyPictureBare, [copy] { copy(bareStyle()); });
    on(ActionId::ZoomFit, [this] { view().fit(); });
    on(ActionId::ZoomOneToOne, [this] { view().oneToOne(); });
    on(ActionId::ZoomIn, [this] { view().zoom(1.25); });
    on(ActionId::ZoomOut, [this] { view().zoom(0.8); });
    on(ActionId::FullScreen, [this](bool checked) { m_fullScreen->set(checked); });
    on(ActionId::LeaveFullScreen, [this] { m_fullScreen->set(false); });
    on(ActionId::StatisticsOverlay, [this](bool checked) {
        (m_fullScreen->isOn() ? m_settings.window.fullScreenStatistics : m_settings.window.statisticsOverlay) = checked;
        m_grid->setStatisticsVisible(checked);
    });
    connect(m_fullScreen, &FullScreen::changed, this, &MainWindow::showFullScreen);
    const auto onStyle = [&](ActionId id, bool OverlayStyle::*part) {
        on(id, [this, part](bool checked) {
            OverlayStyle style = m_settings.tuning.style;
            style.*part = checked;
            setOverlayStyle(style);
        });
    };
    onStyle(ActionId::ShowBoxes, &OverlayStyle::boxes);
    onStyle(ActionId::ShowLabels, &OverlayStyle::labels);
    onStyle(ActionId::ShowScores, &OverlayStyle::scores);
    onStyle(ActionId::ShowMasks, &OverlayStyle::masks);
    onStyle(ActionId::ShowKeypoints, &OverlayStyle::keypoints);
    connect(m_actions, &ActionSet::keysChanged, this, [this] { m_settings.window.keys = m_actions->ownKeys(); });
    on(ActionId::ConfidenceUp, [this] { turnConfidence(0.01f); });
    on(ActionId::ConfidenceDown, [this] { turnConfidence(-0.01f); });
    on(ActionId::Undo, [this] { m_models->undo(); });
    on(ActionId::Redo, [this] { m_models->redo(); });
    const auto setHistory = [this](bool canUndo, bool canRedo) {
        (*m_actions)[ActionId::Undo]->setEnabled(canUndo);
        (*m_actions)[ActionId::Redo]->setEnabled(canRedo);
    };
    connect(m_models, &ModelController::historyChanged, this, setHistory);
    setHistory(false, false);
    const auto onAppearance = [&](ActionId id, Appearance appearance) {
        on(id, [this, appearance] { setAppearance(appearance); });
    };
    onAppearance(ActionId::AppearanceSystem, Appearance::System);
    onAppearance(ActionId::AppearanceLight, Appearance::Light);
    onAppearance(ActionId::AppearanceDark, Appearance::Dark);
    on(ActionId::LayoutTune, [this] { useLayout(LayoutName::Tune); });
    on(ActionId::LayoutMonitor, [this] { useLayout(LayoutName::Monitor); });
    on(ActionId::LayoutReview, [this] { useLayout(LayoutName::Review); });
    on(ActionId::LayoutReset, [this] { useLayout(LayoutName::Tune); });
    const auto showDialog = [](QDialog *dialog) {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    };
    on(ActionId::Preferences, [this, showDialog] {
        auto *dialog = new PreferencesDialog(m_settings.tuning.style, m_settings.window, m_settings.recording,
                                             m_settings.source, this);
        connect(dialog, &PreferencesDialog::styleChanged, this, [this](const OverlayStyle &wanted) {
            OverlayStyle style = m_settings.tuning.style;
            style.lineWidth = wanted.lineWidth;
            style.fill = wanted.fill;
            style.fontSize = wanted.fontSize;
            style.fontFamily = wanted.fontFamily;
            setOverlayStyle(style);
        });
        connect(dialog, &PreferencesDialog::appearanceChosen, this, &MainWindow::setAppearance);
        connect(dialog, &PreferencesDialog::unitsChosen, this, [this](BoxUnits units) {
            m_settings.window.units = units;
            m_docks->detections->setUnits(units);
        });
        connect(dialog, &PreferencesDialog::languageChosen, this,
                [this](const QString &language) { m_settings.window.language = language; });
        connect(dialog, &PreferencesDialog::automaticAnalysisChosen, m_analyses, &AnalysisController::setAutomatic);
        connect(dialog, &PreferencesDialog::decoderChosen, this, &MainWindow::setDecoder);
        connect(dialog, &PreferencesDialog::storeMegabytesChosen, this, &MainWindow::setStoreMegabytes);
        connect(dialog, &PreferencesDialog::recordingChanged, m_recordings, &RecordingController::setSettings);
        connect(dialog, &PreferencesDialog::reopeningChosen, this, &MainWindow::setReopens);
        showDialog(dialog);
    });
    on(ActionId::Inspect, [this] {
        m_docks->raise(DockId::Detections);
        view().setPlace(view().placeOfInterest());
    });
    on(ActionId::CommandPalette, [this, showDialog] { showDialog(new CommandPalette(*m_actions, this)); });
    on(ActionId::GoTo, [this, showDialog] {
        auto *dialog = new GoToDialog(lane().sourceInfo(), lane().presentation().frame.id.index, this);
        connect(dialog, &QDialog::accepted, m_playback, [this, dialog] { m_playback->seek(dialog->frame()); });
        showDialog(dialog);
    });
    on(ActionId::Shortcuts, [this, showDialog] { showDialog(new ShortcutsDialog(*m_actions, this)); });
    on(ActionId::CopyDiagnostics, [this] {
        QGuiApplication::clipboard()->setText(
            diagnostics(*m_pipeline, m_settings, m_docks->messages->texts(toldMessages)));
        view().say(tr("The diagnostics are on the clipboard"));
    });
    auto *log = new LogSwitch((*m_actions)[ActionId::WriteLog], this);
    connect(log, &LogSwitch::failed, this, &MainWindow::tellFailure);
    connect(log, &LogSwitch::said, this, [this](const QString &text) { view().say(text); });
    on(ActionId::About,
       [this, showDialog] { showDialog(new AboutDialog(m_pipeline->model().descriptor().backend, this)); });
}

void MainWindow::connectPanels()
{
    connect(m_docks->tuning, &TuningPanel::overlayStyleChanged, this, &MainWindow::setOverlayStyle);
    connect(m_docks->tuning, &TuningPanel::moreShownChanged, this,
            [this](bool shown) { m_settings.tuning.moreShown = shown; });
    connect(m_docks->detections, &DetectionsPanel::hovered, this,
            [this](std::optional<std::size_t> index) { view().setHighlighted(index); });
    connect(m_docks->detections, &DetectionsPanel::selected, this,
            [this](std::optional<std::size_t> index) { view().setSelected(index); });
    connect(m_grid, &VideoGrid::hovered, m_docks->detections, &DetectionsPanel::setHighlighted);
    connect(m_grid, &VideoGrid::selectedChanged, m_docks->detections, &DetectionsPanel::setSelected);
    Inspector *inspector = &m_docks->detections->inspector();
    connect(m_grid, &VideoGrid::placeChanged, inspector, &Inspector::setPlace);
    connect((*m_docks)[DockId::Detections], &QDockWidget::visibilityChanged, inspector, &Inspector::setInFront);
    connect(inspector, &Inspector::closed, this, [this] { view().setPlace(std::nullopt); });
    connect(inspector, &Inspector::thresholdsChosen, this, &MainWindow::setThresholds);
    connect(inspector, &Inspector::ghostsChanged, this, [this](const Ghosts &ghosts) {
        for (Tile *tile : m_grid->tiles())
            tile->view().setGhosts(tile == &m_grid->current() ? ghosts : Ghosts());
    });
    connect(m_grid, &VideoGrid::fullScreenToggled, this, [this] { m_fullScreen->set(!m_fullScreen->isOn()); });
    connect(m_startPage, &StartPage::openRequested, this, &MainWindow::openSource);
    connect(m_sources, &SourceController::recentChanged, m_startPage, [this] {
        // Made anew whenever it comes up.
        if (m_startPage->isVisible())
            m_startPage->setRecent(m_settings.source.recent, m_sources->thumbnails());
    });
    const auto makeMenu = [this](std::optional<std::size_t> detection) {
        return makePictureMenu(
            lane().presentation(), detection, lane().thresholds(),
            [this](const Thresholds &thresholds) { setThresholds(thresholds); }, *m_actions, this);
    };
    connect(
        m_grid, &VideoGrid::menuRequested, this,
        [makeMenu](const QPoint &place, std::optional<std::size_t> detection) { makeMenu(detection)->popup(place); });
    connect(m_docks->detections, &DetectionsPanel::menuRequested, this,
            [this, makeMenu](const QPoint &place, std::optional<std::size_t> detection) {
                QMenu *menu = makeMenu(detection);
                menu->insertActions(menu->actions().value(0), m_docks->detections->actions());
                menu->popup(place);
            });
    connect(m_playback, &PlaybackController::said, this, [this](const QString &text) { view().say(text); });
    connect(m_together, &TogetherController::said, this, [this](const QString &text) { view().say(text); });
    connect(m_recordings, &RecordingController::said, this,
            [this](const QString &text) { view().say(visibleText(text)); });
    connect(m_recordings, &RecordingController::failed, this, &MainWindow::tellFailure);
    connect(m_grid, &VideoGrid::cancelRequested, m_sources, &SourceController::cancel);
    connect(m_grid, &VideoGrid::retryRequested, m_sources, &SourceController::retry);
    connect(m_sources, &SourceController::failed, this, &MainWindow::tellFailure);
    connect(m_sources, &SourceController::sourceChosen, this, &MainWindow::openSource);
    connect(m_sources, &SourceController::modelChosen, m_models, &ModelController::loadFile);
    connect(m_models, &ModelController::failed, this, &MainWindow::tellFailure);
    NoticeCard *notices = &m_grid->notices();
    connect(m_models, &ModelController::consentNeeded, notices, &NoticeCard::ask);
    connect(m_models, &ModelController::consentSettled, notices, &NoticeCard::stopAsking);
    connect(notices, &NoticeCard::accepted, m_models, &ModelController::acceptPending);
    connect(notices, &NoticeCard::refused, m_models, &ModelController::refusePending);
    connect(notices, &NoticeCard::closed, m_grid, [this] { m_grid->setFocus(); });
    connect(m_exporter, &ExportController::failed, this, &MainWindow::tellFailure);
    connect(m_exporter, &ExportController::listWanted, this, [this] { m_docks->raise(DockId::Exports); });
    connect(new FileDrop(m_menus->exportPlace()), &FileDrop::dropped, m_exporter, &ExportController::askAboutFiles);
    auto *drops = new DropZone(this);
    connect(drops, &DropZone::hovered, new DropHint(m_grid), &DropHint::tell);
    connect(drops, &DropZone::sourcesDropped, this, [this](const QList<SourceSpec> &sources, const QPoint &place) {
        if (Tile *below = m_grid->tileAt(m_grid->mapFrom(this, place)))
            m_grid->choose(*below);
        openSources(sources);
    });
    connect(drops, &DropZone::modelDropped, m_models, &ModelController::loadFile);
    MessagesPanel *messages = m_docks->messages;
    connect(drops, &DropZone::refused, messages, [messages, this](const Error &error) {
        messages->addError(error);
        tellFailure(error);
    });
    connect(m_screenshots, &ScreenshotSaver::saved, messages, [messages, this](const QString &path) {
        const QString text = tr("Screenshot saved to %1").arg(QDir::toNativeSeparators(path));
        messages->addNote(text);
        view().say(visibleText(text));
    });
    connect(m_screenshots, &ScreenshotSaver::copied, this, [this](const QImage &picture) {
        QGuiApplication::clipboard()->setImage(picture);
        view().say(tr("The picture is on the clipboard"));
    });
    connect(m_screenshots, &ScreenshotSaver::failed, messages, [messages, this](const Error &error) {
        messages->addError(error);
        tellFailure(error);
    });
    connect(messages, &MessagesPanel::attentionNeeded, m_status, &StatusLine::callAttention);
    connect(m_status, &StatusLine::messagesRequested, this, [this] { m_docks->raise(DockId::Messages); });
    connect(m_status, &StatusLine::modelRequested, this, [this] { m_docks->raise(DockId::Model); });
    QDockWidget *statistics = (*m_docks)[DockId::Statistics];
    connect(m_status, &StatusLine::statisticsToggled, statistics, [this, statistics](bool shown) {
        if (shown)
            m_docks->raise(DockId::Statistics);
        else
            statistics->hide();
    });
    connect(statistics, &QDockWidget::visibilityChanged, m_status, &StatusLine::setStatisticsShown);
    connect((*m_docks)[DockId::Messages], &QDockWidget::visibilityChanged, m_status, [this](bool seen) {
        if (seen)
            m_status->settle();
    });
}

void MainWindow::connectTimeline()
{
    MessagesPanel *messages = m_docks->messages;
    connect(m_timeline, &TimelineController::seekRequested, m_playback, &PlaybackController::seek);
    connect(m_timeline, &TimelineController::said, this,
            [this](const QString &text) { view().say(visibleText(text)); });
    connect(m_timeline, &TimelineController::warned, messages, &MessagesPanel::addWarning);
    connect(m_timeline, &TimelineController::failed, messages, [messages, this](const Error &error) {
        messages->addError(error);
        tellFailure(error);
    });
    connect(m_playback, &PlaybackController::marksChanged, m_timeline,
            [this] { m_timeline->setMarks(m_playback->marks()); });
}

void MainWindow::connectPipeline()
{
    ModelSlot *model = &m_pipeline->model();
    connect(model, &ModelSlot::loaded, this, &MainWindow::showModel);
    connect(model, &ModelSlot::unloaded, this, [this] { showModel({}); });
    connect(model, &ModelSlot::failed, this, [this] { showModel(m_pipeline->model().descriptor()); });
    connect(model, &ModelSlot::loading, m_status,
            [this](const ModelRequest &request) { m_status->setModelLoading(QFileInfo(request.location).fileName()); });
    m_statisticsTimer.setInterval(statisticsInterval);
    connect(&m_statisticsTimer, &QTimer::timeout, this, &MainWindow::showStatistics);
    m_statisticsTimer.start();
}

} // namespace sightglass
