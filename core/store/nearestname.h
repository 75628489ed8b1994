// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

/// The name that may have been meant by one that there is not: one that begins so, or else the one of the least edits
/// (Levenshtein's distance, in whatever case), at most a third of its characters. Empty: none is near.
QString nearestName(const QString &typed, const QStringList &names);

} // namespace sightglass
