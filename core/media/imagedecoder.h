// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>
#include <QStringList>

#include <opencv2/core/mat.hpp>

namespace sightglass
{

struct DecodedImage
{
    cv::Mat pixels;    ///< CV_8UC3, BGR, upright as its EXIF orientation says.
    QStringList notes; ///< For people: what is shown otherwise than the file has it, a sentence each.
};

/// The picture in a file; of several (pages, an animation) the first. One that is larger than pixelLimit() is refused
/// before its pixels take memory. Of 16 bits that are not all used, what is used is stretched to what is shown. Any
/// thread; blocks.
Result<DecodedImage> decodeImage(const QString &path);

} // namespace sightglass
