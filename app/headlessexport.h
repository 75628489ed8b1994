// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

class InterruptWatch;

/// Exports on the calling thread, in a process with a QGuiApplication of any platform. The summary goes to standard
/// output; errors go to standard error, and so does the progress where that is a terminal. SIGINT and the like end the
/// recording of a live source, and cancel any other export; a second one cancels, a third leaves at once.
///
/// Returns the program's exit status: 0, 1 for a failure, 3 when frames are missing in what was written, 130 when
/// cancelled.
int runHeadlessExport(const ExportOptions &options, InterruptWatch &interrupts);

} // namespace sightglass
