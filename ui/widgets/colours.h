// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

namespace sightglass
{

/// Contrast of two opaque colours, 1 to 21 (WCAG 2.1, relative luminance).
double contrastRatio(const QColor &a, const QColor &b);

/// The colour, moved towards black or white just as far as a contrast against the background needs.
QColor withContrast(const QColor &colour, const QColor &background, double ratio);

} // namespace sightglass
