// SPDX-License-Identifier: Apache-2.0
#include "core/values/words.h"
#include "ui/actions.h"

#include <algorithm>

namespace sightglass
{

namespace
{

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
        {OpenFile, file, "open-file", Words::tr("&Open file…"), icon("open"), keys({"Ctrl+O"}),
         Words::tr("Open a video, a picture or a model from a file.")},
        {Screenshot, file, "screenshot", Words::tr("Save &screenshot"), icon("picture"), keys({"S"}),
         Words::tr("Save the frame on display with its boxes, in its full size, to the pictures folder.")},
        {ScreenshotBare, file, "screenshot-bare", Words::tr("Save screenshot &without boxes"), icon("picture"),
         keys({"Shift+S"}), Words::tr("Save the frame on display as its source has it to the pictures folder.")},
        {CopyPicture, file, "copy-picture", Words::tr("Copy &picture"), icon("copy"), keys({"Ctrl+Shift+C"}),
         Words::tr("Put the frame on display with its boxes, in its full size, on the clipboard.")},
        {CopyPictureBare, file, "copy-picture-bare", Words::tr("Copy picture without &boxes"), icon("copy"),
         keys({"Ctrl+Alt+C"}), Words::tr("Put the frame on display as its source has it on the clipboard.")},
        {Preferences, file, "preferences", Words::tr("Pre&ferences…"), icon("settings"), keys({"Ctrl+,"}),
         Words::tr("Choose how boxes, labels and the window look.")},
        {Quit, file, "quit", Words::tr("&Quit"), icon("close"), keys({"Q", "Ctrl+Q"}), Words::tr("Leave the program.")},
        {OpenFolder, source, "open-folder", Words::tr("Open &folder of pictures…"), icon("folder"),
         keys({"Ctrl+Shift+O"}), Words::tr("Show the pictures of a folder in the order of their names.")},
        {OpenUrl, source, "open-url", Words::tr("Open &stream…"), icon("stream"), keys({"Ctrl+U"}),
         Words::tr("Open the address of a stream: RTSP, HTTP and others.")},
        {OpenPipeline, source, "open-pipeline", Words::tr("Open &pipeline…"), icon("stream"), keys({"Ctrl+Shift+U"}),
         Words::tr("Open a GStreamer pipeline, as for gst-launch-1.0.")},
        {OpenScreen,
         source,
         "open-screen",
         Words::tr("Watch the scr&een…"),
         icon("screen"),
         {},
         Words::tr("Watch a part of the screen, a window, or all of it.")},
        {OpenDemo,
         source,
         "open-demo",
         Words::tr("Open the &demo clip"),
         icon("play"),
         {},
         Words::tr("Open the clip of the first steps: people on a pavement.")},
        {AddTile, source, "add-tile", Words::tr("Open one &more beside it"), icon("add"), keys({"Ctrl+T"}),
         Words::tr("Make room for another source beside those that are open; what is opened next comes there.")},
        {OpenSession,
         source,
         "open-session",
         Words::tr("Open a sess&ion…"),
         icon("open"),
         {},
         Words::tr("Open what was saved as a session, in place of what is open.")},
        {SaveSession, source, "save-session", Words::tr("Save the sessio&n…"), icon("grid"), keys({"Ctrl+S"}),
         Words::tr("Save what is open, where it stands, and how it is looked at.")},
        {CloseSource, source, "close-source", Words::tr("&Close source"), icon("close"), keys({"Ctrl+W"}),
         Words::tr("Close the file or camera that is chosen, and its place in the grid; the model stays loaded.")},
        {Export, exporting, "export", Words::tr("Export annotated &video…"), icon("export"), keys({"Ctrl+E"}),
         Words::tr("Write the source with the boxes as they are shown now to a video file.")},
        {ExportFiles, exporting, "export-files", Words::tr("Export se&veral files…"), icon("export"),
         keys({"Ctrl+Shift+E"}),
         Words::tr("Write files and folders, each to files of its own, with the model and the thresholds of now.")},
    };
}

