// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIODevice>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// The names in a zip archive's central directory (PKWARE's APPNOTE 4.3.12 to 4.3.16, with zip64); nothing where it has
/// no whole one, as when the file was cut short.
std::optional<QStringList> zipEntries(QIODevice &file);

} // namespace sightglass
