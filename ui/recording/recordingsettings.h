// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/recording/keptpictures.h"

#include <QString>

class QSettings;

namespace sightglass
{

/// What a person wants of the pictures of live sources.
struct RecordingSettings
{
    static constexpr double mostSeconds = 600.0;
    static constexpr int mostMegabytes = 8192;
    static constexpr double mostMinutes = 24.0 * 60.0;

    KeepOptions keep;
    double fileMinutes = 10.0; ///< Then a recording goes on in another file; 0: never.
    QString folder;            ///< Of recordings; empty: the desktop's for videos.
    bool annotates = true;     ///< Each file is also written with boxes, and its detections as a list.

    /// `folder`, or the one that takes its place where it is empty.
    QString place() const;

    bool operator==(const RecordingSettings &) const = default;
};

/// As loadSettings() and saveSettings().
void load(RecordingSettings &recording, QSettings &store);
void save(const RecordingSettings &recording, QSettings &store);

} // namespace sightglass
