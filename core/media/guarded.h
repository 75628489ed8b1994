// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/mediatext.h"
#include "core/values/result.h"

#include <exception>

namespace sightglass
{

/// Calls something that yields a Result, and makes exceptions of the libraries into an Error. `place` says where.
template <typename Function>
auto guarded(const QString &place, Function &&function) -> decltype(function())
{
    try {
        return function();
    } catch (const std::exception &exception) {
        return Error{Media::tr("%1 cannot be read because of an internal failure.").arg(place),
                     Media::tr("Close other programs, in case memory ran out, and try again."),
                     QString::fromUtf8(exception.what())};
    }
}

} // namespace sightglass
