// SPDX-License-Identifier: Apache-2.0
#include "ui/exportcontroller.h"

#include "core/pipeline/pipeline.h"
#include "ui/docks/messagespanel.h"
#include "ui/exportdialog.h"
#include "ui/exportpanel.h"
#include "ui/settings.h"
#include "ui/transport/timetext.h"

#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <thread>

namespace sightglass
{

ExportController::ExportController(Pipeline &pipeline, Settings &settings, ExportPanel &panel, MessagesPanel &messages,
                                   QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_settings(settings)
    , m_panel(panel)
    , m_messages(messages)
    , m_window(window)
    , m_sources(makeFrameSource)
    , m_detectors(loadDetector)
{
    connect(&panel, &ExportPanel::cancelRequested, this, &ExportController::cancel);
}

ExportController::~ExportController() = default;

void ExportController::setBackends(FrameSourceFactory sources, DetectorFactory detectors)
{
    m_sources = std::move(sources);
    m_detectors = std::move(detectors);
}

ExportRequest ExportController::requestOfDisplay() const
{
    ExportRequest request;
    request.source = m_pipeline.lane().sourceInfo().spec;
    if (!m_pipeline.model().descriptor().location.isEmpty())
        request.model = m_pipeline.model().request();
    request.thresholds = m_pipeline.lane().thresholds();
    request.style = m_settings.tuning.style;
    // One processor is left to what plays, unless a person has chosen.
    if (request.model.workers == 0)
        request.model.workers = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
    if (request.model.threads == 0)
        request.model.threads = 1;
    return request;
}

void ExportController::ask(const FrameRange &range)
{
    if (isRunning() || !m_pipeline.lane().sourceState().isActive() ||
        m_pipeline.lane().sourceInfo().spec.location.isEmpty())
        return;
    QString folder = m_settings.exporting.folder;
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    auto *dialog = new ExportDialog(m_pipeline.lane().sourceInfo(), m_pipeline.lane().presentation().frame.id.index,
                                    folder, m_settings.exporting.detections, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setDetectionsFormat(m_settings.exporting.format);
    dialog->setWantsSound(m_settings.exporting.sound);
    dialog->setVideoSettings(m_settings.exporting.video);
    if (range != FrameRange())
        dialog->setRange(range);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_settings.exporting.folder = QFileInfo(dialog->videoPath()).absolutePath();
        m_settings.exporting.detections = !dialog->detectionsPath().isEmpty();
        ExportRequest request = requestOfDisplay();
        request.range = dialog->range();
        request.videoPath = dialog->videoPath();
        if (!dialog->detectionsPath().isEmpty())
            request.results = {{dialog->detectionsPath(), dialog->detectionsFormat()}};
        m_settings.exporting.format = dialog->detectionsFormat();
        request.sound = m_settings.exporting.sound = dialog->wantsSound();
        request.video = m_settings.exporting.video = dialog->videoSettings();
        request.overwrite = true; // The dialog has told that they exist.
        start(request);
    });
    dialog->open();
}

void ExportController::start(const ExportRequest &request)
{
    if (isRunning())
        return;
    m_progress = {};
    m_job = std::make_unique<ExportJob>(request, m_sources, m_detectors);
    connect(m_job.get(), &ExportJob::progressed, &m_panel, &ExportPanel::setProgress);
    connect(m_job.get(), &ExportJob::progressed, this, [this](const ExportProgress &now) { m_progress = now; });
    connect(m_job.get(), &ExportJob::finished, this, &ExportController::finish);
    connect(m_job.get(), &ExportJob::failed, this, [this](const Error &error) {
        m_messages.addError(error);
        m_panel.setStopped(error.message);
        end();
        Q_EMIT failed(error);
    });
    connect(m_job.get(), &ExportJob::cancelled, this, [this] {
        m_panel.setStopped(tr("The export was cancelled; nothing was written."));
        end();
    });
    m_panel.setRunning(QFileInfo(request.targets().value(0)).fileName());
    m_job->start();
    Q_EMIT runningChanged(true);
}

void ExportController::cancel()
{
    if (m_job)
        m_job->cancel();
}

bool ExportController::stop(const QDeadlineTimer &deadline)
{
    cancel();
    return !m_job || m_job->wait(deadline);
}

bool ExportController::isRunning() const
{
    return m_job != nullptr;
}

QString ExportController::progressText() const
{
    if (m_progress.total.value_or(0) > 0)
        return tr("%1 %").arg(100 * m_progress.written / *m_progress.total);
    return tr("%1 frames").arg(m_progress.written);
}

void ExportController::finish(const ExportSummary &summary)
{
    const QString path = summary.targets.value(0);
    const QString text = tr("Exported %1 frames with %2 detections to %3 in %4")
                             .arg(QString::number(summary.counts.delivered), QString::number(summary.detections),
                                  QFileInfo(path).fileName(), timeText(summary.seconds, false));
    m_panel.setFinished(summary.trouble ? text + QStringLiteral(". ") + summary.trouble->message : text,
                        QFileInfo(path).absolutePath());
    m_messages.addNote(text, path);
    if (!summary.swept.isEmpty())
        m_messages.addNote(tr("Removed what an export that was killed had left."),
                           summary.swept.join(QLatin1Char('\n')));
    if (!summary.unreadable.isEmpty())
        m_messages.addNote(summary.unreadableText(), path);
    for (const QString &note : summary.notes)
        m_messages.addNote(note, path);
    if (summary.trouble)
        m_messages.addError(*summary.trouble);
    end();
}

void ExportController::end()
{
    // The job is still sending its signal.
    m_job.release()->deleteLater();
    Q_EMIT runningChanged(false);
}

} // namespace sightglass
