// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/options.h"

namespace sightglass
{

/// Tells what a model is on standard output, in a process with a QCoreApplication; why it cannot be used, on standard
/// error too. Returns the program's exit status: 0 if the model can be used, else 1.
///
/// A TorchScript file is a program: naming it on the command line is the consent to run it (see trust.h).
int runHeadlessInspect(const InspectOptions &options);

} // namespace sightglass
