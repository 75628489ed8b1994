// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArray>
#include <QString>

namespace sightglass
{

/// The path of a file or folder whose name in the file system may be no UTF-8 ("caf\xe9.mp4" in Latin-1): such names
/// cannot be held by a QString, and no function of Qt opens them.
///
/// A name that is UTF-8 comes back as it is. For any other one a link is kept in a folder of the user's cache, with the
/// odd bytes written out in its name, and the path of that link is what comes back: it can be opened, shown, and kept
/// in settings. An Error where there is nothing of that name, as nothing could be made under it. Pure but for the
/// links.
Result<QString> pathOfName(const QByteArray &name);

/// The same, of links that are kept in that folder.
Result<QString> pathOfName(const QByteArray &name, const QString &links);

} // namespace sightglass
