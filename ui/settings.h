// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"
#include "core/inference/modeldescriptor.h"
#include "core/inference/trust.h"
#include "core/media/decoderchoice.h"
#include "core/media/sourcespec.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/flowoptions.h"
#include "core/store/storelimit.h"
#include "core/values/thresholds.h"
#include "ui/docks/boxunits.h"
#include "ui/recording/recordingsettings.h"
#include "ui/theme/theme.h"
#include "ui/video/gridshape.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <map>

class QSettings;

namespace sightglass
{

struct WindowSettings
{
    QByteArray geometry;            ///< QMainWindow::saveGeometry().
    QByteArray state;               ///< QMainWindow::saveState().
    QStringList drawer;             ///< The panels in the drawer that is shut; see Drawer::held().
    bool narrow = false;            ///< Too narrow for panels beside the picture; see Drawer.
    bool statisticsOverlay = false; ///< Small statistics over the picture, outside full screen.
    bool fullScreenStatistics = true;
    bool largeSeekBar = false;
    bool timeline = true; ///< Detections over time, under the picture of a file.
    Appearance appearance = Appearance::System;
    BoxUnits units = BoxUnits::Pixels;
    GridShape grid = GridShape::Automatic;
    bool reopens = false;             ///< What was open at the end is opened at the next start.
    QString language;                 ///< That the next start speaks; empty: the system's. See installLanguage().
    QHash<QString, QStringList> keys; ///< That are not the program's own; see ActionSet::ownKeys().

    bool operator==(const WindowSettings &) const = default;
};

struct PlaybackSettings
{
    FlowOptions flow;
    bool loop = false;

    bool operator==(const PlaybackSettings &) const = default;
};

/// What the user chose for one model; kept by class name, as ids differ between models of the same things.
struct ModelTuning
{
    float confidence = 0.25f;
    std::map<QString, ClassRule> classes;

    bool operator==(const ModelTuning &) const = default;
};

/// What the user chose and gave a name.
struct TuningPreset
{
    Thresholds common; ///< Without rules of classes.
    std::map<QString, ClassRule> classes;

    bool operator==(const TuningPreset &) const = default;
};

struct TuningSettings
{
    Thresholds common;                       ///< Without rules of classes; see models.
    QHash<QString, ModelTuning> models;      ///< By ModelRequest::location.
    std::map<QString, TuningPreset> presets; ///< By name.
    bool moreShown = false;                  ///< What is seldom turned is unfolded in the panel.
    bool allSources = true;                  ///< Thresholds count for every source that is open.
    OverlayStyle style;

    bool operator==(const TuningSettings &) const = default;
};

struct ModelSettings
{
    ModelRequest request;    ///< Loaded at the next start; empty location: the best built-in one.
    QStringList recent;      ///< Paths of files, newest first.
    TrustedPrograms trusted; ///< Of others, that may be run.

    bool operator==(const ModelSettings &) const = default;
};

struct SourceSettings
{
    static constexpr int mostStoreMegabytes = 1'000'000;

    QList<SourceSpec> recent;           ///< Newest first.
    QString folder;                     ///< Where the last file was opened.
    QMap<QString, QString> cameraModes; ///< By cameraIdentity(), as CameraMode::text(): those that were chosen.
    DecoderChoice decoder = DecoderChoice::Automatic;
    int storeMegabytes = defaultStoreLimit >> 20; ///< See storelimit.h.
    bool analyses = false;                        ///< Files are analysed while nothing else runs.

    bool operator==(const SourceSettings &) const = default;
};

struct ExportSettings
{
    QString folder;          ///< Where the last export went.
    bool detections = false; ///< Write the list of detections too.
    QString format;          ///< Of the list; see detectionFormats().
    bool sound = true;       ///< Sound and subtitles go into the video.
    VideoSettings video;
    QString container{QStringLiteral("mp4")}; ///< Of several files; empty: no videos.
    QStringList formats;                      ///< Of several files; see ExportBatch.
    double margin = 1.0;                      ///< Seconds around each of several spans; up to 60.

    bool operator==(const ExportSettings &) const = default;
};

/// All that comes back at the next start. A value; defaults stand here and nowhere else.
struct Settings
{
    static constexpr int maxRecent = 10;

    WindowSettings window;
    PlaybackSettings playback;
    TuningSettings tuning;
    ModelSettings model;
    SourceSettings source;
    ExportSettings exporting;
    RecordingSettings recording;

    bool operator==(const Settings &) const = default;
};

/// What the store holds; the default for everything that is missing or makes no sense. Both make the store's file one
/// that its owner alone may read, and neither keeps credentials of streams (see credentials.h).
Settings loadSettings(QSettings &store);
void saveSettings(const Settings &settings, QSettings &store);

/// Puts an item first in a list of recent ones, once, and keeps the list short.
template <typename T>
void rememberRecent(QList<T> &recent, const T &item)
{
    recent.removeAll(item);
    recent.prepend(item);
    if (recent.size() > Settings::maxRecent)
        recent.resize(Settings::maxRecent);
}

} // namespace sightglass
