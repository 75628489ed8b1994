// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportjob.h"
#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/pipeline/pipeline.h"
#include "ui/layouts.h"
#include "ui/settings.h"
#include "ui/settingsfile.h"
#include "ui/video/gridshape.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>
#include <optional>

class QVBoxLayout;

namespace sightglass
{

class ActionSet;
class AnalysisController;
class AnalysisRow;
class DockSet;
class Drawer;
class ExportController;
class ExportRow;
class FullScreen;
class Menus;
class ModelController;
class NoticeCard;
class PlaybackController;
class RecordingController;
class ScreenshotSaver;
class SourceController;
class StartPage;
class StatusLine;
class Tile;
class TimelineController;
class TogetherController;
class TransportBar;
class VideoGrid;
class VideoView;
struct Session;
struct SessionSource;

/// The program's window: the picture with its transport in the middle, instruments in docks around it.
///
/// Owns the pipeline and connects it to the widgets; each concern has a controller of its own. Of the UI's thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Settings are read from the file now and written to it by shutdown(). When the event loop begins, the model of
    /// the last time is loaded, or the best built-in one, unless openModel() came first.
    explicit MainWindow(std::unique_ptr<Pipeline> pipeline, SettingsFile file = openSettings(userSettingsPath()),
                        QWidget *parent = nullptr);
    ~MainWindow() override;

    /// In the tile that is chosen; a session in place of all that is open.
    void openSource(const SourceSpec &source);
    /// The first as openSource(), each other one in a tile of its own. What there is no room for is told.
    void openSources(const QList<SourceSpec> &sources);
    /// `consented`: the person has named this very file, so there is nothing to ask (see trust.h).
    void openModel(const ModelRequest &request, bool consented = false);
    /// As if turned by hand: shown in the tuning panel, and kept.
    void setThresholds(const Thresholds &thresholds);
    void setOverlayStyle(const OverlayStyle &style);
    void setFlow(const FlowOptions &flow);

    /// What is open now and how it is looked at.
    Session session() const;
    /// In place of what is open. What its files and pipelines may do is asked as ever.
    void openSession(const Session &session);
    /// Tells what is wrong with the file, and then changes nothing.
    void openSessionFile(const QString &path);
    void saveSessionTo(const QString &path);
    /// What was open at the last end, where a person wants that.
    void reopen();
    /// For what is opened from now on; kept.
    void setDecoder(DecoderChoice choice);
    /// What is kept of models' results may take so much room; kept.
    void setStoreMegabytes(int megabytes);
    void setReopens(bool reopens) { m_settings.window.reopens = reopens; }

    Pipeline &pipeline() { return *m_pipeline; }
    const Settings &settings() const { return m_settings; }
    const ActionSet &actions() const { return *m_actions; }
    const DockSet &docks() const { return *m_docks; }
    VideoGrid &grid() { return *m_grid; }
    /// Of the tile that is chosen, as is the lane.
    VideoView &view();
    SourceLane &lane();
    NoticeCard &notices();
    TransportBar &transport() { return *m_transport; }
    ExportController &exporter() { return *m_exporter; }
    TimelineController &timeline() { return *m_timeline; }
    ScreenshotSaver &screenshots() { return *m_screenshots; }

    /// Saves the settings, ends the export and the pipeline; closing the window does the same. Returns whether all
    /// threads have ended: false asks the program to leave by std::quick_exit. Later calls return the same.
    bool shutdown();
    /// Closes the window, whatever may be under way: for the ends that nobody is there to be asked about.
    void closeUnasked();

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void makeCentre();
    void connectActions();
    void connectPanels();
    void connectTimeline();
    void connectPipeline();
    void connectGrid();
    void connectTile(Tile &tile);
    void restoreWindow();
    void arrange();
    void showPresentation(const Presentation &presentation);
    void showSourceState(const SourceState &state);
    void showLane();
    void showTiles();
    void setGridShape(GridShape shape);
    static Error tooManyTiles(qsizetype left);
    void takeUp(const SessionSource &source);
    void tuneAsIn(const Session &session);
    void chooseSession();
    void saveSession();
    QString lastSessionPath() const;
    void keepSession();
    void showStatistics();
    void showModel(const ModelDescriptor &model);
    void turnConfidence(float step);
    void useLayout(LayoutName layout);
    void showFullScreen(bool fullScreen);
    void setLargeSeekBar(bool large);
    /// What a person has asked for just now went wrong.
    void tellFailure(const Error &error);
    void applyTheme();
    void setAppearance(Appearance appearance);
    void tickAppearance();

    SettingsFile m_file;
    Settings m_settings;
    const Settings m_settingsBefore; ///< As they were loaded.
    std::unique_ptr<Pipeline> m_pipeline;
    ActionSet *m_actions = nullptr;
    DockSet *m_docks = nullptr;
    VideoGrid *m_grid = nullptr;
    StartPage *m_startPage = nullptr;
    TransportBar *m_transport = nullptr;
    ExportRow *m_exportRow = nullptr;
    AnalysisRow *m_analysisRow = nullptr;
    SourceController *m_sources = nullptr;
    ModelController *m_models = nullptr;
    PlaybackController *m_playback = nullptr;
    TogetherController *m_together = nullptr;
    TimelineController *m_timeline = nullptr;
    ExportController *m_exporter = nullptr;
    RecordingController *m_recordings = nullptr;
    AnalysisController *m_analyses = nullptr;
    ScreenshotSaver *m_screenshots = nullptr;
    Menus *m_menus = nullptr;
    StatusLine *m_status = nullptr;
    FullScreen *m_fullScreen = nullptr;
    Drawer *m_drawer = nullptr;
    QVBoxLayout *m_column = nullptr;
    QTimer m_statisticsTimer;
    bool m_leaving = false; ///< Nothing is asked any more.
    bool m_theming = false;
    bool m_shown = false; ///< Once.
    std::optional<bool> m_stopped;
};

} // namespace sightglass
