// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

/// Carries out "sightglass cache". Returns the exit status.
int runHeadlessCache(const CacheOptions &options);

} // namespace sightglass
