// SPDX-License-Identifier: Apache-2.0
#include "ui/mainwindow.h"

#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/analysiscontroller.h"
#include "ui/analysisrow.h"
#include "ui/docks/detectionspanel.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/sourcespanel.h"
#include "ui/docks/statisticspanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/drawer.h"
#include "ui/exports/exportcontroller.h"
#include "ui/exports/exportrow.h"
#include "ui/fullscreen.h"
#include "ui/keyguard.h"
#include "ui/layouts.h"
#include "ui/lossreporter.h"
#include "ui/menus.h"
#include "ui/modelcontroller.h"
#include "ui/playbackcontroller.h"
#include "ui/presets.h"
#include "ui/quitquestion.h"
#include "ui/recording/recordingcontroller.h"
#include "ui/screenshotsaver.h"
#include "ui/session.h"
#include "ui/sourcecontroller.h"
#include "ui/statusline.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timelinecontroller.h"
#include "ui/togethercontroller.h"
#include "ui/transport/transportbar.h"
#include "ui/video/noticecard.h"
#include "ui/video/startpage.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"
#include "ui/widgets/outsidetext.h"

#include <QAction>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QScreen>
#include <QStatusBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

constexpr QSize firstSize(1280, 800);
// For what the window manager puts around a window.
constexpr QSize frameAllowance(0, 40);

constexpr std::chrono::milliseconds exportStopTime{450};

} // namespace

MainWindow::MainWindow(std::unique_ptr<Pipeline> pipeline, SettingsFile file, QWidget *parent)
    : QMainWindow(parent)
    , m_file(std::move(file))
    , m_settings(loadSettings(*m_file.store))
    , m_settingsBefore(m_settings)
    , m_pipeline(std::move(pipeline))
{
    setWindowTitle(tr("Sightglass"));
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    // The panels at the side are the tallest; beside the lower ones they need no room above them.
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    applyTheme();
    setDecoder(m_settings.source.decoder);
    setStoreMegabytes(m_settings.source.storeMegabytes);
    m_actions = new ActionSet(this);
    m_actions->setOwnKeys(m_settings.window.keys);
    m_docks = new DockSet(this);
    makeCentre();
    const QDir ownFolder = QFileInfo(m_file.store->fileName()).dir();
    m_sources =
        new SourceController(m_grid->lane(), m_settings.source,
                             Thumbnails(ownFolder.filePath(QStringLiteral("thumbnails"))), *m_docks->sources, this);
    m_models = new ModelController(*m_pipeline, m_grid->lane(), m_settings, *m_docks->tuning, *m_docks->model,
                                   *m_docks->messages, this);
    new Presets(*m_pipeline, m_grid->lane(), m_settings.tuning, *m_models, m_docks->tuning->presets(), this);
    m_playback =
        new PlaybackController(*m_pipeline, m_grid->lane(), m_settings.playback, *m_actions, *m_transport, this);
    m_together = new TogetherController(m_playback->group(), *m_grid, *m_actions, *m_transport, this);
    m_exporter = new ExportController(*m_pipeline, m_grid->lane(), m_settings, *m_exportRow, *m_docks->exports,
                                      *m_docks->messages, this);
    m_exporter->setStore(ownFolder.filePath(QStringLiteral("exports.json")));
    m_timeline = new TimelineController(*m_pipeline, m_grid->lane(), m_settings, *m_actions, *m_docks->events,
                                        *(*m_docks)[DockId::Events], *m_exporter, this);
    m_column->insertWidget(m_column->indexOf(m_transport), m_timeline->pane());
    m_recordings = new RecordingController(m_grid->lane(), m_settings.recording, *m_actions, *m_exporter,
                                           *m_docks->messages, this);
    m_analyses = new AnalysisController(
        *m_pipeline, m_grid->lane(), m_settings.source, *m_actions, *m_analysisRow, *m_docks->messages,
        [this] { return m_exporter->isRunning(); }, this);
    m_screenshots = new ScreenshotSaver(this);
    m_menus = new Menus(this, *m_actions, *m_docks, *m_sources, *m_models);
    m_startPage = new StartPage(*m_actions, m_menus->cameras(), m_grid);
    m_startPage->setDemoClip(demoClipPath());
    m_status = new StatusLine(statusBar(), *m_actions);
    statusBar()->insertWidget(0, m_exportRow, 1);
    statusBar()->insertWidget(1, m_analysisRow, 1);
    m_fullScreen = new FullScreen(this, *m_docks, *m_grid, *m_transport, *m_column);
    m_drawer = new Drawer(this, *m_docks, m_grid, (*m_actions)[ActionId::SidePanel]);
    new KeyGuard(this, m_grid);
    connectActions();
    connectPanels();
    connectTimeline();
    connectPipeline();
    connectGrid();
    setOverlayStyle(m_settings.tuning.style);
    showModel(m_pipeline->model().descriptor());
    showSourceState(lane().sourceState());
    restoreWindow();
    if (m_file.problem)
        m_docks->messages->addWarning(*m_file.problem);
    QMetaObject::invokeMethod(m_models, &ModelController::loadDefault, Qt::QueuedConnection);
}

