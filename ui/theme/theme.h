// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

class QPalette;

namespace sightglass
{

/// Which of the two looks is wanted.
enum class Appearance
{
    System, ///< Whichever the desktop has, followed while the program runs.
    Light,
    Dark,
};

/// The colours that mean something, for text and marks on the window's surfaces (contrast at least 4.5 : 1).
struct SignalColours
{
    QColor accent; ///< What can be done here, what is chosen.
    QColor late;   ///< Losing or late.
    QColor failed; ///< Failed.
    QColor live;   ///< A live picture that is fresh.
};

/// The look of the program: Fusion with quiet surfaces and one accent colour. Of the UI's thread.
class Theme
{
public:
    /// Distances are multiples of this many logical pixels.
    static constexpr int rhythm = 8;

    /// Gives the whole application its look; again when the desktop's look changed.
    static void apply(Appearance appearance);
    /// Whether the palette's text is lighter than its surfaces.
    static bool isDark(const QPalette &palette);
    static SignalColours signalColours(const QPalette &palette);
};

} // namespace sightglass
