// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;

namespace sightglass
{

enum class ActionId
{
    OpenFile,
    OpenFolder,
    OpenUrl,
    OpenPipeline,
    CloseSource,
    Screenshot,
    CopyPicture,
    Export,
    Quit,
    OpenModel,
    ReloadModel,
    UnloadModel,
    PlayPause,
    StepForward,
    StepBack,
    SkipForward,
    SkipBack,
    JumpForward,
    JumpBack,
    ToStart,
    ToEnd,
    Slower,
    Faster,
    NormalSpeed,
    Loop,
    GoTo,
    PolicyLatest,
    PolicyEveryFrame,
    ModeSynced,
    ModeSmooth,
    ZoomFit,
    ZoomOneToOne,
    ZoomIn,
    ZoomOut,
    FullScreen,
    LeaveFullScreen,
    StatisticsOverlay,
    ShowBoxes,
    ShowLabels,
    ShowScores,
    ShowMasks,
    ShowKeypoints,
    Undo,
    Redo,
    ConfidenceUp,
    ConfidenceDown,
    AppearanceSystem,
    AppearanceLight,
    AppearanceDark,
    LayoutTune,
    LayoutMonitor,
    LayoutReview,
    LayoutReset,
    CommandPalette,
    Shortcuts,
    About,
};

enum class ActionCategory
{
    File,
    Source,
    Model,
    Playback,
    View,
    Export,
    Help
};

QString categoryName(ActionCategory category);

/// One row of the table of all that can be done. Menus, commands and the list of keys are made from these.
struct ActionInfo
{
    ActionId id;
    ActionCategory category;
    const char *name; ///< Stable, for tests and settings: "play-pause".
    QString text;
    QString icon; ///< For lineIcon().
    QList<QKeySequence> shortcuts;
    QString help; ///< What it does, in a sentence.
    bool checkable = false;
};

/// The table, in the order of the menus, in the current language.
const QList<ActionInfo> &actionTable();

/// The actions of one window, made from the table, and known to the window whether a menu shows them or not.
class ActionSet : public QObject
{
    Q_OBJECT

public:
    explicit ActionSet(QWidget *window);

    QAction *operator[](ActionId id) const { return m_actions.value(id); }

private:
    QHash<ActionId, QAction *> m_actions;
};

} // namespace sightglass
