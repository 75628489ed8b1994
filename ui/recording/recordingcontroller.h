// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/recordingstatus.h"
#include "core/values/error.h"

#include <QObject>

namespace sightglass
{

class ActionSet;
class CurrentLane;
class ExportController;
class MessagesPanel;
class SourceLane;
struct RecordingSettings;

/// Recordings of live sources: begins and ends them for the lane that is chosen, tells of each file, and hands it to
/// the exports to be written with boxes and detections.
///
/// Files are in the folder of the settings, which is made where it is missing, and named after source and time.
class RecordingController : public QObject
{
    Q_OBJECT

public:
    RecordingController(CurrentLane &lane, RecordingSettings &settings, const ActionSet &actions,
                        ExportController &exporter, MessagesPanel &messages, QObject *parent);

    /// A lane that may be chosen.
    void watch(SourceLane &lane);
    /// Of all lanes, from now on.
    void setSettings(const RecordingSettings &settings);

Q_SIGNALS:
    /// What goes on, in words.
    void said(const QString &text);
    /// What was begun does not go on.
    void failed(const sightglass::Error &error);

private:
    void showState();
    void toggle(bool wanted);
    void saveKept();
    RecordingTarget target() const;
    void take(SourceLane &lane, const RecordedFile &file);

    CurrentLane &m_lane;
    RecordingSettings &m_settings;
    const ActionSet &m_actions;
    ExportController &m_exporter;
    MessagesPanel &m_messages;
    QList<SourceLane *> m_lanes;
};

} // namespace sightglass
