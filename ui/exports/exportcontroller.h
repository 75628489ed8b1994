// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportqueue.h"

#include <QObject>

class QWidget;

namespace sightglass
{

class ExportRow;
class ExportsPanel;
class MessagesPanel;
class CurrentLane;
class Pipeline;
class SourceLane;
struct Settings;

/// The exports of a window: asks what of and where to, queues them beside the viewer, tells what came of them.
class ExportController : public QObject
{
    Q_OBJECT

public:
    ExportController(Pipeline &pipeline, CurrentLane &lane, Settings &settings, ExportRow &row, ExportsPanel &panel,
                     MessagesPanel &messages, QWidget *window);
    ~ExportController() override;

    ExportQueue &queue() { return m_queue; }
    /// Where the list is kept over restarts; see ExportQueue::setStore().
    void setStore(const QString &path);

    /// With other sources and models than the project's own, for tests.
    void setBackends(FrameSourceFactory sources, DetectorFactory detectors);

    /// Asks, then starts; where a range is marked, that is proposed.
    void ask(const FrameRange &range = {});
    /// Asks which files, and then as askAboutFiles().
    void chooseFiles();
    /// Asks what comes of these files and folders.
    void askAboutFiles(const QStringList &paths);
    /// What would be exported now: the source, model, thresholds and style on display. Paths and range are left open.
    ExportRequest requestOfDisplay() const;
    /// The same of another lane.
    ExportRequest requestOf(const SourceLane &lane) const;
    /// As soon as it is its turn.
    void start(const ExportRequest &request);
    /// One after another.
    void startAll(const std::vector<ExportRequest> &requests);
    /// Where the last export went, or where videos are.
    QString usualFolder() const;
    /// The one that runs.
    void cancel();
    /// Whether there is one that runs, is paused or waits.
    bool isRunning() const;
    /// Of the export that runs: "63 %", or how many frames where nobody knows how many there will be.
    QString progressText() const;
    /// The program ends: see ExportQueue.
    void interrupt();
    bool wait(const QDeadlineTimer &deadline);

Q_SIGNALS:
    void runningChanged(bool running);
    /// There are several now: the list is worth a look.
    void listWanted();
    /// The export was not begun, or broke off.
    void failed(const sightglass::Error &error);

private:
    void finish(const ExportSummary &summary);
    void fail(const Error &error);
    void showActive();

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    Settings &m_settings;
    ExportRow &m_row;
    MessagesPanel &m_messages;
    QWidget *m_window;
    ExportQueue m_queue;
    bool m_wasRunning = false;
};

} // namespace sightglass
