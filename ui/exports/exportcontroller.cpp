// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportcontroller.h"

#include "core/pipeline/pipeline.h"
#include "core/values/visibletext.h"
#include "ui/currentlane.h"
#include "ui/docks/messagespanel.h"
#include "ui/exports/batchexportdialog.h"
#include "ui/exports/exportdialog.h"
#include "ui/exports/exportrow.h"
#include "ui/exports/exportspanel.h"
#include "ui/settings.h"
#include "ui/transport/timetext.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <thread>
#include <utility>

namespace sightglass
{

ExportController::ExportController(Pipeline &pipeline, CurrentLane &lane, Settings &settings, ExportRow &row,
                                   ExportsPanel &panel, MessagesPanel &messages, QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_row(row)
    , m_messages(messages)
    , m_window(window)
{
    panel.setQueue(m_queue);
    connect(&row, &ExportRow::cancelRequested, this, &ExportController::cancel);
    connect(&row, &ExportRow::listRequested, this, &ExportController::listWanted);
    connect(&panel, &ExportsPanel::addRequested, this, &ExportController::chooseFiles);
    connect(&panel, &ExportsPanel::filesDropped, this, &ExportController::askAboutFiles);
    connect(&m_queue, &ExportQueue::listChanged, this, &ExportController::showActive);
    connect(&m_queue, &ExportQueue::changed, this, &ExportController::showActive);
    connect(&m_queue, &ExportQueue::finished, this, [this](int, const ExportSummary &summary) { finish(summary); });
    connect(&m_queue, &ExportQueue::failed, this, [this](int, const Error &error) { fail(error); });
    connect(&m_queue, &ExportQueue::cancelled, this, [this] {
        if (!isRunning())
            m_row.setStopped(tr("The export was cancelled; nothing was written."));
    });
}

ExportController::~ExportController() = default;

void ExportController::setBackends(FrameSourceFactory sources, DetectorFactory detectors)
{
    m_queue.setBackends(std::move(sources), std::move(detectors));
}

void ExportController::setStore(const QString &path)
{
    if (const auto read = m_queue.setStore(path); !read)
        m_messages.addWarning(read.error());
    const auto interrupted =
        std::count_if(m_queue.exports().begin(), m_queue.exports().end(),
                      [](const QueuedExport &each) { return each.fate == QueuedExport::Fate::Interrupted; });
    if (interrupted > 0)
        m_messages.addNote(tr("Exports that the program's end has interrupted: %1").arg(interrupted),
                           tr("The panel \"Exports\" goes on with them."));
}

QString ExportController::usualFolder() const
{
    QString folder = m_settings.exporting.folder;
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    return folder;
}

void ExportController::chooseFiles()
{
    auto *dialog = new QFileDialog(m_window, tr("Files to export"), m_settings.source.folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ExportController::askAboutFiles);
    dialog->open();
}

void ExportController::askAboutFiles(const QStringList &paths)
{
    ExportBatch batch;
    batch.common = requestOfDisplay();
    batch.common.source = {};
    batch.common.video = m_settings.exporting.video;
    batch.common.sound = m_settings.exporting.sound;
    batch.inputs = paths;
    batch.folder = usualFolder();
    batch.container = m_settings.exporting.container;
    batch.formats = m_settings.exporting.formats;
    auto *dialog = new BatchExportDialog(batch, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const ExportBatch chosen = dialog->batch();
        ExportSettings &kept = m_settings.exporting;
        kept.folder = chosen.folder;
        kept.container = chosen.container;
        kept.formats = chosen.formats;
        kept.video = chosen.common.video;
        kept.sound = chosen.common.sound;
        startAll(dialog->requests());
    });
    dialog->open();
}

ExportRequest ExportController::requestOfDisplay() const
{
    return requestOf(*m_lane);
}

ExportRequest ExportController::requestOf(const SourceLane &lane) const
{
    ExportRequest request;
    request.source = lane.sourceInfo().spec;
    if (!m_pipeline.model().descriptor().location.isEmpty())
        request.model = m_pipeline.model().request();
    request.thresholds = lane.thresholds();
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
    if (!m_lane->sourceState().isActive() || m_lane->sourceInfo().spec.location.isEmpty())
        return;
    auto *dialog = new ExportDialog(m_lane->sourceInfo(), m_lane->presentation().frame.id.index, usualFolder(),
                                    m_settings.exporting.detections, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setDetectionsFormat(m_settings.exporting.format);
    dialog->setWantsSound(m_settings.exporting.sound);
    dialog->setVideoSettings(m_settings.exporting.video);
    dialog->setReserved(m_queue.targets());
    if (range != FrameRange())
        dialog->setRange(range);
    connect(&*m_lane, &SourceLane::sourceIndexed, dialog,
            [dialog](const SourceInfo &source) { dialog->setFrameCount(source.frameCount.value_or(1)); });
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
    if (const auto added = m_queue.add(request); !added)
        fail(added.error());
}

void ExportController::startAll(const std::vector<ExportRequest> &requests)
{
    for (const Error &refused : m_queue.addAll(requests))
        fail(refused);
    Q_EMIT listWanted();
}

void ExportController::cancel()
{
    if (const QueuedExport *active = m_queue.active())
        m_queue.cancel(active->id);
}

void ExportController::interrupt()
{
    m_queue.interrupt();
}

bool ExportController::wait(const QDeadlineTimer &deadline)
{
    return m_queue.wait(deadline);
}

bool ExportController::isRunning() const
{
    return m_queue.pending() > 0;
}

QString ExportController::progressText() const
{
    const QueuedExport *active = m_queue.active();
    const ExportProgress progress = active ? active->progress : ExportProgress();
    if (progress.total.value_or(0) > 0)
        return tr("%1 %").arg(100 * progress.written / *progress.total);
    return tr("%1 frames").arg(progress.written);
}

/// The row of the status line follows the one that is being worked on.
void ExportController::showActive()
{
    if (const QueuedExport *active = m_queue.active()) {
        m_row.setRunning(visibleText(QFileInfo(active->request.targets().value(0)).fileName()), m_queue.pending() - 1);
        m_row.setProgress(active->progress);
    }
    if (const bool now = isRunning(); std::exchange(m_wasRunning, now) != now)
        Q_EMIT runningChanged(now);
}

void ExportController::finish(const ExportSummary &summary)
{
    const QString path = summary.targets.value(0);
    const QString text = tr("Exported %1 frames with %2 detections to %3 in %4")
                             .arg(QString::number(summary.counts.delivered), QString::number(summary.detections),
                                  QFileInfo(path).fileName(), timeText(summary.seconds, false));
    if (!isRunning())
        m_row.setFinished(summary.trouble ? text + QStringLiteral(". ") + summary.trouble->message : text,
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
}

void ExportController::fail(const Error &error)
{
    m_messages.addError(error);
    if (!isRunning())
        m_row.setStopped(error.message);
    Q_EMIT failed(error);
}

} // namespace sightglass
