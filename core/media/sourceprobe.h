// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QString>

#include <memory>
#include <optional>

namespace sightglass
{

/// Looks, now and then and without waiting, whether a source that was lost is there again: a camera's device, or the
/// port of a server that is spoken to over TCP. Costs a connection that is closed at once.
///
/// Of one thread.
class SourceProbe
{
public:
    explicit SourceProbe(const SourceSpec &source);
    ~SourceProbe();
    SourceProbe(const SourceProbe &) = delete;
    SourceProbe &operator=(const SourceProbe &) = delete;

    /// Whether it was away when last looked at, and is there now. To be asked several times a second: an answer may
    /// take until the next question.
    bool cameBack();

    /// Whether opening the source is a way of looking that costs nobody anything, since it waits for datagrams that
    /// come or do not.
    static bool listens(const SourceSpec &source);

private:
    class Door;

    std::optional<bool> isThere();

    QString m_device;             ///< Empty: no camera.
    std::unique_ptr<Door> m_door; ///< Null: no server that can be asked.
    bool m_isAway = false;
};

} // namespace sightglass
