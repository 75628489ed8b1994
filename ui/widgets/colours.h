// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPalette>

namespace sightglass {

/// The few colours that mean something, chosen for the palette's light or dark base so that text in them keeps a
/// contrast of at least 4.5:1 against it.
QColor attentionColour(const QPalette &palette); ///< Amber: losing or late.
QColor failureColour(const QPalette &palette);   ///< Red: failed.
QColor quietColour(const QPalette &palette);     ///< Text of second rank.
QColor accentColour(const QPalette &palette);    ///< The one accent: the palette's highlight, made visible on its base.
QColor hairlineColour(const QPalette &palette);  ///< Lines, tracks and ticks.

/// Whether text is light on dark.
bool isDark(const QPalette &palette);

/// Contrast of two opaque colours, 1 to 21 (WCAG 2.1, relative luminance).
double contrastRatio(const QColor &a, const QColor &b);

/// The colour, moved towards black or white just as far as a contrast against the background needs.
QColor withContrast(const QColor &colour, const QColor &background, double ratio);

} // namespace sightglass
