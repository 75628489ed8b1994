// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

/// Reads what follows "sightglass export"; the first argument is the program's name. See parseOptions().
Result<Options> parseExport(const QStringList &arguments, const QString &version);

} // namespace sightglass