QList<ActionInfo> modelActions()
{
    using enum ActionId;
    constexpr auto model = ActionCategory::Model;
    return {
        {OpenModel, model, "open-model", Words::tr("&Open model…"), icon("model"), keys({"Ctrl+M"}),
         Words::tr("Load a detection model from a file. The present one runs on until the new one is ready.")},
        {ReloadModel, model, "reload-model", Words::tr("&Reload model"), icon("reload"), keys({"Ctrl+R"}),
         Words::tr("Load the model's file again, for instance after it was trained further.")},
        {UnloadModel, model, "unload-model", Words::tr("&Unload model"), icon("stop"), keys({"Ctrl+Shift+M"}),
         Words::tr("Show pictures without looking for anything.")},
        {AnalyseClip, model, "analyse-clip", Words::tr("&Analyse clip"), icon("every-frame"), keys({"A"}),
         Words::tr("Let the model see every frame of the file in the background, so that all are there at once; again: "
                   "pause."),
         true},
    };
}

QList<ActionInfo> playbackActions()
{
    using enum ActionId;
    constexpr auto play = ActionCategory::Playback;
    return {
        {PlayPause, play, "play-pause", Words::tr("&Play"), icon("play"), keys({"Space", "P"}),
         Words::tr("Play or pause; at the end of a file, play it again.")},
        {Record, play, "record", Words::tr("Recor&d"), icon("record"), keys({"R"}),
         Words::tr("Write the pictures of a live source to files from now on, and their detections after it."), true},
        {SaveLast, play, "save-last", Words::tr("&Keep the last seconds"), icon("keep"), keys({"Shift+R"}),
         Words::tr("Write the last seconds of a live source to a file, and their detections after it.")},
        {StepForward, play, "step-forward", Words::tr("&Next frame"), icon("step-forward"), keys({"."}),
         Words::tr("Pause and show the next frame.")},
        {StepBack, play, "step-back", Words::tr("P&revious frame"), icon("step-back"), keys({","}),
         Words::tr("Pause and show the frame before.")},
        {SkipForward, play, "skip-forward", Words::tr("&Forward 5 seconds"), icon("step-forward"), keys({"Right"}),
         Words::tr("Go 5 seconds forward.")},
        {SkipBack, play, "skip-back", Words::tr("&Back 5 seconds"), icon("step-back"), keys({"Left"}),
         Words::tr("Go 5 seconds back.")},
        {JumpForward, play, "jump-forward", Words::tr("Forward 1 minute"), icon("to-end"), keys({"Up"}),
         Words::tr("Go a minute forward.")},
        {JumpBack, play, "jump-back", Words::tr("Back 1 minute"), icon("to-start"), keys({"Down"}),
         Words::tr("Go a minute back.")},
        {ToStart, play, "to-start", Words::tr("To the &start"), icon("to-start"), keys({"Home"}),
         Words::tr("Go to the first frame.")},
        {ToEnd, play, "to-end", Words::tr("To the &end"), icon("to-end"), keys({"End"}),
         Words::tr("Go to the last frame.")},
        {GoTo, play, "go-to", Words::tr("&Go to…"), icon("seek"), keys({"Ctrl+G"}),
         Words::tr("Go to a frame, a time or a share of the file.")},
        {NextEvent, play, "next-event", Words::tr("Ne&xt event"), icon("next-event"), keys({"E"}),
         Words::tr("Go to the next event of the kind that is chosen over the lane: a detection, a change of count, a "
                   "near miss, a gap, or a match of the query.")},
        {PreviousEvent, play, "previous-event", Words::tr("Previous event"), icon("previous-event"), keys({"Shift+E"}),
         Words::tr("Go to the event before.")},
        {FindInClip, play, "find-in-clip", Words::tr("Fin&d in the clip…"), icon("find"), keys({"Ctrl+F"}),
         Words::tr("Type which frames to find: person >= 3, bus and person, score < 0.4.")},
        {Slower, play, "slower", Words::tr("S&lower"), icon("speed"), keys({"["}), Words::tr("Play the file slower.")},
        {Faster, play, "faster", Words::tr("Fas&ter"), icon("speed"), keys({"]"}), Words::tr("Play the file faster.")},
        {NormalSpeed, play, "normal-speed", Words::tr("Nor&mal speed"), icon("speed"), keys({"Backspace"}),
         Words::tr("Play the file at its own speed.")},
        {Loop, play, "loop", Words::tr("L&oop"), icon("loop"), keys({"Shift+L"}),
         Words::tr("Begin the file again when it is over, or the marked part of it."), true},
        {MarkIn, play, "mark-in", Words::tr("Mark its f&irst frame"), icon("mark-in"), keys({"Shift+I"}),
         Words::tr("Let the marked part begin with the frame on display: a loop repeats it, an export takes it.")},
        {MarkOut, play, "mark-out", Words::tr("Mark its last f&rame"), icon("mark-out"), keys({"Shift+O"}),
         Words::tr("Let the marked part end with the frame on display: a loop repeats it, an export takes it.")},
        {ClearMarks, play, "clear-marks", Words::tr("&Clear the marks"), icon("clear"), keys({"Shift+X"}),
         Words::tr("Forget which part was marked.")},
        {PlayTogether, play, "play-together", Words::tr("Play files to&gether"), icon("together"), keys({"T"}),
         Words::tr("Play the files that are open by one clock, for cameras that saw the same scene."), true},
        {LineUp, play, "line-up", Words::tr("Line &up what is shown"), icon("line-up"), keys({"Shift+T"}),
         Words::tr("Take the frames on display for the same moment, and play the files together from there.")},
        {ShiftForward, play, "shift-forward", Words::tr("Shift forward by a frame"), icon("step-forward"),
         keys({"Alt+."}), Words::tr("Show the next frame of the chosen file at this moment of the others.")},
        {ShiftBack, play, "shift-back", Words::tr("Shift back by a frame"), icon("step-back"), keys({"Alt+,"}),
         Words::tr("Show the frame before of the chosen file at this moment of the others.")},
        {PolicyLatest, play, "policy-latest", Words::tr("L&atest"), icon("latest"), keys({"Ctrl+L"}),
         Words::tr("The model sees the newest frame; frames it has no time for are dropped and counted."), true},
        {PolicyEveryFrame, play, "policy-every-frame", Words::tr("E&very frame"), icon("every-frame"),
         keys({"Ctrl+Shift+L"}), Words::tr("The model sees every frame; a slow model slows playing down."), true},
        {ModeSynced, play, "mode-synced", Words::tr("S&ynced"), icon("synced"), keys({"Ctrl+Y"}),
         Words::tr("A frame is shown when its own boxes are there."), true},
        {ModeSmooth, play, "mode-smooth", Words::tr("Smoot&h"), icon("smooth"), keys({"Ctrl+Shift+Y"}),
         Words::tr("Every frame is shown at once, with the newest boxes and their age."), true},
    };
}

