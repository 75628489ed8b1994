// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"
#include "ui/settings.h"

#include <QSettings>

#include <memory>
#include <optional>

namespace sightglass
{

/// An open file of settings.
struct SettingsFile
{
    std::unique_ptr<QSettings> store;
    std::optional<Error> problem; ///< What a person has to know of what was found in its place.
};

/// Where the settings of this user lie.
QString userSettingsPath();

/// Opens a file of settings, or makes it. Never waits and never reads without an end, as QSettings would of a pipe or a
/// device: what is no file of text with settings is renamed, "NAME.unusable", and a new one is begun.
SettingsFile openSettings(const QString &path);

/// Writes them. What other windows have kept since `before` was loaded stays: their recent sources and models, what was
/// tuned for other models, new presets, and the programs that are trusted.
void keepSettings(const Settings &mine, const Settings &before, QSettings &store);

} // namespace sightglass
