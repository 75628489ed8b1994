// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionlist.h"
#include "core/values/result.h"

namespace sightglass
{

/// Reads what one of detectionFormats() has written, whoever wrote it: a file, or a folder. `format`: its id; empty: as
/// the ending of the name says. `pictures`: the frames' size in pixels, for formats that have shares of it (YOLO, Label
/// Studio on video) and do not tell it.
///
/// What a format rounds or cuts off is so in what is read; all else is as it was. An Error names the place: file, line
/// or field.
Result<DetectionList> readDetections(const QString &path, const QString &format = {}, const QSize &pictures = {});

} // namespace sightglass
