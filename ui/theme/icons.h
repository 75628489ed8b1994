// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QString>

namespace sightglass
{

/// One of the program's own line icons (":/icons/NAME.svg", black strokes), drawn in the text colour of the palette
/// that is current when it is painted, at the size and scale asked for. Null where there is no such icon.
QIcon lineIcon(const QString &name);

} // namespace sightglass
