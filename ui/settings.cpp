// SPDX-License-Identifier: Apache-2.0
#include "ui/settings.h"

#include "core/inference/modelids.h"
#include "core/media/cameramode.h"
#include "core/media/credentials.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

QString key(const char *name)
{
    return QLatin1String(name);
}

float ratio(QSettings &store, const char *name, float fallback)
{
    bool ok = false;
    const float value = store.value(key(name), fallback).toFloat(&ok);
    return ok && value >= 0.f && value <= 1.f ? value : fallback;
}

double number(QSettings &store, const char *name, double fallback, double least, double most)
{
    bool ok = false;
    const double value = store.value(key(name), fallback).toDouble(&ok);
    return ok && !std::isnan(value) ? std::clamp(value, least, most) : fallback;
}

template <typename Enum>
Enum choice(QSettings &store, const char *name, Enum fallback, Enum last)
{
    bool ok = false;
    const int value = store.value(key(name), static_cast<int>(fallback)).toInt(&ok);
    return ok && value >= 0 && value <= static_cast<int>(last) ? static_cast<Enum>(value) : fallback;
}

template <typename Enum>
void setChoice(QSettings &store, const char *name, Enum value)
{
    store.setValue(key(name), static_cast<int>(value));
}

/// An array of the store, each entry read or written by a function. It ends where the first is missing that has a value
/// of that name, as the size that is written in a file may be anything.
template <typename Function>
void readArray(QSettings &store, const char *name, const char *value, Function entry)
{
    const int count = store.beginReadArray(key(name));
    for (int i = 0; i < count; ++i) {
        store.setArrayIndex(i);
        if (!store.contains(key(value)))
            break;
        entry();
    }
    store.endArray();
}

template <typename List, typename Function>
void writeArray(QSettings &store, const char *name, const List &list, Function entry)
{
    store.remove(key(name));
    store.beginWriteArray(key(name), static_cast<int>(list.size()));
    int index = 0;
    for (const auto &item : list) {
        store.setArrayIndex(index++);
        entry(item);
    }
    store.endArray();
}

void load(WindowSettings &window, QSettings &store)
{
    window.geometry = store.value(key("window/geometry")).toByteArray();
    window.state = store.value(key("window/state")).toByteArray();
    window.drawer = store.value(key("window/drawer")).toStringList();
    window.narrow = store.value(key("window/narrow"), window.narrow).toBool();
    window.statisticsOverlay = store.value(key("window/statisticsOverlay"), window.statisticsOverlay).toBool();
    window.fullScreenStatistics = store.value(key("window/fullScreenStatistics"), window.fullScreenStatistics).toBool();
    window.largeSeekBar = store.value(key("window/largeSeekBar"), window.largeSeekBar).toBool();
    window.timeline = store.value(key("window/timeline"), window.timeline).toBool();
    window.appearance = choice(store, "window/appearance", window.appearance, Appearance::Dark);
    window.units = choice(store, "window/units", window.units, BoxUnits::Percent);
    window.reopens = store.value(key("window/reopens"), window.reopens).toBool();
    window.grid = choice(store, "window/grid", window.grid, GridShape::FourByFour);
    window.language = store.value(key("window/language")).toString();
    readArray(store, "window/keys", "action", [&] {
        window.keys.insert(store.value(key("action")).toString(), store.value(key("keys")).toStringList());
    });
}

void save(const WindowSettings &window, QSettings &store)
{
    store.setValue(key("window/geometry"), window.geometry);
    store.setValue(key("window/state"), window.state);
    store.setValue(key("window/drawer"), window.drawer);
    store.setValue(key("window/narrow"), window.narrow);
    store.setValue(key("window/statisticsOverlay"), window.statisticsOverlay);
    store.setValue(key("window/fullScreenStatistics"), window.fullScreenStatistics);
    store.setValue(key("window/largeSeekBar"), window.largeSeekBar);
    store.setValue(key("window/timeline"), window.timeline);
    setChoice(store, "window/appearance", window.appearance);
    setChoice(store, "window/units", window.units);
    setChoice(store, "window/grid", window.grid);
    store.setValue(key("window/reopens"), window.reopens);
    store.setValue(key("window/language"), window.language);
    writeArray(store, "window/keys", window.keys.keys(), [&](const QString &action) {
        store.setValue(key("action"), action);
        store.setValue(key("keys"), window.keys.value(action));
    });
}

