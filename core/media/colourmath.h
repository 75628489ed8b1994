// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/colourcoding.h"

#include <opencv2/core/matx.hpp>

namespace sightglass
{

/// SMPTE ST 2084, 5.2, the EOTF: from a signal of 0 to 1 to 0 to 10000 nits.
double nitsOfPq(double signal);
/// SMPTE ST 2084, 5.3, its inverse.
double pqOfNits(double nits);

/// BT.2100, table 5, the inverse of HLG's OETF: from a signal of 0 to 1 to light of the scene of 0 to 1.
double sceneLightOfHlg(double signal);

/// BT.2390, 5.4.1, the EETF for a black of 0: what a display whose brightest is ColourCoding::referenceWhite shows of
/// so many nits, mastered on one with this peak; both from 0 on.
double compressedNits(double nits, double peak);

/// SMPTE RP 177: from linear R, G, B of these primaries to X, Y, Z; white has a Y of 1.
cv::Matx33d xyzOf(ColourCoding::Gamut gamut);

/// From linear R, G, B of these primaries to those of BT.709; white stays white (by Bradford's adaptation). BT.2087
/// tells the numbers for BT.2020.
cv::Matx33d bt709Of(ColourCoding::Gamut gamut);

} // namespace sightglass
