// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include <QCoreApplication>

#include <algorithm>

namespace sightglass
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("sightglass::ActionSet", text);
}

QList<QKeySequence> keys(std::initializer_list<const char *> texts)
{
    QList<QKeySequence> sequences;
    for (const char *text : texts)
        sequences.append(QKeySequence(QLatin1String(text), QKeySequence::PortableText));
    return sequences;
}

QString icon(const char *name)
{
    return QLatin1String(name);
}

QList<ActionInfo> fileActions()
{
    using enum ActionId;
    constexpr auto file = ActionCategory::File;
    constexpr auto source = ActionCategory::Source;
    constexpr auto exporting = ActionCategory::Export;
    return {
        {OpenFile, file, "open-file", tr("&Open file…"), icon("open"), keys({"Ctrl+O"}),
         tr("Open a video, a picture or a model from a file.")},
        {Screenshot, file, "screenshot", tr("Save &screenshot"), icon("picture"), keys({"S"}),
         tr("Save the frame on display with its boxes, in its full size, to the pictures folder.")},
        {ScreenshotBare, file, "screenshot-bare", tr("Save screenshot &without boxes"), icon("picture"),
         keys({"Shift+S"}), tr("Save the frame on display as its source has it to the pictures folder.")},
        {CopyPicture, file, "copy-picture", tr("Copy &picture"), icon("copy"), keys({"Ctrl+Shift+C"}),
         tr("Put the frame on display with its boxes, in its full size, on the clipboard.")},
        {CopyPictureBare, file, "copy-picture-bare", tr("Copy picture without &boxes"), icon("copy"),
         keys({"Ctrl+Alt+C"}), tr("Put the frame on display as its source has it on the clipboard.")},
        {Preferences, file, "preferences", tr("Pre&ferences…"), icon("settings"), keys({"Ctrl+,"}),
         tr("Choose how boxes, labels and the window look.")},
        {Quit, file, "quit", tr("&Quit"), icon("close"), keys({"Q", "Ctrl+Q"}), tr("Leave the program.")},
        {OpenFolder, source, "open-folder", tr("Open &folder of pictures…"), icon("folder"), keys({"Ctrl+Shift+O"}),
         tr("Show the pictures of a folder in the order of their names.")},
        {OpenUrl, source, "open-url", tr("Open &stream…"), icon("stream"), keys({"Ctrl+U"}),
         tr("Open the address of a stream: RTSP, HTTP and others.")},
        {OpenPipeline, source, "open-pipeline", tr("Open &pipeline…"), icon("stream"), keys({"Ctrl+Shift+U"}),
         tr("Open a GStreamer pipeline, as for gst-launch-1.0.")},
        {OpenDemo,
         source,
         "open-demo",
         tr("Open the &demo clip"),
         icon("play"),
         {},
         tr("Open the clip of the first steps: people on a pavement.")},
        {AddTile, source, "add-tile", tr("Open one &more beside it"), icon("add"), keys({"Ctrl+T"}),
         tr("Make room for another source beside those that are open; what is opened next comes there.")},
        {OpenSession,
         source,
         "open-session",
         tr("Open a sess&ion…"),
         icon("open"),
         {},
         tr("Open what was saved as a session, in place of what is open.")},
        {SaveSession, source, "save-session", tr("Save the sessio&n…"), icon("grid"), keys({"Ctrl+S"}),
         tr("Save what is open, where it stands, and how it is looked at.")},
        {CloseSource, source, "close-source", tr("&Close source"), icon("close"), keys({"Ctrl+W"}),
         tr("Close the file or camera that is chosen, and its place in the grid; the model stays loaded.")},
        {Export, exporting, "export", tr("Export annotated &video…"), icon("export"), keys({"Ctrl+E"}),
         tr("Write the source with the boxes as they are shown now to a video file.")},
        {ExportFiles, exporting, "export-files", tr("Export se&veral files…"), icon("export"), keys({"Ctrl+Shift+E"}),
         tr("Write files and folders, each to files of its own, with the model and the thresholds of now.")},
    };
}

