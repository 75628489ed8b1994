// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/values/error.h"

#include <exception>

namespace sightglass
{

/// What an exception of LibTorch says, without the backtraces and C++ frames that it carries; of a long text the
/// first and last 1000 characters.
QString torchDetail(const std::exception &exception);

/// Keeps LibTorch's warnings of this thread off the terminal: they are for a program's authors.
void silenceTorchWarnings();

/// What a failed run on the processor has shown of the program: made for a GPU, in half precision, for text, for other
/// channels. Nothing where the detail tells nothing of these.
std::optional<Obstacle> torchObstacle(const QString &detail);

/// Why a file could not be loaded: an operator that is missing, a program of another version, a damaged file.
Error torchLoadError(const std::exception &exception, const QString &fileName);

} // namespace sightglass
