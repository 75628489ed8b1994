// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <cstddef>
#include <optional>

namespace sightglass
{

/// The detection of a frame that is the same thing as one of a frame nearby: itself, else the one of its class whose
/// box overlaps it most, by an IoU of 0.3 at least. A guess from frame to frame, not a track.
std::optional<std::size_t> findAgain(const Detection &detection, const Detections &detections);

/// A thing that a person has chosen, from frame to frame. Out of sight for up to a second of the source's time, it is
/// found again.
class FollowedBox
{
public:
    /// The detection with this index, at this time of the source in seconds; nothing: none from now on.
    void choose(std::optional<std::size_t> index, const Detections &detections, double seconds);
    /// Where it is among another frame's detections.
    std::optional<std::size_t> follow(const Detections &detections, double seconds);

private:
    std::optional<Detection> m_seen; ///< As it was when it was last there.
    double m_when = 0.0;
};

} // namespace sightglass