QList<ActionInfo> modelActions()
{
    using enum ActionId;
    constexpr auto model = ActionCategory::Model;
    return {
        {OpenModel, model, "open-model", tr("&Open model…"), icon("model"), keys({"Ctrl+M"}),
         tr("Load a detection model from a file. The present one runs on until the new one is ready.")},
        {ReloadModel, model, "reload-model", tr("&Reload model"), icon("reload"), keys({"Ctrl+R"}),
         tr("Load the model's file again, for instance after it was trained further.")},
        {UnloadModel, model, "unload-model", tr("&Unload model"), icon("stop"), keys({"Ctrl+Shift+M"}),
         tr("Show pictures without looking for anything.")},
    };
}

QList<ActionInfo> playbackActions()
{
    using enum ActionId;
    constexpr auto play = ActionCategory::Playback;
    return {
        {PlayPause, play, "play-pause", tr("&Play"), icon("play"), keys({"Space", "P"}),
         tr("Play or pause; at the end of a file, play it again.")},
        {StepForward, play, "step-forward", tr("&Next frame"), icon("step-forward"), keys({"."}),
         tr("Pause and show the next frame.")},
        {StepBack, play, "step-back", tr("P&revious frame"), icon("step-back"), keys({","}),
         tr("Pause and show the frame before.")},
        {SkipForward, play, "skip-forward", tr("&Forward 5 seconds"), icon("step-forward"), keys({"Right"}),
         tr("Go 5 seconds forward.")},
        {SkipBack, play, "skip-back", tr("&Back 5 seconds"), icon("step-back"), keys({"Left"}),
         tr("Go 5 seconds back.")},
        {JumpForward, play, "jump-forward", tr("Forward 1 minute"), icon("to-end"), keys({"Up"}),
         tr("Go a minute forward.")},
        {JumpBack, play, "jump-back", tr("Back 1 minute"), icon("to-start"), keys({"Down"}), tr("Go a minute back.")},
        {ToStart, play, "to-start", tr("To the &start"), icon("to-start"), keys({"Home"}),
         tr("Go to the first frame.")},
        {ToEnd, play, "to-end", tr("To the &end"), icon("to-end"), keys({"End"}), tr("Go to the last frame.")},
        {GoTo, play, "go-to", tr("&Go to…"), icon("seek"), keys({"Ctrl+G"}),
         tr("Go to a frame, a time or a share of the file.")},
        {Slower, play, "slower", tr("S&lower"), icon("speed"), keys({"["}), tr("Play the file slower.")},
        {Faster, play, "faster", tr("Fas&ter"), icon("speed"), keys({"]"}), tr("Play the file faster.")},
        {NormalSpeed, play, "normal-speed", tr("Nor&mal speed"), icon("speed"), keys({"Backspace"}),
         tr("Play the file at its own speed.")},
        {Loop, play, "loop", tr("L&oop"), icon("loop"), keys({"Shift+L"}),
         tr("Begin the file again when it is over, or the marked part of it."), true},
        {MarkIn, play, "mark-in", tr("Mark its f&irst frame"), icon("mark-in"), keys({"Shift+I"}),
         tr("Let the marked part begin with the frame on display: a loop repeats it, an export takes it.")},
        {MarkOut, play, "mark-out", tr("Mark its last f&rame"), icon("mark-out"), keys({"Shift+O"}),
         tr("Let the marked part end with the frame on display: a loop repeats it, an export takes it.")},
        {ClearMarks, play, "clear-marks", tr("&Clear the marks"), icon("clear"), keys({"Shift+X"}),
         tr("Forget which part was marked.")},
        {PolicyLatest, play, "policy-latest", tr("L&atest"), icon("latest"), keys({"Ctrl+L"}),
         tr("The model sees the newest frame; frames it has no time for are dropped and counted."), true},
        {PolicyEveryFrame, play, "policy-every-frame", tr("E&very frame"), icon("every-frame"), keys({"Ctrl+Shift+L"}),
         tr("The model sees every frame; a slow model slows playing down."), true},
        {ModeSynced, play, "mode-synced", tr("S&ynced"), icon("synced"), keys({"Ctrl+Y"}),
         tr("A frame is shown when its own boxes are there."), true},
        {ModeSmooth, play, "mode-smooth", tr("Smoot&h"), icon("smooth"), keys({"Ctrl+Shift+Y"}),
         tr("Every frame is shown at once, with the newest boxes and their age."), true},
    };
}

