// SPDX-License-Identifier: Apache-2.0
#include "ui/recording/recordingsettings.h"

#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

double number(QSettings &store, QLatin1String key, double fallback, double most)
{
    bool ok = false;
    const double value = store.value(key, fallback).toDouble(&ok);
    return ok && !std::isnan(value) ? std::clamp(value, 0.0, most) : fallback;
}

constexpr QLatin1String seconds("recording/seconds");
constexpr QLatin1String megabytes("recording/megabytes");
constexpr QLatin1String minutes("recording/minutes");
constexpr QLatin1String folder("recording/folder");
constexpr QLatin1String annotates("recording/annotates");

} // namespace

QString RecordingSettings::place() const
{
    if (!folder.isEmpty())
        return folder;
    const QString videos = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
    return videos.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::HomeLocation) : videos;
}

void load(RecordingSettings &recording, QSettings &store)
{
    recording.keep.seconds = number(store, seconds, recording.keep.seconds, RecordingSettings::mostSeconds);
    const double own = static_cast<double>(recording.keep.bytes >> 20);
    recording.keep.bytes = static_cast<std::size_t>(number(store, megabytes, own, RecordingSettings::mostMegabytes))
                           << 20;
    recording.fileMinutes = number(store, minutes, recording.fileMinutes, RecordingSettings::mostMinutes);
    recording.folder = store.value(folder).toString();
    recording.annotates = store.value(annotates, recording.annotates).toBool();
}

void save(const RecordingSettings &recording, QSettings &store)
{
    store.setValue(seconds, recording.keep.seconds);
    store.setValue(megabytes, static_cast<int>(recording.keep.bytes >> 20));
    store.setValue(minutes, recording.fileMinutes);
    store.setValue(folder, recording.folder);
    store.setValue(annotates, recording.annotates);
}

} // namespace sightglass
