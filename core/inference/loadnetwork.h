// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/opencv/modelpair.h"

namespace sightglass
{

/// The files of a model that is no built-in one, as they lie and as its sidecar or the request says.
Result<ModelPair> findModelFiles(const ModelRequest &request);

/// Whether these files may be given to a backend at all: an Error where their own structure or their trial (see
/// modeltrial.h) forbids it. Files that come with the program are not asked. Blocks for as long as a trial takes.
Result<void> admitModel(const ModelRequest &request, const ModelPair &files);

/// Those that can read files of a format, where there is a choice, the one taken by default first; else none.
QList<Backend> backendsFor(ModelFormat format);

/// What a request asks for: OpenCV, too, where only that has the device.
Backend wantedBackend(const ModelRequest &request);

/// Hands files to the backend of their format; of ONNX, to the one that is asked for, or, where that is left open, to
/// ONNX Runtime if it is there and reads them, else to OpenCV. Notes of the network say what was not as asked.
Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const ModelPair &files);

} // namespace sightglass
