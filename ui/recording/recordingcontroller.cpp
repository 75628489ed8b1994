// SPDX-License-Identifier: Apache-2.0
#include "ui/recording/recordingcontroller.h"

#include "core/export/framenames.h"
#include "core/pipeline/sourcelane.h"
#include "ui/actions.h"
#include "ui/currentlane.h"
#include "ui/docks/messagespanel.h"
#include "ui/exports/exportcontroller.h"
#include "ui/recording/recordingsettings.h"
#include "ui/transport/timetext.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>

namespace sightglass
{

RecordingController::RecordingController(CurrentLane &lane, RecordingSettings &settings, const ActionSet &actions,
                                         ExportController &exporter, MessagesPanel &messages, QObject *parent)
    : QObject(parent)
    , m_lane(lane)
    , m_settings(settings)
    , m_actions(actions)
    , m_exporter(exporter)
    , m_messages(messages)
{
    connect(actions[ActionId::Record], &QAction::triggered, this, &RecordingController::toggle);
    connect(actions[ActionId::SaveLast], &QAction::triggered, this, &RecordingController::saveKept);
    connect(&lane, &CurrentLane::changed, this, &RecordingController::showState);
    connect(&lane, &CurrentLane::sourceStateChanged, this, &RecordingController::showState);
    connect(&lane, &CurrentLane::sourceOpened, this, &RecordingController::showState);
    showState();
}

void RecordingController::watch(SourceLane &lane)
{
    m_lanes.append(&lane);
    lane.keep(m_settings.keep);
    connect(&lane, &SourceLane::recordingChanged, this, &RecordingController::showState);
    connect(&lane, &SourceLane::recorded, this, [this, &lane](const RecordedFile &file) { take(lane, file); });
    connect(&lane, &SourceLane::recordingFailed, this, [this](const Error &error) {
        m_messages.addError(error);
        Q_EMIT failed(error);
    });
}

void RecordingController::setSettings(const RecordingSettings &settings)
{
    m_settings = settings;
    for (SourceLane *lane : std::as_const(m_lanes))
        lane->keep(settings.keep);
    showState();
}

void RecordingController::showState()
{
    const bool live = m_lane->sourceInfo().live;
    QAction *record = m_actions[ActionId::Record];
    record->setEnabled(live);
    record->setChecked(live && m_lane->statistics().recording.recording);
    QAction *saveLast = m_actions[ActionId::SaveLast];
    saveLast->setEnabled(live && m_settings.keep.seconds > 0.0);
    saveLast->setText(m_settings.keep.seconds > 0.0 ? tr("&Keep the last %1 s").arg(m_settings.keep.seconds)
                                                    : actionInfo(ActionId::SaveLast).text);
}

RecordingTarget RecordingController::target() const
{
    const QString name = m_lane->sourceInfo().spec.displayName().section(QStringLiteral("://"), -1);
    return {m_settings.place(), fileNameFor(name, QStringLiteral("sightglass")), 60.0 * m_settings.fileMinutes};
}

void RecordingController::toggle(bool wanted)
{
    if (!wanted) {
        m_lane->stopRecording();
        return;
    }
    m_lane->record(target());
    Q_EMIT said(tr("Recording to %1").arg(QDir::toNativeSeparators(m_settings.place())));
}

void RecordingController::saveKept()
{
    const double seconds = m_lane->statistics().recording.keptSeconds;
    RecordingTarget whole = target();
    whole.fileSeconds = 0.0;
    m_lane->saveKept(whole);
    Q_EMIT said(tr("Writing the last %1 s").arg(seconds, 0, 'f', 1));
}

/// A file is whole: it is told of, and goes to the exports.
void RecordingController::take(SourceLane &lane, const RecordedFile &file)
{
    const QString name = QFileInfo(file.path).fileName();
    const QString text =
        tr("Recorded %1, %2 pictures, to %3").arg(timeText(file.seconds, true), QString::number(file.pictures), name);
    m_messages.addNote(text, file.path);
    if (file.lost > 0)
        m_messages.addWarning(
            {tr("%1 lacks %2 pictures, for which there was no time.").arg(name, QString::number(file.lost)),
             tr("Close other programs, or choose a lighter model or a smaller picture."),
             {}});
    Q_EMIT said(text);
    ExportRequest request = m_exporter.requestOf(lane);
    if (!m_settings.annotates || request.model.location.isEmpty())
        return;
    request.source = {SourceKind::VideoFile, file.path};
    const QString stem = QFileInfo(file.path).dir().filePath(QFileInfo(file.path).completeBaseName());
    request.videoPath = stem + QStringLiteral(".mp4");
    request.results = {{stem + QStringLiteral(".csv"), {}}};
    m_exporter.start(request);
}

} // namespace sightglass
