// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <gst/gst.h>

#include <optional>

namespace sightglass
{

/// Why a pipeline that nobody typed here (see SourceSpec::typed) may not run: an element in it might do more than read
/// and decode, for instance write a file, send over the network, or run a program. Nothing where it may.
///
/// What is let through is listed, as no list of what is dangerous would ever be whole: sources, queues, converters and
/// filters by name; demuxers, parsers, depayloaders and decoders by the class that GStreamer's own modules give them;
/// and appsink. To be asked before the pipeline leaves the NULL state: elements do nothing before.
std::optional<Error> forbiddenElement(GstElement &pipeline);

} // namespace sightglass
