// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"

#include <QMetaType>

#include <opencv2/core/mat.hpp>

#include <chrono>
#include <cstdint>

namespace sightglass
{

/// The clock of all latencies: never the wall clock.
using Clock = std::chrono::steady_clock;

/// Which frame something belongs to. Results are joined to frames by this identity, never by order of arrival.
struct FrameId
{
    int source = 0;               ///< Number of the source within its pipeline.
    std::uint64_t generation = 0; ///< Raised at each open and seek; what came before is stale.
    std::int64_t index = -1;      ///< Position in the source, from 0 (live: number of the picture since opening).

    bool operator==(const FrameId &) const = default;
};

/// One picture of a source, with its identity and its times. A value; copies share the pixels.
///
/// The pixels are read-only by convention from the moment a source has delivered them: cv::Mat sharing is not
/// copy-on-write, so whoever wants to draw on them clones first.
struct Frame
{
    FrameId id;
    cv::Mat image;              ///< CV_8UC3, BGR, as displayed (rotation applied, square pixels).
    std::int64_t pts = 0;       ///< Source timestamp, in units of timeBase, from 0 at the first picture.
    Rational timeBase{1, 1000}; ///< Seconds per unit of pts.
    std::int64_t duration = 0;  ///< How long the picture is shown, in units of timeBase; 0 when unknown.
    Clock::time_point captured; ///< When the picture was handed over by the source.
    /// A device has decoded it: it may differ by a little from what software makes of it, on every machine alike.
    bool byDevice = false;

    bool isNull() const { return image.empty(); }
    /// Source timestamp in seconds from the first picture.
    double seconds() const { return static_cast<double>(pts) * timeBase.toDouble(); }
    /// Bytes of its pixels.
    std::size_t byteCount() const { return image.total() * image.elemSize(); }
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Frame)
