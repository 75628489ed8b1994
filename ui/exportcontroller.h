// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportjob.h"

#include <QObject>

#include <memory>

class QWidget;

namespace sightglass
{

class ExportPanel;
class MessagesPanel;
class Pipeline;
struct Settings;

/// The export of what is on display: asks where to, runs one job at a time beside the viewer, tells what came of it.
class ExportController : public QObject
{
    Q_OBJECT

public:
    ExportController(Pipeline &pipeline, Settings &settings, ExportPanel &panel, MessagesPanel &messages,
                     QWidget *window);
    ~ExportController() override;

    /// With other sources and models than the project's own, for tests.
    void setBackends(FrameSourceFactory sources, DetectorFactory detectors);

    /// Asks, then starts; where a range is marked, that is proposed.
    void ask(const FrameRange &range = {});
    /// What would be exported now: the source, model, thresholds and style on display. Paths and range are left open.
    ExportRequest requestOfDisplay() const;
    void start(const ExportRequest &request);
    void cancel();
    bool isRunning() const;
    /// Of the export that runs: "63 %", or how many frames where nobody knows how many there will be.
    QString progressText() const;
    /// Cancels, and waits for the end at most this long; see ExportJob::wait().
    bool stop(const QDeadlineTimer &deadline);

Q_SIGNALS:
    void runningChanged(bool running);
    /// The export was not begun, or broke off.
    void failed(const sightglass::Error &error);

private:
    void finish(const ExportSummary &summary);
    void end();

    Pipeline &m_pipeline;
    Settings &m_settings;
    ExportPanel &m_panel;
    MessagesPanel &m_messages;
    QWidget *m_window;
    FrameSourceFactory m_sources;
    DetectorFactory m_detectors;
    std::unique_ptr<ExportJob> m_job;
    ExportProgress m_progress; ///< Of the job.
};

} // namespace sightglass
