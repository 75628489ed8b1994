// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QRect>
#include <QString>

#include <cstdint>

namespace sightglass
{

/// A window of any program on the X screen.
struct DesktopWindow
{
    std::uint32_t id = 0;
    QRect place; ///< In pixels of the screen, without what the window manager puts around it.
    QString title;
};

/// Those that can be seen, the topmost first, as the window manager tells them; none without an X server or a window
/// manager.
QList<DesktopWindow> desktopWindows();

} // namespace sightglass
