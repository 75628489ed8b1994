// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/interruption.h"

#include <QString>

namespace sightglass
{

enum class HostLookup
{
    Found,
    NotFound,
    Stopped, ///< Aborted, or the deadline passed.
};

/// Asks whether a host name has an address, in a way that can be interrupted (the system's own call cannot, and may
/// take half a minute). The system's answer is thrown away: libav asks again, and then it comes at once.
HostLookup lookUpHost(const QString &host, Interruption &interruption);

} // namespace sightglass