void load(PlaybackSettings &playback, QSettings &store)
{
    playback.flow.policy = choice(store, "playback/policy", playback.flow.policy, FlowPolicy::EveryFrame);
    playback.flow.mode = choice(store, "playback/mode", playback.flow.mode, ViewMode::Smooth);
    const int capacity = store.value(key("playback/capacity"), int(playback.flow.capacity)).toInt();
    playback.flow.capacity = static_cast<std::size_t>(std::clamp(capacity, 2, 64));
    playback.loop = store.value(key("playback/loop"), playback.loop).toBool();
}

void save(const PlaybackSettings &playback, QSettings &store)
{
    setChoice(store, "playback/policy", playback.flow.policy);
    setChoice(store, "playback/mode", playback.flow.mode);
    store.setValue(key("playback/capacity"), static_cast<int>(playback.flow.capacity));
    store.setValue(key("playback/loop"), playback.loop);
}

void load(OverlayStyle &style, QSettings &store)
{
    style.boxes = store.value(key("overlay/boxes"), style.boxes).toBool();
    style.labels = store.value(key("overlay/labels"), style.labels).toBool();
    style.scores = store.value(key("overlay/scores"), style.scores).toBool();
    style.masks = store.value(key("overlay/masks"), style.masks).toBool();
    style.keypoints = store.value(key("overlay/keypoints"), style.keypoints).toBool();
    style.lineWidth = number(store, "overlay/lineWidth", style.lineWidth, 0.5, 16.0);
    style.fontSize = number(store, "overlay/fontSize", style.fontSize, 6.0, 64.0);
    style.fill = number(store, "overlay/fill", style.fill, 0.0, 0.9);
    style.fontFamily = store.value(key("overlay/fontFamily")).toString();
    readArray(store, "overlay/colours", "class", [&] {
        const QColor colour(store.value(key("colour")).toString());
        // Opaque and of eight bits, as they are written.
        if (colour.isValid())
            style.colours.insert(store.value(key("class")).toString(), QColor(colour.rgb()));
    });
}

void save(const OverlayStyle &style, QSettings &store)
{
    store.setValue(key("overlay/boxes"), style.boxes);
    store.setValue(key("overlay/labels"), style.labels);
    store.setValue(key("overlay/scores"), style.scores);
    store.setValue(key("overlay/masks"), style.masks);
    store.setValue(key("overlay/keypoints"), style.keypoints);
    store.setValue(key("overlay/lineWidth"), style.lineWidth);
    store.setValue(key("overlay/fontSize"), style.fontSize);
    store.setValue(key("overlay/fill"), style.fill);
    store.setValue(key("overlay/fontFamily"), style.fontFamily);
    writeArray(store, "overlay/colours", style.colours.keys(), [&](const QString &name) {
        store.setValue(key("class"), name);
        store.setValue(key("colour"), style.colours.value(name).name());
    });
}

/// Of the group that is open.
Thresholds loadThresholds(QSettings &store)
{
    Thresholds thresholds;
    thresholds.confidence = ratio(store, "confidence", thresholds.confidence);
    thresholds.iou = ratio(store, "iou", thresholds.iou);
    thresholds.maxDetections = std::max(1, store.value(key("maxDetections"), thresholds.maxDetections).toInt());
    thresholds.classAgnostic = store.value(key("classAgnostic"), thresholds.classAgnostic).toBool();
    return thresholds;
}

void saveThresholds(const Thresholds &thresholds, QSettings &store)
{
    store.setValue(key("confidence"), thresholds.confidence);
    store.setValue(key("iou"), thresholds.iou);
    store.setValue(key("maxDetections"), thresholds.maxDetections);
    store.setValue(key("classAgnostic"), thresholds.classAgnostic);
}

/// In the entry of an array that is open; `common` for a threshold that makes no sense.
std::map<QString, ClassRule> loadRules(QSettings &store, float common)
{
    std::map<QString, ClassRule> rules;
    readArray(store, "classes", "class", [&] {
        ClassRule &rule = rules[store.value(key("class")).toString()];
        rule.shown = store.value(key("shown"), true).toBool();
        if (store.contains(key("confidence")))
            rule.confidence = ratio(store, "confidence", common);
    });
    return rules;
}

