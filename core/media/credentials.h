// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QString>

namespace sightglass
{

/// User names, passwords and tokens of streams are held as long as the program runs, and kept nowhere: they are in no
/// settings file, title, message, export or log.

/// A text for people without what is secret in it: of addresses the user and password before the host, and all that
/// follows a "?" or "#"; of pipelines the values of properties such as user-pw and passphrase.
QString withoutCredentials(const QString &text);

/// What of a source may be written to a file. Of an address, parameters stay that are known to be harmless (a camera's
/// channel, a size). SourceSpec::incomplete tells whether something was left out.
SourceSpec withoutCredentials(const SourceSpec &source);

} // namespace sightglass
