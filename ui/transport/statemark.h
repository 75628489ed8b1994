// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/sourcestate.h"

#include <QColor>
#include <QString>

#include <optional>

class QPalette;

namespace sightglass
{

/// What a source does, in a word: "LIVE", "LOST", "PAUSED".
struct StateMark
{
    QString word; ///< Empty: nothing is open.
    QColor colour;
};

/// A live picture is called late from a second on, or from three frames where those are longer; a file that plays is
/// never late. `pictureAge`: milliseconds.
StateMark stateMark(const SourceState &state, const SourceInfo &info, std::optional<double> pictureAge,
                    const QPalette &palette);

} // namespace sightglass
