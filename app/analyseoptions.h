// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

/// The command line behind "sightglass analyse", and behind "sightglass cache".
Result<Options> parseAnalyse(const QStringList &arguments, const QString &version);
Result<Options> parseCache(const QStringList &arguments, const QString &version);

} // namespace sightglass
