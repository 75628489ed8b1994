// SPDX-License-Identifier: Apache-2.0
#pragma once

// The library may be older than the headers, which is told in words, and not by a crash when the module is loaded.
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include "core/values/result.h"

namespace sightglass
{

/// ONNX Runtime, begun by the first call: one environment for the process, which says nothing on the terminal and lives
/// as long as the process. An Error where the library is older than the headers this was built with. Any thread.
Result<Ort::Env *> ortEnvironment();

/// "1.21.0", of the library that is there.
const char *ortVersion();

} // namespace sightglass