QList<ActionInfo> viewActions()
{
    using enum ActionId;
    constexpr auto view = ActionCategory::View;
    return {
        {ZoomFit, view, "zoom-fit", Words::tr("&Fit"), icon("fit"), keys({"Ctrl+0"}),
         Words::tr("Show the whole picture.")},
        {ZoomOneToOne, view, "zoom-one-to-one", Words::tr("&Actual pixels (1:1)"), icon("one-to-one"), keys({"Ctrl+1"}),
         Words::tr("Show one pixel of the picture on one pixel of the screen.")},
        {ZoomIn, view, "zoom-in", Words::tr("Zoom &in"), icon("zoom-in"), keys({"Ctrl++", "Ctrl+="}),
         Words::tr("Show the picture larger; the mouse wheel does so at the cursor.")},
        {ZoomOut, view, "zoom-out", Words::tr("Zoom &out"), icon("zoom-out"), keys({"Ctrl+-"}),
         Words::tr("Show the picture smaller.")},
        {FillTile, view, "fill-tile", Words::tr("The chosen picture al&one"), icon("fit"), keys({"G"}),
         Words::tr("Let the chosen picture fill the grid, or show all again; a double click does so, too.")},
        {GridAutomatic,
         view,
         "grid-automatic",
         Words::tr("&As many as are open"),
         icon("grid"),
         {},
         Words::tr("Share the room among the sources that are open."),
         true},
        {GridOne,
         view,
         "grid-one",
         Words::tr("&One"),
         icon("grid"),
         {},
         Words::tr("Show the chosen picture alone."),
         true},
        {GridTwoByOne,
         view,
         "grid-two-by-one",
         Words::tr("&2 × 1"),
         icon("grid"),
         {},
         Words::tr("Keep room for two pictures side by side."),
         true},
        {GridTwoByTwo,
         view,
         "grid-two-by-two",
         Words::tr("2 × 2"),
         icon("grid"),
         {},
         Words::tr("Keep room for four pictures."),
         true},
        {GridThreeByThree,
         view,
         "grid-three-by-three",
         Words::tr("&3 × 3"),
         icon("grid"),
         {},
         Words::tr("Keep room for nine pictures."),
         true},
        {GridFourByFour,
         view,
         "grid-four-by-four",
         Words::tr("&4 × 4"),
         icon("grid"),
         {},
         Words::tr("Keep room for sixteen pictures."),
         true},
        {TuneAll,
         view,
         "tune-all",
         Words::tr("Tune all sources a&like"),
         icon("tuning"),
         {},
         Words::tr("Thresholds and classes count for every source that is open, or for the chosen one alone."),
         true},
        {FullScreen, view, "full-screen", Words::tr("F&ull screen"), icon("full-screen"), keys({"F", "F11"}),
         Words::tr("Show the picture alone, with a few statistics."), true},
        {LeaveFullScreen, view, "leave-full-screen", Words::tr("Leave full screen"), icon("close"), keys({"Esc"}),
         Words::tr("Show the window again.")},
        {StatisticsOverlay, view, "statistics-overlay", Words::tr("&Statistics on the picture"), icon("statistics"),
         keys({"I"}), Words::tr("Show rates, queue and drops over the picture."), true},
        {Inspect, view, "inspect", Words::tr("&Why this is shown, or not"), icon("info"), keys({"W"}),
         Words::tr("Tell what the model saw at the pointer, weak or strong, and what made it shown or not.")},
        {ShowBoxes, view, "show-boxes", Words::tr("&Boxes"), icon("detections"), keys({"B"}),
         Words::tr("Draw a box around each detection, with its tag."), true},
        {ShowLabels, view, "show-labels", Words::tr("&Labels"), icon("classes"), keys({"N"}),
         Words::tr("Write the name of the class at each box."), true},
        {ShowScores, view, "show-scores", Words::tr("S&cores"), icon("tuning"), keys({"Shift+N"}),
         Words::tr("Write the confidence at each box."), true},
        {ShowMasks, view, "show-masks", Words::tr("&Masks"), icon("masks"), keys({"M"}),
         Words::tr("Tint the pixels of each detection, where the model tells them."), true},
        {ShowKeypoints, view, "show-keypoints", Words::tr("&Keypoints"), icon("keypoints"), keys({"K"}),
         Words::tr("Draw the points of each detection and the skeleton between them, where the model tells them."),
         true},
        {Undo, view, "undo", Words::tr("U&ndo tuning"), icon("undo"), keys({"Ctrl+Z"}),
         Words::tr("Take back the last change of thresholds and classes.")},
        {Redo, view, "redo", Words::tr("Re&do tuning"), icon("redo"), keys({"Ctrl+Shift+Z"}),
         Words::tr("Make the change again that was taken back.")},
        {ConfidenceUp, view, "confidence-up", Words::tr("&Raise confidence"), icon("tuning"), keys({"C"}),
         Words::tr("Raise the confidence threshold by 0.01: fewer boxes.")},
        {ConfidenceDown, view, "confidence-down", Words::tr("Lo&wer confidence"), icon("tuning"), keys({"Shift+C"}),
         Words::tr("Lower the confidence threshold by 0.01: more boxes.")},
        {AppearanceSystem,
         view,
         "appearance-system",
         Words::tr("As the &desktop"),
         icon("settings"),
         {},
         Words::tr("Light or dark, as the desktop is."),
         true},
        {AppearanceLight,
         view,
         "appearance-light",
         Words::tr("&Light"),
         icon("settings"),
         {},
         Words::tr("Always light."),
         true},
        {AppearanceDark,
         view,
         "appearance-dark",
         Words::tr("D&ark"),
         icon("settings"),
         {},
         Words::tr("Always dark."),
         true},
        {LayoutTune, view, "layout-tune", Words::tr("&Tune"), icon("layout-tune"), keys({"Ctrl+F1"}),
         Words::tr("Arrange the window for tuning: picture, thresholds and classes.")},
        {LayoutMonitor, view, "layout-monitor", Words::tr("&Monitor"), icon("layout-monitor"), keys({"Ctrl+F2"}),
         Words::tr("Arrange the window for watching: picture, sources and statistics.")},
        {LayoutReview, view, "layout-review", Words::tr("&Review"), icon("layout-review"), keys({"Ctrl+F3"}),
         Words::tr("Arrange the window for reviewing: picture, detections and a larger seek bar.")},
        {LayoutReset, view, "layout-reset", Words::tr("Rese&t layout"), icon("reset"), keys({"Ctrl+F12"}),
         Words::tr("Bring every panel back to where it was at first.")},
        {SidePanel, view, "side-panel", Words::tr("Side &panel"), icon("layout-tune"), keys({"F9"}),
         Words::tr("Show the panels at the right, or leave their room to the picture."), true},
        {Timeline, view, "timeline", Words::tr("&Detections over time"), icon("timeline"), keys({"L"}),
         Words::tr("Show under the picture what the model saw in a file, over time."), true},
        {EventList, view, "event-list", Words::tr("List of e&vents"), icon("events"), keys({"Ctrl+Shift+F"}),
         Words::tr("List the events that are chosen over the lane, or the matches of the query.")},
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
                          Words::tr("Source %1").arg(place),
                          icon("grid"),
                          keys({key}),
                          Words::tr("Choose the source at place %1 of the grid.").arg(place)};
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
        {CommandPalette, help, "command-palette", Words::tr("&Commands…"), icon("commands"),
         keys({"Ctrl+K", "Ctrl+Shift+P"}), Words::tr("Find all that can be done by a few letters.")},
        {Shortcuts, help, "shortcuts", Words::tr("&Keyboard shortcuts"), icon("keyboard"), keys({"F1", "?"}),
         Words::tr("List all keys, and give actions others.")},
        {CopyDiagnostics,
         help,
         "copy-diagnostics",
         Words::tr("Copy &diagnostics"),
         icon("copy"),
         {},
         Words::tr("Put versions, machine, model, settings and the last messages on the clipboard, without anything "
                   "secret.")},
        {WriteLog,
         help,
         "write-log",
         Words::tr("Write a &log…"),
         icon("log"),
         {},
         Words::tr("Write what the program does to a file, until this is switched off or the program ends."),
         true},
        {About,
         help,
         "about",
         Words::tr("&About Sightglass"),
         icon("about"),
         {},
         Words::tr("Version, libraries in use, and the licence.")},
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