QList<ActionInfo> viewActions()
{
    using enum ActionId;
    constexpr auto view = ActionCategory::View;
    return {
        {ZoomFit, view, "zoom-fit", tr("&Fit"), icon("fit"), keys({"Ctrl+0"}), tr("Show the whole picture.")},
        {ZoomOneToOne, view, "zoom-one-to-one", tr("&Actual pixels (1:1)"), icon("one-to-one"), keys({"Ctrl+1"}),
         tr("Show one pixel of the picture on one pixel of the screen.")},
        {ZoomIn, view, "zoom-in", tr("Zoom &in"), icon("zoom-in"), keys({"Ctrl++", "Ctrl+="}),
         tr("Show the picture larger; the mouse wheel does so at the cursor.")},
        {ZoomOut, view, "zoom-out", tr("Zoom &out"), icon("zoom-out"), keys({"Ctrl+-"}),
         tr("Show the picture smaller.")},
        {FillTile, view, "fill-tile", tr("The chosen picture al&one"), icon("fit"), keys({"G"}),
         tr("Let the chosen picture fill the grid, or show all again; a double click does so, too.")},
        {GridAutomatic,
         view,
         "grid-automatic",
         tr("&As many as are open"),
         icon("grid"),
         {},
         tr("Share the room among the sources that are open."),
         true},
        {GridOne, view, "grid-one", tr("&One"), icon("grid"), {}, tr("Show the chosen picture alone."), true},
        {GridTwoByOne,
         view,
         "grid-two-by-one",
         tr("&2 × 1"),
         icon("grid"),
         {},
         tr("Keep room for two pictures side by side."),
         true},
        {GridTwoByTwo,
         view,
         "grid-two-by-two",
         tr("2 × 2"),
         icon("grid"),
         {},
         tr("Keep room for four pictures."),
         true},
        {GridThreeByThree,
         view,
         "grid-three-by-three",
         tr("&3 × 3"),
         icon("grid"),
         {},
         tr("Keep room for nine pictures."),
         true},
        {GridFourByFour,
         view,
         "grid-four-by-four",
         tr("&4 × 4"),
         icon("grid"),
         {},
         tr("Keep room for sixteen pictures."),
         true},
        {TuneAll,
         view,
         "tune-all",
         tr("Tune all sources a&like"),
         icon("tuning"),
         {},
         tr("Thresholds and classes count for every source that is open, or for the chosen one alone."),
         true},
        {FullScreen, view, "full-screen", tr("F&ull screen"), icon("full-screen"), keys({"F", "F11"}),
         tr("Show the picture alone, with a few statistics."), true},
        {LeaveFullScreen, view, "leave-full-screen", tr("Leave full screen"), icon("close"), keys({"Esc"}),
         tr("Show the window again.")},
        {StatisticsOverlay, view, "statistics-overlay", tr("&Statistics on the picture"), icon("statistics"),
         keys({"I"}), tr("Show rates, queue and drops over the picture."), true},
        {ShowBoxes, view, "show-boxes", tr("&Boxes"), icon("detections"), keys({"B"}),
         tr("Draw a box around each detection, with its tag."), true},
        {ShowLabels, view, "show-labels", tr("&Labels"), icon("classes"), keys({"N"}),
         tr("Write the name of the class at each box."), true},
        {ShowScores, view, "show-scores", tr("S&cores"), icon("tuning"), keys({"Shift+N"}),
         tr("Write the confidence at each box."), true},
        {ShowMasks, view, "show-masks", tr("&Masks"), icon("masks"), keys({"M"}),
         tr("Tint the pixels of each detection, where the model tells them."), true},
        {ShowKeypoints, view, "show-keypoints", tr("&Keypoints"), icon("keypoints"), keys({"K"}),
         tr("Draw the points of each detection and the skeleton between them, where the model tells them."), true},
        {Undo, view, "undo", tr("U&ndo tuning"), icon("undo"), keys({"Ctrl+Z"}),
         tr("Take back the last change of thresholds and classes.")},
        {Redo, view, "redo", tr("Re&do tuning"), icon("redo"), keys({"Ctrl+Shift+Z"}),
         tr("Make the change again that was taken back.")},
        {ConfidenceUp, view, "confidence-up", tr("&Raise confidence"), icon("tuning"), keys({"C"}),
         tr("Raise the confidence threshold by 0.01: fewer boxes.")},
        {ConfidenceDown, view, "confidence-down", tr("Lo&wer confidence"), icon("tuning"), keys({"Shift+C"}),
         tr("Lower the confidence threshold by 0.01: more boxes.")},
        {AppearanceSystem,
         view,
         "appearance-system",
         tr("As the &desktop"),
         icon("settings"),
         {},
         tr("Light or dark, as the desktop is."),
         true},
        {AppearanceLight, view, "appearance-light", tr("&Light"), icon("settings"), {}, tr("Always light."), true},
        {AppearanceDark, view, "appearance-dark", tr("D&ark"), icon("settings"), {}, tr("Always dark."), true},
        {LayoutTune, view, "layout-tune", tr("&Tune"), icon("layout-tune"), keys({"Ctrl+F1"}),
         tr("Arrange the window for tuning: picture, thresholds and classes.")},
        {LayoutMonitor, view, "layout-monitor", tr("&Monitor"), icon("layout-monitor"), keys({"Ctrl+F2"}),
         tr("Arrange the window for watching: picture, sources and statistics.")},
        {LayoutReview, view, "layout-review", tr("&Review"), icon("layout-review"), keys({"Ctrl+F3"}),
         tr("Arrange the window for reviewing: picture, detections and a larger seek bar.")},
        {LayoutReset, view, "layout-reset", tr("Rese&t layout"), icon("reset"), keys({"Ctrl+F12"}),
         tr("Bring every panel back to where it was at first.")},
        {SidePanel, view, "side-panel", tr("Side &panel"), icon("layout-tune"), keys({"F9"}),
         tr("Show the panels at the right, or leave their room to the picture."), true},
    };
}

