// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QByteArray>

#include <optional>

namespace sightglass
{

/// A frame without its pixels, and what passed the thresholds on it.
struct DetectionRecord
{
    Frame frame; ///< Its picture has the right size, and no content.
    Detections detections;
};

/// As bytes that recordFromBytes() reads. Masks are kept pixel by pixel of the frame.
QByteArray recordToBytes(const Frame &frame, const Detections &detections);

/// Masks come back with the very pixels they had, if not with the planes that these were made from. Nothing where the
/// bytes are none of a record.
std::optional<DetectionRecord> recordFromBytes(const QByteArray &bytes);

} // namespace sightglass