void saveRules(const std::map<QString, ClassRule> &rules, QSettings &store)
{
    writeArray(store, "classes", rules, [&](const auto &entry) {
        store.setValue(key("class"), entry.first);
        store.setValue(key("shown"), entry.second.shown);
        if (entry.second.confidence)
            store.setValue(key("confidence"), *entry.second.confidence);
    });
}

void load(TuningSettings &tuning, QSettings &store)
{
    store.beginGroup(key("tuning"));
    tuning.common = loadThresholds(store);
    tuning.moreShown = store.value(key("moreShown"), tuning.moreShown).toBool();
    tuning.allSources = store.value(key("allSources"), tuning.allSources).toBool();
    readArray(store, "models", "model", [&] {
        ModelTuning &model = tuning.models[store.value(key("model")).toString()];
        model.confidence = ratio(store, "confidence", model.confidence);
        model.classes = loadRules(store, model.confidence);
    });
    readArray(store, "presets", "name", [&] {
        TuningPreset &preset = tuning.presets[store.value(key("name")).toString()];
        preset.common = loadThresholds(store);
        preset.classes = loadRules(store, preset.common.confidence);
    });
    store.endGroup();
    load(tuning.style, store);
}

void save(const TuningSettings &tuning, QSettings &store)
{
    store.beginGroup(key("tuning"));
    saveThresholds(tuning.common, store);
    store.setValue(key("moreShown"), tuning.moreShown);
    store.setValue(key("allSources"), tuning.allSources);
    writeArray(store, "models", tuning.models.keys(), [&](const QString &location) {
        const ModelTuning model = tuning.models.value(location);
        store.setValue(key("model"), location);
        store.setValue(key("confidence"), model.confidence);
        saveRules(model.classes, store);
    });
    writeArray(store, "presets", tuning.presets, [&](const auto &entry) {
        store.setValue(key("name"), entry.first);
        saveThresholds(entry.second.common, store);
        saveRules(entry.second.classes, store);
    });
    store.endGroup();
    save(tuning.style, store);
}

void load(ModelSettings &model, QSettings &store)
{
    ModelRequest &request = model.request;
    request.location = store.value(key("model/location")).toString();
    request.device = store.value(key("model/device"), request.device).toString();
    request.backend = backendFromId(store.value(key("model/backend")).toString()).value_or(request.backend);
    request.precision = choice(store, "model/precision", request.precision, Precision::Quantised);
    request.threads = std::clamp(store.value(key("model/threads"), request.threads).toInt(), 0, 256);
    request.workers = std::clamp(store.value(key("model/workers"), request.workers).toInt(), 0, 256);
    request.batch = std::clamp(store.value(key("model/batch"), request.batch).toInt(), 0, 256);
    model.recent = store.value(key("model/recent")).toStringList().mid(0, Settings::maxRecent);
    model.trusted = TrustedPrograms::fromTexts(store.value(key("model/trusted")).toStringList());
}

void save(const ModelSettings &model, QSettings &store)
{
    store.setValue(key("model/location"), model.request.location);
    store.setValue(key("model/device"), model.request.device);
    store.setValue(key("model/backend"), backendId(model.request.backend));
    setChoice(store, "model/precision", model.request.precision);
    store.setValue(key("model/threads"), model.request.threads);
    store.setValue(key("model/workers"), model.request.workers);
    store.setValue(key("model/batch"), model.request.batch);
    store.setValue(key("model/recent"), model.recent);
    store.setValue(key("model/trusted"), model.trusted.toTexts());
}

void load(SourceSettings &source, QSettings &store)
{
    readArray(store, "source/recent", "location", [&] {
        const SourceSpec spec{choice(store, "kind", SourceKind::VideoFile, SourceKind::Screen),
                              store.value(key("location")).toString(), store.value(key("typed"), false).toBool(),
                              store.value(key("incomplete"), false).toBool()};
        // Earlier versions kept credentials.
        if (!spec.location.isEmpty() && source.recent.size() < Settings::maxRecent)
            source.recent.append(withoutCredentials(spec));
    });
    source.folder = store.value(key("source/folder")).toString();
    source.decoder = choice(store, "source/decoder", source.decoder, DecoderChoice::Software);
    source.storeMegabytes = static_cast<int>(
        number(store, "source/storeMegabytes", source.storeMegabytes, 0, SourceSettings::mostStoreMegabytes));
    source.analyses = store.value(key("source/analyses"), source.analyses).toBool();
    readArray(store, "source/cameras", "camera", [&] {
        const auto mode = CameraMode::parse(store.value(key("mode")).toString());
        if (mode && !mode->isAny())
            source.cameraModes.insert(store.value(key("camera")).toString(), mode->text());
    });
}

