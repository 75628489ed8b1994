// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QByteArray>
#include <QSize>

#include <optional>
#include <vector>

namespace sightglass
{

/// A frame's candidates as bytes, and back, exactly as putOnGrid() (see ongrid.h) has left them; masks come back as the
/// pixels of the frame that they cover.
///
/// One after another in their order, numbers as LEB128, with a sign as zigzag
/// (protobuf.dev/programming-guides/encoding): class * 2 + whether there is more; the score in two bytes, the lower
/// first; left, top, width and height in steps of the grid: at most 16 bytes for a box in a picture of up to 65536
/// pixels and 8192 classes. Then, where there is more: a byte of flags; of a turned box its centre, size and angle; of
/// keypoints their number, and each with its confidence in two bytes; of a mask its place in the frame, and row by row
/// how many pixels are outside, inside and so on in turns. Before all, a byte: whether what follows is compressed
/// (zlib), as it is with masks.
///
/// Pure; any thread.
QByteArray encodeCandidates(const std::vector<Candidate> &candidates, QSize frame);

/// Nothing for bytes that are no such thing, whatever they are.
std::optional<std::vector<Candidate>> decodeCandidates(const QByteArray &bytes);

} // namespace sightglass
