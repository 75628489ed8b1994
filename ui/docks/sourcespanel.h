// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"
#include "core/media/cameras.h"
#include "core/media/sourcespec.h"
#include "core/pipeline/sourcestate.h"

#include <QList>
#include <QTimer>
#include <QWidget>

class QTreeWidget;
class QTreeWidgetItem;

namespace sightglass
{

class CameraModes;
class ElidedLabel;
class TonedLabel;
struct SourceInfo;

/// Where pictures come from: the source in use with its state, those used before, the cameras that are there.
class SourcesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesPanel(QWidget *parent = nullptr);

    /// The source in use; an empty phase says that there is none.
    void setCurrent(const SourceInfo &source, const SourceState &state);
    /// Pictures of it that came in during a second, measured.
    void setCaptureRate(double perSecond);
    /// Newest first.
    void setRecent(const QList<SourceSpec> &sources);
    void setCameras(const QList<CameraDevice> &cameras);

Q_SIGNALS:
    void openRequested(const sightglass::SourceSpec &source);
    void openFileRequested();
    void openUrlRequested();
    /// Out of the list of those used before.
    void forgetRequested(const sightglass::SourceSpec &source);
    void forgetAllRequested();
    /// The camera in use is to deliver so; any mode for automatic.
    void cameraModeChosen(const sightglass::CameraMode &mode);
    /// The user wants the cameras looked for again: answer with setCameras().
    void camerasRequested();

private:
    QWidget *makeButtons();
    QTreeWidgetItem *addGroup(const QString &title);
    void addSource(QTreeWidgetItem *group, const SourceSpec &source, const QString &text);
    void addHint(QTreeWidgetItem *group, const QString &text);
    void showMenu(const QPoint &position);
    void markCurrent();
    void updateState();

    SourceSpec m_current;
    SourceState m_state;
    QTimer m_clock;

    ElidedLabel *m_name;
    TonedLabel *m_format;
    TonedLabel *m_stateText;
    TonedLabel *m_suggestion;
    CameraModes *m_modes;
    QTreeWidget *m_tree;
    QTreeWidgetItem *m_recent;
    QTreeWidgetItem *m_cameras;
};

} // namespace sightglass
