// SPDX-License-Identifier: Apache-2.0
#include "core/inference/ongrid.h"

#include "core/values/candidategrid.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace sightglass
{

namespace
{

float onGrid(float pixels)
{
    return pixelsOfStep(boxStep(pixels));
}

/// Start and length of one side.
std::pair<float, float> onGrid(float start, float length)
{
    const std::int64_t first = boxStep(start);
    const std::int64_t last = std::max(boxStep(start + length), first + 1);
    return {pixelsOfStep(first), pixelsOfStep(last - first)};
}

std::shared_ptr<const Shape> onGrid(const Shape &shape)
{
    auto moved = std::make_shared<Shape>(shape);
    if (moved->oriented) {
        OrientedBox &box = *moved->oriented;
        box.centre = {onGrid(box.centre.x), onGrid(box.centre.y)};
        box.size = {onGrid(box.size.width), onGrid(box.size.height)};
        box.angle = angleOfStep(angleStep(box.angle));
    }
    for (Keypoint &keypoint : moved->keypoints)
        keypoint = {{onGrid(keypoint.point.x), onGrid(keypoint.point.y)}, scoreOfStep(scoreStep(keypoint.confidence))};
    return moved;
}

} // namespace

void putOnGrid(std::vector<Candidate> &candidates)
{
    for (Candidate &candidate : candidates) {
        const auto [left, width] = onGrid(candidate.box.x, candidate.box.width);
        const auto [top, height] = onGrid(candidate.box.y, candidate.box.height);
        candidate.box = {left, top, width, height};
        candidate.score = scoreOfStep(scoreStep(candidate.score));
        if (candidate.shape && (candidate.shape->oriented || !candidate.shape->keypoints.empty()))
            candidate.shape = onGrid(*candidate.shape);
    }
}

} // namespace sightglass
