// SPDX-License-Identifier: Apache-2.0
#include "ui/transport/statemark.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPalette>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr double lateAfter = 1000.0; // milliseconds

QString tr(const char *text)
{
    return QCoreApplication::translate("sightglass::StateMark", text);
}

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
        return {tr("OPENING"), quiet};
    case Phase::Paused:
        return {tr("PAUSED"), quiet};
    case Phase::Ended:
        return {tr("ENDED"), quiet};
    case Phase::Stalled:
    case Phase::Reconnecting:
        return {tr("LOST"), colours.failed};
    case Phase::Failed:
        return {info.live ? tr("LOST") : tr("FAILED"), colours.failed};
    case Phase::Playing:
        break;
    }
    if (!info.live)
        return {tr("PLAYING"), colours.live};
    const bool late = pictureAge.value_or(0.0) > std::max(lateAfter, 3.0 * interval);
    return {tr("LIVE"), late ? colours.late : colours.live};
}

} // namespace sightglass
