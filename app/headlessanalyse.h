// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

class InterruptWatch;

/// Carries out "sightglass analyse". Returns the exit status. An interrupt ends it, and keeps what was done.
int runHeadlessAnalyse(const AnalyseOptions &options, InterruptWatch &interrupts);

} // namespace sightglass
