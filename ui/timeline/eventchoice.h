// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"

#include <optional>

namespace sightglass
{

/// What a person goes through in a clip, one after another. A value.
struct EventChoice
{
    std::optional<ClipEvent> event; ///< None: where the query matches.
    std::optional<int> classId;     ///< None: any; not for matches.

    /// Nothing for matches.
    std::optional<EventWish> wish() const { return event ? std::optional(EventWish{*event, classId}) : std::nullopt; }

    bool operator==(const EventChoice &) const = default;
};

} // namespace sightglass
