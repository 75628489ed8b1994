// SPDX-License-Identifier: Apache-2.0
#pragma once

class QMainWindow;

namespace sightglass
{

class DockSet;

enum class LayoutName
{
    Standard, ///< Everything in its place, as at the first start.
    Tune,     ///< Picture, thresholds and classes.
    Monitor,  ///< Picture, sources and statistics.
    Review,   ///< Picture, detections, a larger seek bar.
};

/// Puts the docks where a named layout wants them, whatever their places and sizes were.
void applyLayout(QMainWindow &window, const DockSet &docks, LayoutName name);

} // namespace sightglass
