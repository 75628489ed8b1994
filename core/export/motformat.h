// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"

namespace sightglass
{

/// MOTChallenge's detections (motchallenge.net/instructions), ten columns without a heading:
///
///     frame,id,left,top,width,height,confidence,x,y,z
///
/// Frames and pixels are counted from 1, as there. id, x, y and z are -1: nothing is tracked. What a classifier says of
/// the picture as a whole is left out; classes have no column.
class MotFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;
};

} // namespace sightglass
