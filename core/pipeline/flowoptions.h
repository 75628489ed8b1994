// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flowqueue.h"

#include <QMetaType>

#include <cstddef>

namespace sightglass
{

/// Two ways to see a live picture.
enum class ViewMode
{
    Synced, ///< A frame is shown when its own boxes are there.
    Smooth, ///< Every captured frame is shown at once, with the newest boxes, whose age is told.
};

/// How frames flow; the user's choice, kept in the settings.
struct FlowOptions
{
    FlowPolicy policy = FlowPolicy::Latest;
    ViewMode mode = ViewMode::Synced;
    std::size_t capacity = 8; ///< Frames that may wait for inference under EveryFrame; 2 to 64.

    bool operator==(const FlowOptions &) const = default;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::FlowOptions)
