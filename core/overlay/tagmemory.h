// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/tagplacement.h"
#include "core/values/candidates.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace sightglass
{

/// Where the tags of a drawing were, so that those of the next frame hold still. A value.
///
/// It knows a thing again by its class and by a box that overlaps the one before (IoU of 0.3 or more, the best first
/// come, first served), which takes no tracker and gives the same from the same frames.
class TagMemory
{
public:
    void remember(const Detection &detection, const TagSeat &seat)
    {
        m_tags.push_back({detection.box, detection.classId, seat});
    }
    /// The seats that detections had, in their order; none for those that are new.
    std::vector<std::optional<TagSeat>> recall(const std::vector<const Detection *> &detections) const;

    /// To be kept; fromBytes() gives the same again, and of other bytes nothing.
    QByteArray toBytes() const;
    static TagMemory fromBytes(const QByteArray &bytes);

    bool operator==(const TagMemory &) const = default;

private:
    struct Tag
    {
        cv::Rect2f box; ///< Pixels of the source.
        int classId = 0;
        TagSeat seat;

        bool operator==(const Tag &) const = default;
    };

    std::vector<Tag> m_tags;
};

} // namespace sightglass
