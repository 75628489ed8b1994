// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>

#include <opencv2/core/mat.hpp>

namespace sightglass
{

/// The picture in a file: CV_8UC3, BGR, upright as its EXIF orientation says. One that is larger than pixelLimit() is
/// refused before its pixels take memory. Any thread; blocks.
Result<cv::Mat> decodeImage(const QString &path);

} // namespace sightglass
