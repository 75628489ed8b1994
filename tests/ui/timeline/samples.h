// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/timeline.h"

namespace sightglass::test
{

/// What is to be shown of a clip of so many frames, one to a column: `seen` of them are known, each with `first`
/// detections of class 0 and `second` of class 1.
inline TimelinePicture pictureOf(std::int64_t frames, std::int64_t seen, int first, int second)
{
    TimelinePicture picture;
    picture.view = {0, frames - 1, static_cast<int>(frames)};
    picture.frameCount = frames;
    picture.known = seen;
    picture.columns.classes = {0, 1};
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const bool known = frame < seen;
        picture.columns.columns.push_back(
            {frame, frame, known ? 1 : 0, known ? frame : -1, known ? first + second : 0});
        picture.columns.counts.push_back(known ? first : 0);
        picture.columns.counts.push_back(known ? second : 0);
    }
    picture.columns.most = first + second;
    return picture;
}

} // namespace sightglass::test
