// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/dnndevices.h"

#include <opencv2/core/ocl.hpp>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

struct Choice
{
    const char *device;
    Precision precision;
    DnnTarget target;
};

constexpr std::array choices{
    Choice{"cpu", Precision::Float32, {cv::dnn::DNN_BACKEND_OPENCV, cv::dnn::DNN_TARGET_CPU}},
    Choice{"opencl", Precision::Float32, {cv::dnn::DNN_BACKEND_OPENCV, cv::dnn::DNN_TARGET_OPENCL}},
    Choice{"opencl", Precision::Float16, {cv::dnn::DNN_BACKEND_OPENCV, cv::dnn::DNN_TARGET_OPENCL_FP16}},
    Choice{"cuda:0", Precision::Float32, {cv::dnn::DNN_BACKEND_CUDA, cv::dnn::DNN_TARGET_CUDA}},
    Choice{"cuda:0", Precision::Float16, {cv::dnn::DNN_BACKEND_CUDA, cv::dnn::DNN_TARGET_CUDA_FP16}},
};

bool isTakenByOpenCv(const DnnTarget &target)
{
    const auto built = cv::dnn::getAvailableBackends();
    if (std::find(built.begin(), built.end(), std::pair(target.backend, target.target)) == built.end())
        return false;
    const bool half = target.target == cv::dnn::DNN_TARGET_OPENCL_FP16;
    if (target.target != cv::dnn::DNN_TARGET_OPENCL && !half)
        return true;
    if (qEnvironmentVariableIntValue("OPENCV_DNN_OPENCL_ALLOW_ALL_DEVICES") > 0)
        return true;
    const cv::ocl::Device &device = cv::ocl::Device::getDefault();
    return device.type() == cv::ocl::Device::TYPE_GPU && (!half || device.isIntel());
}

QString nameOf(const DnnTarget &target)
{
    const bool openCl = target.target == cv::dnn::DNN_TARGET_OPENCL || target.target == cv::dnn::DNN_TARGET_OPENCL_FP16;
    return openCl ? QString::fromStdString(cv::ocl::Device::getDefault().name()).simplified() : QString();
}

QList<ComputeDevice> askForDevices()
{
    QList<ComputeDevice> devices;
    for (const Choice &choice : choices) {
        if (!choice.target.isProcessor() && !isTakenByOpenCv(choice.target))
            continue;
        const QLatin1String id(choice.device);
        if (devices.isEmpty() || devices.last().id != id)
            devices.append({id, nameOf(choice.target), {}});
        devices.last().precisions.append(choice.precision);
    }
    return devices;
}

} // namespace

const QList<ComputeDevice> &dnnDevices()
{
    static const QList<ComputeDevice> devices = askForDevices();
    return devices;
}

std::optional<DnnTarget> dnnTarget(const QString &device, Precision precision)
{
    for (const ComputeDevice &there : dnnDevices()) {
        if (there.id != device || !there.precisions.contains(precision))
            continue;
        for (const Choice &choice : choices)
            if (device == QLatin1String(choice.device) && choice.precision == precision)
                return choice.target;
    }
    return std::nullopt;
}

} // namespace sightglass
