// SPDX-License-Identifier: Apache-2.0
#include "ui/transport/statemark.h"

#include "core/values/words.h"
#include "ui/theme/theme.h"

#include <QPalette>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr double lateAfter = 1000.0; // milliseconds

} // namespace

StateMark stateMark(const SourceState &state, const SourceInfo &info, std::optional<double> pictureAge,
                    const QPalette &palette)
{
    using Phase = SourceState::Phase;
    const SignalColours colours = Theme::signalColours(palette);
    const QColor quiet = palette.color(QPalette::PlaceholderText);
    const double interval = info.frameRate.isValid() ? 1000.0 / info.frameRate.toDouble() : 0.0;
    switch (state.phase) {
    case Phase::Empty:
        return {{}, quiet};
    case Phase::Opening:
        return {Words::tr("OPENING"), quiet};
    case Phase::Paused:
        return {Words::tr("PAUSED"), quiet};
    case Phase::Ended:
        return {Words::tr("ENDED"), quiet};
    case Phase::Reconnecting:
        if (state.unplugged)
            return {Words::tr("UNPLUGGED"), colours.failed};
        [[fallthrough]];
    case Phase::Stalled:
        return {Words::tr("LOST"), colours.failed};
    case Phase::Failed:
        return {info.live ? Words::tr("LOST") : Words::tr("FAILED"), colours.failed};
    case Phase::Playing:
        break;
    }
    if (!info.live)
        return {Words::tr("PLAYING"), colours.live};
    const bool late = pictureAge.value_or(0.0) > std::max(lateAfter, 3.0 * interval);
    return {Words::tr("LIVE"), late ? colours.late : colours.live};
}

} // namespace sightglass
