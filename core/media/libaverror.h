// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/interruption.h"
#include "core/media/sourcespec.h"
#include "core/values/error.h"

namespace sightglass
{

/// What messages call a source: without a full path a file is ambiguous, with a full URL they may betray a password.
QString placeOf(const SourceSpec &spec);

/// Says for people why libav could not open or read a source.
///
/// `code` is what libav returned (AVERROR), `log` what it said meanwhile; credentials in it are taken out.
Error libavError(const SourceSpec &spec, int code, const QString &log, const Interruption &interruption);

/// Whether what libav returned may pass by itself: a server that is down, or has no such stream at the moment.
bool isPassing(int code, const Interruption &interruption);

/// The source was stopped by abort().
Error abortedError(const SourceSpec &spec);

} // namespace sightglass
