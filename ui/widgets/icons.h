// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>

namespace sightglass {

/// The icon ":/icons/NAME.svg", its black strokes drawn in the palette's text colour, or in the disabled text colour
/// where the icon is disabled; sharp at every size and pixel ratio. A null icon where there is no such file.
///
/// Make it anew when the palette changes (QEvent::PaletteChange).
QIcon themedIcon(const QString &name, const QPalette &palette);

} // namespace sightglass
