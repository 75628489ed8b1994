// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QRect>
#include <QString>

#include <cstdint>
#include <optional>

namespace sightglass
{

/// What of the X screen is watched: all of it, a part, or one window wherever it lies. In pixels of the screen.
struct ScreenArea
{
    std::optional<QRect> part;
    std::uint32_t window = 0; ///< As xwininfo tells it; 0: none.

    /// As SourceSpec::location: "screen", "screen:640x480+10+20" (as X11 writes places), "screen:0x3a00007".
    QString location() const;
    /// The other way. An Error says how it is written; parts without a size, and such as begin beyond the upper left,
    /// are none.
    static Result<ScreenArea> parse(const QString &location);
    /// Whether a text is meant to be one of these, well written or not.
    static bool isMeant(const QString &text);

    bool operator==(const ScreenArea &) const = default;
};

/// Whether the session is one of Wayland, whose screen is to be had by its portal alone.
bool isWaylandSession();

/// Why this program cannot watch an X screen here: there is none. Nothing: it can.
std::optional<Error> screenProblem();

} // namespace sightglass
