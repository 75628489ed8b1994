// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"
#include "core/store/clipquery.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace sightglass
{

/// Where a query is true, each as long as it is true of every frame; one that is not known is of none. Pure.
std::vector<ClipSpan> spansOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const ClipQuery &query);

/// CSV (RFC 4180, but with lines ended by LF alone) in UTF-8, a span a line:
///
///     first_frame,last_frame,begin,end,frames,query
///
/// first_frame, last_frame: indices in the source, from 0, both of the span. begin, end: seconds from the first picture
/// of the source, 3 decimals; the end is when the frame after the span is shown. frames: how many there are. query: its
/// text, the same in every line, so that tables of several queries can be put together; written as csvField() does.
QByteArray csvOfSpans(const std::vector<ClipSpan> &spans, const QString &query);

} // namespace sightglass
