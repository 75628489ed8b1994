// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core/mat.hpp>

#include <QSize>

namespace sightglass
{

/// A made-up picture (CV_8UC3, BGR) to try a network on, the same each time: smooth, coloured and with some noise, as
/// what networks are compared on should not be flat. Each `variant`, from 0, is another picture.
cv::Mat examplePicture(QSize size, int variant = 0);

} // namespace sightglass
