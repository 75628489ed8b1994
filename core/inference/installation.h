// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <QString>

namespace sightglass
{

/// The program's own files beside the executable: in a build tree lib/sightglass and share/sightglass/models are beside
/// it (or one folder up, for tests), once installed they are relative to bin.
///
/// The environment's SIGHTGLASS_BACKENDS and SIGHTGLASS_MODELS name other folders to look in first.

/// Path of a bundled model's file, "street.torchscript"; empty where this installation has none.
QString bundledModelPath(const QString &fileName);

/// Whether LibTorch's module is there; loads nothing.
bool isTorchBackendInstalled();

/// LibTorch's module, loaded by the first call (about 0.4 s) and never unloaded. Any thread.
Result<const NetworkBackend *> torchBackend();

/// The same of ONNX Runtime's module.
bool isOnnxRuntimeInstalled();
Result<const NetworkBackend *> onnxRuntimeBackend();

/// Whether a backend still computes something that was given up, on a thread of its own: the program has to leave by
/// std::quick_exit() then, as destroying the library's globals under it would crash. Loads nothing. Any thread.
bool isBackendBusy();

} // namespace sightglass
