// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"

namespace sightglass
{

/// CVAT's XML for videos, version 1.1 (docs.cvat.ai, "CVAT for video"), for correction there: as nothing is tracked,
/// each detection is a track of one frame, which ends (outside="1") in the next.
///
///     <track id="0" label="person" source="auto">
///       <box frame="7" outside="0" occluded="0" keyframe="1" xtl="10.00" ytl="20.50" xbr="40.25" ybr="60.63"
///       z_order="0"/> <box frame="8" outside="1" .../>
///     </track>
///
/// Frames from 0, corners in pixels. What a classifier says of the picture as a whole is left out, and so are masks,
/// keypoints and turns, but for `rotation`, in degrees.
class CvatFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;

private:
    void begin(QByteArray &text);

    std::int64_t m_tracks = 0;
    bool m_begun = false;
};

} // namespace sightglass
