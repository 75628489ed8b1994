// SPDX-License-Identifier: Apache-2.0
#include "core/inference/shapemapping.h"

#include <cmath>

namespace sightglass
{

std::shared_ptr<const Shape> ShapeMapping::toSource(const Shape &shape)
{
    auto mapped = std::make_shared<Shape>(shape);
    for (Keypoint &keypoint : mapped->keypoints)
        keypoint.point = m_letterbox.toSource(keypoint.point);
    if (shape.oriented)
        mapped->oriented = toSource(*shape.oriented);
    if (shape.mask.planes)
        mapped->mask.planes = toSource(shape.mask.planes);
    return mapped;
}

OrientedBox ShapeMapping::toSource(const OrientedBox &box) const
{
    const auto corners = box.corners();
    const cv::Point2f origin = m_letterbox.toSource(corners[0]);
    const cv::Point2f across = m_letterbox.toSource(corners[1]) - origin;
    const cv::Point2f down = m_letterbox.toSource(corners[3]) - origin;
    return {m_letterbox.toSource(box.centre),
            {std::hypot(across.x, across.y), std::hypot(down.x, down.y)},
            std::atan2(across.y, across.x)};
}

std::shared_ptr<const MaskPlanes> ShapeMapping::toSource(const std::shared_ptr<const MaskPlanes> &planes)
{
    auto &mapped = m_planes[planes.get()];
    if (!mapped) {
        auto made = std::make_shared<MaskPlanes>(*planes);
        made->area = m_letterbox.toSource(planes->area);
        mapped = std::move(made);
    }
    return mapped;
}

} // namespace sightglass
