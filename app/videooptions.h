// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/optionreader.h"
#include "core/export/videosettings.h"

namespace sightglass
{

/// The options of an export that say how its video is coded.
void addVideoOptions(OptionReader &reader);
/// Reads them, for a video with this path; without effect, they are an error.
VideoSettings readVideoOptions(OptionReader &reader, const QString &path);

} // namespace sightglass
