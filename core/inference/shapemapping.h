// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/letterbox.h"
#include "core/values/candidates.h"

#include <memory>
#include <unordered_map>

namespace sightglass
{

/// Brings shapes from a network's pixels to the picture's. One for each picture: planes that its candidates share stay
/// shared.
class ShapeMapping
{
public:
    explicit ShapeMapping(const Letterbox &letterbox)
        : m_letterbox(letterbox)
    {}

    std::shared_ptr<const Shape> toSource(const Shape &shape);

private:
    /// A turned box that is stretched has no right angles any more: the one returned keeps the lengths of its sides and
    /// the direction of its width.
    OrientedBox toSource(const OrientedBox &box) const;
    std::shared_ptr<const MaskPlanes> toSource(const std::shared_ptr<const MaskPlanes> &planes);

    const Letterbox &m_letterbox;
    std::unordered_map<const MaskPlanes *, std::shared_ptr<const MaskPlanes>> m_planes;
};

} // namespace sightglass
