// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"
#include "core/values/frame.h"

#include <QMetaType>

namespace sightglass
{

/// Where a source is in its life. A value; none of these is ever a modal box.
struct SourceState
{
    enum class Phase
    {
        Empty,        ///< No source.
        Opening,      ///< open() is under way and can be cancelled.
        Playing,      ///< Frames flow.
        Paused,       ///< The picture stands; everything stays loaded.
        Ended,        ///< The file is over and its last frame has been shown.
        Stalled,      ///< A live source sends nothing.
        Reconnecting, ///< A live source was lost; the next attempt is scheduled.
        Failed,       ///< Cannot be opened or read; see error.
    };

    Phase phase = Phase::Empty;
    Error error;               ///< For Failed and Reconnecting.
    bool unplugged = false;    ///< Reconnecting: it is a camera that is not there; it is looked for all the time.
    int attempt = 0;           ///< Reconnecting: which attempt comes next, from 1.
    Clock::time_point since;   ///< When this phase began.
    Clock::time_point nextTry; ///< Reconnecting: when the next attempt starts.

    bool isActive() const { return phase != Phase::Empty && phase != Phase::Failed; }
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::SourceState)
