// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QString>

#include <exception>

namespace sightglass
{

/// What ONNX Runtime threw, without what only its makers can use.
QString ortDetail(const std::exception &exception);

/// Why a file was not loaded, in words: operators that are missing, an opset or a format newer than the library, or
/// what the library says.
Error ortLoadError(const std::exception &exception, const QString &path);

Error ortRunError(const std::exception &exception);

} // namespace sightglass
