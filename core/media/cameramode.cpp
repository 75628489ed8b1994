// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameramode.h"

#include "core/media/filedescriptor.h"

#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <tuple>

namespace sightglass
{

namespace
{

constexpr int usualRate = 30;

/// libavdevice's name of a V4L2 pixel format; empty for those it cannot read.
QByteArray formatName(std::uint32_t pixelFormat)
{
    switch (pixelFormat) {
    case V4L2_PIX_FMT_MJPEG:
    case V4L2_PIX_FMT_JPEG:
        return "mjpeg";
    case V4L2_PIX_FMT_YUYV:
        return "yuyv422";
    case V4L2_PIX_FMT_UYVY:
        return "uyvy422";
    case V4L2_PIX_FMT_NV12:
        return "nv12";
    case V4L2_PIX_FMT_YUV420:
        return "yuv420p";
    case V4L2_PIX_FMT_BGR24:
        return "bgr24";
    case V4L2_PIX_FMT_RGB24:
        return "rgb24";
    case V4L2_PIX_FMT_GREY:
        return "gray";
    default:
        return {};
    }
}

/// The best rate up to the usual one; the least when all are above.
int rateOf(int descriptor, std::uint32_t pixelFormat, QSize size)
{
    int best = 0;
    v4l2_frmivalenum interval{};
    interval.pixel_format = pixelFormat;
    interval.width = static_cast<std::uint32_t>(size.width());
    interval.height = static_cast<std::uint32_t>(size.height());
    for (; ::ioctl(descriptor, VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0; ++interval.index) {
        if (interval.type != V4L2_FRMIVAL_TYPE_DISCRETE)
            return usualRate;
        if (interval.discrete.numerator == 0)
            continue;
        const int rate = static_cast<int>(interval.discrete.denominator / interval.discrete.numerator);
        const bool better = best > usualRate ? rate < best : rate > best && rate <= usualRate;
        if (best == 0 || better)
            best = rate;
    }
    return best;
}

} // namespace

QList<CameraMode> cameraModes(const QString &device)
{
    const FileDescriptor camera(device);
    QList<CameraMode> modes;
    if (!camera.isOpen())
        return modes;
    v4l2_fmtdesc format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    for (; ::ioctl(camera.get(), VIDIOC_ENUM_FMT, &format) == 0; ++format.index) {
        const QByteArray name = formatName(format.pixelformat);
        if (name.isEmpty())
            continue;
        v4l2_frmsizeenum size{};
        size.pixel_format = format.pixelformat;
        for (; ::ioctl(camera.get(), VIDIOC_ENUM_FRAMESIZES, &size) == 0; ++size.index) {
            if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE)
                break;
            const QSize pixels(static_cast<int>(size.discrete.width), static_cast<int>(size.discrete.height));
            if (const int rate = rateOf(camera.get(), format.pixelformat, pixels); rate > 0)
                modes.append({name, pixels, rate});
        }
    }
    return modes;
}

std::optional<CameraMode> preferredMode(const QList<CameraMode> &modes)
{
    const auto rank = [](const CameraMode &mode) {
        const bool fits = mode.size.width() <= 1280 && mode.size.height() <= 720;
        const int area = mode.size.width() * mode.size.height();
        return std::tuple(fits, mode.rate >= usualRate - 6, fits ? area : -area, mode.format == "mjpeg", mode.rate);
    };
    const auto best = std::max_element(modes.begin(), modes.end(),
                                       [&rank](const CameraMode &a, const CameraMode &b) { return rank(a) < rank(b); });
    return best == modes.end() ? std::nullopt : std::optional(*best);
}

} // namespace sightglass
