// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

class QAction;

namespace sightglass
{

enum class ActionId
{
    OpenFile,
    OpenFolder,
    OpenUrl,
    OpenPipeline,
    OpenScreen,
    OpenDemo,
    CloseSource,
    AddTile,
    OpenSession,
    SaveSession,
    Screenshot,
    ScreenshotBare,
    CopyPicture,
    CopyPictureBare,
    Export,
    ExportFiles,
    Quit,
    OpenModel,
    ReloadModel,
    UnloadModel,
    AnalyseClip,
    PlayPause,
    Record,
    SaveLast,
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
    NextEvent,
    PreviousEvent,
    FindInClip,
    MarkIn,
    MarkOut,
    ClearMarks,
    PlayTogether,
    LineUp,
    ShiftForward,
    ShiftBack,
    PolicyLatest,
    PolicyEveryFrame,
    ModeSynced,
    ModeSmooth,
    ZoomFit,
    ZoomOneToOne,
    ZoomIn,
    ZoomOut,
    FillTile,
    GridAutomatic,
    GridOne,
    GridTwoByOne,
    GridTwoByTwo,
    GridThreeByThree,
    GridFourByFour,
    ChooseTile1,
    ChooseTile2,
    ChooseTile3,
    ChooseTile4,
    ChooseTile5,
    ChooseTile6,
    ChooseTile7,
    ChooseTile8,
    ChooseTile9,
    TuneAll,
    FullScreen,
    LeaveFullScreen,
    StatisticsOverlay,
    Inspect,
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
    SidePanel,
    Timeline,
    EventList,
    CommandPalette,
    Shortcuts,
    Preferences,
    CopyDiagnostics,
    WriteLog,
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
const ActionInfo &actionInfo(ActionId id);

/// The actions of one window, made from the table, and known to the window whether a menu shows them or not.
class ActionSet : public QObject
{
    Q_OBJECT

public:
    explicit ActionSet(QWidget *window);

    QAction *operator[](ActionId id) const { return m_actions.value(id); }

    /// What an action is called in lists: without mnemonics and dots.
    static QString title(const ActionInfo &info);

    /// The keys of an action from now on; whichever has had them before loses them.
    void setKeys(ActionId id, const QList<QKeySequence> &keys);
    /// Which other action has this key; nothing: none. One key is another's beginning as well as the same.
    std::optional<ActionId> holderOf(const QKeySequence &key, ActionId except) const;
    /// All keys as the table has them.
    void resetKeys();

    /// The keys that are not the table's, by the names of the actions, as QKeySequence::PortableText.
    QHash<QString, QStringList> ownKeys() const;
    /// From a settings file: what is no key there, and no action's name, is left out.
    void setOwnKeys(const QHash<QString, QStringList> &keys);

Q_SIGNALS:
    void keysChanged();

private:
    void applyKeys(const ActionInfo &info, const QList<QKeySequence> &keys);

    QHash<ActionId, QAction *> m_actions;
};

} // namespace sightglass
