// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

/// Whether a file is a model: by its ending, and where that says nothing, by its first bytes (a zip archive, as
/// TorchScript files are). Reads at most a few bytes.
bool looksLikeModel(const QString &path);

/// For dialogs that open a video, a picture or a model: all of these first, then each kind, then any file.
QStringList openFilters();
/// For dialogs that open a model.
QStringList modelFilters();

} // namespace sightglass
