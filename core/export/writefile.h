// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArrayView>
#include <QString>

#include <opencv2/core/mat.hpp>

namespace sightglass
{

/// Writes a file at once, in place of what it was; errors name the target that it is a part of.
Result<void> writeFile(const QString &path, QByteArrayView bytes, const QString &target);

/// The same of a picture (CV_8UC3, BGR), in the format of an ending ("png").
Result<void> writePicture(const QString &path, const cv::Mat &picture, const QString &ending, const QString &target);

/// Makes a folder, unless it is there.
Result<void> makeFolder(const QString &path, const QString &target);

} // namespace sightglass
