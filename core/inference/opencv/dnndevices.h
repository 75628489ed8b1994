// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"

#include <opencv2/dnn.hpp>

#include <optional>

namespace sightglass
{

/// What OpenCV calls a device together with a precision.
struct DnnTarget
{
    cv::dnn::Backend backend = cv::dnn::DNN_BACKEND_OPENCV;
    cv::dnn::Target target = cv::dnn::DNN_TARGET_CPU;

    bool isProcessor() const { return target == cv::dnn::DNN_TARGET_CPU; }
    bool operator==(const DnnTarget &) const = default;
};

/// Where OpenCV's dnn module really computes on this machine: asked of its drivers by the first call (which may take a
/// second), the same answer ever after. Any thread.
///
/// OpenCV takes OpenCL devices that are graphics processors alone, and of those float16 on Intel's alone; on others it
/// would go on with the processor or float32 without a word, so these are not offered. Its environment variable
/// OPENCV_DNN_OPENCL_ALLOW_ALL_DEVICES lifts that.
const QList<ComputeDevice> &dnnDevices();

/// Null where the device, or that precision on it, is not among dnnDevices().
std::optional<DnnTarget> dnnTarget(const QString &device, Precision precision);

} // namespace sightglass
