// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"
#include "core/values/result.h"

#include <gst/gst.h>

#include <opencv2/core/mat.hpp>

#include <QString>

#include <optional>

namespace sightglass
{

/// A sample's pixels in a buffer of their own, CV_8UC3, BGR.
Result<cv::Mat> pictureOf(GstSample &sample);
/// Frames per second as the sample's caps say; invalid when they do not.
Rational frameRateOf(GstSample &sample);

/// What to install for an element that is not there.
QString packageAdvice(const QString &element);
/// Says for people why a description makes no pipeline. Takes what gst_parse_launch_full() reported.
Error parseError(const GError *error, const QString &missingElement);
/// The Error in a message of the bus, for GST_MESSAGE_ERROR.
Error pipelineError(GstMessage &message, const QString &missingPlugin);

} // namespace sightglass
