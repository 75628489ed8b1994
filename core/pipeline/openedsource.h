// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"

#include <chrono>
#include <memory>

namespace sightglass
{

/// A source that delivers, on its way from the thread that opened it to the one that reads on.
struct OpenedSource
{
    std::shared_ptr<FrameSource> source;
    SourceInfo info;
    Frame first;                         ///< Its first picture, as read.
    std::chrono::nanoseconds readTime{}; ///< That this picture took.
};

} // namespace sightglass
