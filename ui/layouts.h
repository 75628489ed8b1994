// SPDX-License-Identifier: Apache-2.0
#pragma once

class QMainWindow;

namespace sightglass
{

class DockSet;

enum class LayoutName
{
    Tune,    ///< Picture, thresholds and classes: as at the first start.
    Monitor, ///< Picture, sources and statistics.
    Review,  ///< Picture, detections, a larger seek bar.
};

/// Puts the docks where a named layout wants them, whatever their places and sizes were.
void applyLayout(QMainWindow &window, const DockSet &docks, LayoutName name);

/// Takes from the docks below what the middle of a window that became smaller needs to keep 55 % of the window's
/// height, as far as those docks can give.
void makeRoomForPicture(QMainWindow &window, const DockSet &docks);

} // namespace sightglass