MainWindow::~MainWindow()
{
    shutdown();
}

void MainWindow::makeCentre()
{
    auto *centre = new QWidget;
    m_column = new QVBoxLayout(centre);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_grid = new VideoGrid(*m_pipeline);
    m_transport = new TransportBar(*m_actions);
    m_exportRow = new ExportRow;
    m_analysisRow = new AnalysisRow;
    m_column->addWidget(m_grid, 1);
    m_column->addWidget(m_transport);
    setCentralWidget(centre);
}

void MainWindow::restoreWindow()
{
    const WindowSettings &window = m_settings.window;
    const bool restored = restoreGeometry(window.geometry);
    // Earlier versions kept that it was on the whole screen; the menus and docks around are what is restored.
    setWindowState(windowState() & ~Qt::WindowFullScreen);
    if (!restored)
        resize(firstSize.boundedTo(screen()->availableSize() - frameAllowance));
    arrange();
    m_transport->setLarge(window.largeSeekBar);
    m_docks->tuning->setMoreShown(m_settings.tuning.moreShown);
    (*m_actions)[ActionId::StatisticsOverlay]->setChecked(window.statisticsOverlay);
    m_grid->setStatisticsVisible(window.statisticsOverlay);
    (*m_actions)[ActionId::LeaveFullScreen]->setEnabled(false);
    m_docks->detections->setUnits(window.units);
    tickAppearance();
}

void MainWindow::arrange()
{
    if (restoreState(m_settings.window.state, FullScreen::stateVersion))
        m_drawer->restore(m_settings.window.drawer, m_settings.window.narrow);
    else
        applyLayout(*this, *m_docks, LayoutName::Tune);
}

void MainWindow::openSource(const SourceSpec &source)
{
    if (source.kind == SourceKind::VideoFile && looksLikeSession(source.location))
        openSessionFile(source.location);
    else
        m_sources->open(m_sources->asChosen(source));
}

VideoView &MainWindow::view()
{
    return m_grid->view();
}

SourceLane &MainWindow::lane()
{
    return *m_grid->lane();
}

NoticeCard &MainWindow::notices()
{
    return m_grid->notices();
}

void MainWindow::openModel(const ModelRequest &request, bool consented)
{
    m_models->load(request, consented);
}

void MainWindow::setThresholds(const Thresholds &thresholds)
{
    m_models->setThresholds(thresholds);
}

void MainWindow::setFlow(const FlowOptions &flow)
{
    m_playback->setFlow(flow);
}

void MainWindow::setOverlayStyle(const OverlayStyle &style)
{
    m_settings.tuning.style = style;
    m_grid->setOverlayStyle(style);
    m_docks->tuning->setOverlayStyle(style);
    m_docks->detections->setOverlayStyle(style);
    m_timeline->setOverlayStyle(style);
    (*m_actions)[ActionId::ShowBoxes]->setChecked(style.boxes);
    (*m_actions)[ActionId::ShowLabels]->setChecked(style.labels);
    (*m_actions)[ActionId::ShowScores]->setChecked(style.scores);
    (*m_actions)[ActionId::ShowMasks]->setChecked(style.masks);
    (*m_actions)[ActionId::ShowKeypoints]->setChecked(style.keypoints);
}

void MainWindow::turnConfidence(float step)
{
    Thresholds thresholds = lane().thresholds();
    // In whole hundredths, as the slider shows them.
    thresholds.confidence = std::clamp(std::round((thresholds.confidence + step) * 100.f) / 100.f, 0.f, 1.f);
    setThresholds(thresholds);
}

void MainWindow::showPresentation(const Presentation &presentation)
{
    m_docks->tuning->setPresentation(presentation);
    m_docks->detections->setPresentation(presentation);
}

void MainWindow::showSourceState(const SourceState &state)
{
    const QString name = visibleText(m_sources->currentName());
    const bool starts = state.phase == Phase::Empty && !m_grid->isFramed();
    if (starts)
        m_startPage->setRecent(m_settings.source.recent, m_sources->thumbnails());
    m_startPage->setVisible(starts);
    setWindowTitle(name.isEmpty() ? tr("Sightglass") : tr("%1 – Sightglass").arg(titleText(name)));
    const bool open = state.isActive() && state.phase != Phase::Opening;
    (*m_actions)[ActionId::CloseSource]->setEnabled(state.phase != Phase::Empty || m_grid->tiles().size() > 1);
    for (const ActionId id : {ActionId::Screenshot, ActionId::ScreenshotBare, ActionId::CopyPicture,
                              ActionId::CopyPictureBare, ActionId::Export})
        (*m_actions)[id]->setEnabled(open);
}

void MainWindow::tellFailure(const Error &error)
{
    m_grid->notices().showError(error);
}

