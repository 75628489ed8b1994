// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/interruption.h"
#include "core/media/sourcespec.h"
#include "core/values/error.h"

#include <QString>

#include <optional>

namespace sightglass
{

/// What is wrong with the address of a stream as it is written: libav has no such protocol, or a character in the user
/// or password ends them too soon (RFC 3986, 3.2.1).
std::optional<Error> addressProblem(const SourceSpec &spec);

/// How such characters are written.
QString passwordAdvice();

/// Whether a server that could not be used as rtsp:// is something else: connects to it once more, and looks at what it
/// says first to a question in RTSP (RFC 2326, 7.1). Blocks for two seconds at most. Nothing for other schemes, and
/// where it says nothing or speaks RTSP.
std::optional<Error> rtspProblem(const SourceSpec &spec, Interruption &interruption);

} // namespace sightglass