QList<ActionInfo> tileActions()
{
    using enum ActionId;
    const auto choose = [](ActionId id, const char *name, const char *key) {
        const QString place = QLatin1String(key);
        return ActionInfo{id,
                          ActionCategory::View,
                          name,
                          tr("Source %1").arg(place),
                          icon("grid"),
                          keys({key}),
                          tr("Choose the source at place %1 of the grid.").arg(place)};
    };
    return {choose(ChooseTile1, "choose-tile-1", "1"), choose(ChooseTile2, "choose-tile-2", "2"),
            choose(ChooseTile3, "choose-tile-3", "3"), choose(ChooseTile4, "choose-tile-4", "4"),
            choose(ChooseTile5, "choose-tile-5", "5"), choose(ChooseTile6, "choose-tile-6", "6"),
            choose(ChooseTile7, "choose-tile-7", "7"), choose(ChooseTile8, "choose-tile-8", "8"),
            choose(ChooseTile9, "choose-tile-9", "9")};
}

QList<ActionInfo> helpActions()
{
    using enum ActionId;
    constexpr auto help = ActionCategory::Help;
    return {
        {CommandPalette, help, "command-palette", tr("&Commands…"), icon("commands"), keys({"Ctrl+K", "Ctrl+Shift+P"}),
         tr("Find all that can be done by a few letters.")},
        {Shortcuts, help, "shortcuts", tr("&Keyboard shortcuts"), icon("keyboard"), keys({"F1", "?"}),
         tr("List all keys, and give actions others.")},
        {CopyDiagnostics,
         help,
         "copy-diagnostics",
         tr("Copy &diagnostics"),
         icon("copy"),
         {},
         tr("Put versions, machine, model, settings and the last messages on the clipboard, without anything secret.")},
        {WriteLog,
         help,
         "write-log",
         tr("Write a &log…"),
         icon("log"),
         {},
         tr("Write what the program does to a file, until this is switched off or the program ends."),
         true},
        {About,
         help,
         "about",
         tr("&About Sightglass"),
         icon("about"),
         {},
         tr("Version, libraries in use, and the licence.")},
    };
}

} // namespace

const QList<ActionInfo> &actionTable()
{
    static const QList<ActionInfo> table =
        fileActions() + modelActions() + playbackActions() + viewActions() + tileActions() + helpActions();
    return table;
}

const ActionInfo &actionInfo(ActionId id)
{
    const QList<ActionInfo> &table = actionTable();
    return *std::find_if(table.begin(), table.end(), [id](const ActionInfo &info) { return info.id == id; });
}

} // namespace sightglass
