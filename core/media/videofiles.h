// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

/// What names of videos usually end in, lower case, without dots. What a file is, its content says.
QStringList videoSuffixes();

/// The videos in a folder, by their endings (not in the folders within; hidden files left out), or all files that a
/// glob names but for pictures; in natural order of their paths.
QStringList videoFiles(const QString &folderOrGlob);

} // namespace sightglass