void save(const SourceSettings &source, QSettings &store)
{
    writeArray(store, "source/recent", source.recent, [&](const SourceSpec &spec) {
        const SourceSpec kept = withoutCredentials(spec);
        setChoice(store, "kind", kept.kind);
        store.setValue(key("location"), kept.location);
        store.setValue(key("typed"), kept.typed);
        store.setValue(key("incomplete"), kept.incomplete);
    });
    store.setValue(key("source/folder"), source.folder);
    setChoice(store, "source/decoder", source.decoder);
    store.setValue(key("source/storeMegabytes"), source.storeMegabytes);
    store.setValue(key("source/analyses"), source.analyses);
    writeArray(store, "source/cameras", source.cameraModes.keys(), [&](const QString &camera) {
        store.setValue(key("camera"), camera);
        store.setValue(key("mode"), source.cameraModes.value(camera));
    });
}

/// What a person opens is nobody else's business. Made before it is written, as QSettings makes files for all to read,
/// and keeps the permissions of one that is there.
void makePrivate(const QString &path)
{
    constexpr QFile::Permissions mine = QFile::ReadOwner | QFile::WriteOwner;
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.exists() && file.open(QIODevice::NewOnly, mine))
        file.close();
    constexpr QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    if ((file.permissions() & others) != 0)
        file.setPermissions(mine);
}

} // namespace

Settings loadSettings(QSettings &store)
{
    if (QFile::exists(store.fileName()))
        makePrivate(store.fileName());
    Settings settings;
    load(settings.window, store);
    load(settings.playback, store);
    load(settings.tuning, store);
    load(settings.model, store);
    load(settings.source, store);
    load(settings.recording, store);
    settings.exporting.folder = store.value(key("export/folder")).toString();
    settings.exporting.format = store.value(key("export/format")).toString();
    settings.exporting.sound = store.value(key("export/sound"), true).toBool();
    VideoSettings &video = settings.exporting.video;
    video.codec = store.value(key("export/codec")).toString();
    video.quality = std::clamp(store.value(key("export/quality"), video.quality).toInt(), 1, 100);
    video.speed = static_cast<EncodingSpeed>(std::clamp(store.value(key("export/speed")).toInt(),
                                                        static_cast<int>(EncodingSpeed::Fast),
                                                        static_cast<int>(EncodingSpeed::Slow)));
    settings.exporting.container = store.value(key("export/container"), settings.exporting.container).toString();
    settings.exporting.formats = store.value(key("export/formats")).toStringList();
    settings.exporting.margin = number(store, "export/margin", settings.exporting.margin, 0.0, 60.0);
    settings.exporting.detections = store.value(key("export/detections"), false).toBool();
    return settings;
}

void saveSettings(const Settings &settings, QSettings &store)
{
    makePrivate(store.fileName());
    save(settings.window, store);
    save(settings.playback, store);
    save(settings.tuning, store);
    save(settings.model, store);
    save(settings.source, store);
    save(settings.recording, store);
    store.setValue(key("export/folder"), settings.exporting.folder);
    store.setValue(key("export/format"), settings.exporting.format);
    store.setValue(key("export/sound"), settings.exporting.sound);
    store.setValue(key("export/codec"), settings.exporting.video.codec);
    store.setValue(key("export/quality"), settings.exporting.video.quality);
    store.setValue(key("export/speed"), static_cast<int>(settings.exporting.video.speed));
    store.setValue(key("export/container"), settings.exporting.container);
    store.setValue(key("export/formats"), settings.exporting.formats);
    store.setValue(key("export/margin"), settings.exporting.margin);
    store.setValue(key("export/detections"), settings.exporting.detections);
}

} // namespace sightglass
