// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <exception>

namespace sightglass
{

/// What wrote a TorchScript file, as far as its archive tells: "PyTorch (file version 3)". Throws what LibTorch throws.
QString programProducer(const QString &path);

/// Reads a TorchScript file's archive without loading the program. A damaged archive is an Error.
Result<ProgramFile> readProgramFile(const QString &path);

/// Why a program could not be loaded, with all the operators that are missing and not the first alone.
Error programLoadError(const std::exception &exception, const QString &path);

} // namespace sightglass