void MainWindow::showStatistics()
{
    const SourceLane &shown = lane();
    const LaneStatistics statistics = shown.statistics();
    const CandidatesPtr &seen = shown.presentation().result().candidates;
    const bool isStored = seen && seen->stored;
    m_status->setReport({statistics, shown.sourceState(), shown.sourceInfo(), shown.flow(), shown.speed(), isStored});
    m_docks->statistics->setStatistics(statistics, shown.sourceState(), shown.flow());
    m_timeline->setStatistics(statistics);
    m_docks->sources->setCaptureRate(statistics.capture.perSecond);
    m_grid->refresh();
    m_transport->setIndexing(shown.indexingProgress());
    m_transport->setPictureAge(statistics.pictureAge);
    m_transport->setRecording(statistics.recording);
}

void MainWindow::showModel(const ModelDescriptor &model)
{
    m_menus->setModelName(modelTitle(model.location, model.name));
    m_status->setModel(model);
    (*m_actions)[ActionId::ReloadModel]->setEnabled(!model.location.isEmpty());
    (*m_actions)[ActionId::UnloadModel]->setEnabled(!model.location.isEmpty());
}

void MainWindow::useLayout(LayoutName layout)
{
    m_fullScreen->set(false);
    applyLayout(*this, *m_docks, layout);
    m_drawer->forget();
    setLargeSeekBar(layout == LayoutName::Review);
    // Many pictures and their statistics need the room.
    m_timeline->setShown(layout != LayoutName::Monitor);
    m_grid->setFocus();
}

void MainWindow::setLargeSeekBar(bool large)
{
    m_settings.window.largeSeekBar = large;
    m_transport->setLarge(large);
}

void MainWindow::showFullScreen(bool fullScreen)
{
    (*m_actions)[ActionId::FullScreen]->setChecked(fullScreen);
    (*m_actions)[ActionId::LeaveFullScreen]->setEnabled(fullScreen);
    const WindowSettings &window = m_settings.window;
    const bool statistics = fullScreen ? window.fullScreenStatistics : window.statisticsOverlay;
    (*m_actions)[ActionId::StatisticsOverlay]->setChecked(statistics);
    m_grid->setStatisticsVisible(statistics);
    m_timeline->setFullScreen(fullScreen);
}

void MainWindow::applyTheme()
{
    m_theming = true;
    Theme::apply(m_settings.window.appearance);
    m_theming = false;
}

void MainWindow::setDecoder(DecoderChoice choice)
{
    m_settings.source.decoder = choice;
    setDecoderChoice(choice);
}

void MainWindow::setStoreMegabytes(int megabytes)
{
    m_settings.source.storeMegabytes = megabytes;
    setStoreLimit(qint64(megabytes) << 20);
}

void MainWindow::setAppearance(Appearance appearance)
{
    m_settings.window.appearance = appearance;
    tickAppearance();
    applyTheme();
}

void MainWindow::tickAppearance()
{
    const ActionId looks[] = {ActionId::AppearanceSystem, ActionId::AppearanceLight, ActionId::AppearanceDark};
    (*m_actions)[looks[static_cast<int>(m_settings.window.appearance)]]->setChecked(true);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    const bool looks = event->type() == QEvent::ThemeChange || event->type() == QEvent::ApplicationPaletteChange;
    if (looks && !m_theming && m_settings.window.appearance == Appearance::System)
        applyTheme();
}

bool MainWindow::focusNextPrevChild(bool next)
{
    QWidget *stop = nextFocusStop(*this, next);
    if (!stop)
        return false;
    stop->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // Sizes that docks are given before their window is shown come out otherwise.
    if (!std::exchange(m_shown, true))
        arrange();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    // The docks have their sizes by then.
    if (event->size().height() < event->oldSize().height())
        QMetaObject::invokeMethod(
            this, [this] { makeRoomForPicture(*this, *m_docks); }, Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_exporter->isRunning() && !m_leaving) {
        event->ignore();
        askBeforeQuitting(this, *m_exporter, [this] { closeUnasked(); });
        return;
    }
    shutdown();
    QMainWindow::closeEvent(event);
}

void MainWindow::closeUnasked()
{
    m_leaving = true;
    close();
}

bool MainWindow::shutdown()
{
    if (m_stopped)
        return *m_stopped;
    m_statisticsTimer.stop();
    m_timeline->stop();
    m_settings.window.state = m_fullScreen->state();
    m_settings.window.geometry = m_fullScreen->geometry();
    m_settings.window.drawer = m_drawer->held();
    keepSession();
    m_settings.window.narrow = m_drawer->isNarrow();
    keepSettings(m_settings, m_settingsBefore, *m_file.store);
    m_exporter->interrupt();
    const QDeadlineTimer deadline(exportStopTime);
    const bool pipelineEnded = m_pipeline->stop();
    m_stopped = m_exporter->wait(deadline) && pipelineEnded;
    return *m_stopped;
}

} // namespace sightglass
