// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

class InterruptWatch;

/// Shows the window until it is closed, in a process with a QApplication. SIGINT and the like close it.
///
/// Returns the program's exit status; does not return where a library's thread could not be ended (see
/// Pipeline::stop()).
int runViewer(const ViewerOptions &options, InterruptWatch &interrupts);

} // namespace sightglass
