// SPDX-License-Identifier: Apache-2.0
#include "core/media/gstreamerpicture.h"

#include "core/media/credentials.h"
#include "core/media/mediatext.h"

#include <gst/video/video.h>

#include <array>
#include <utility>

namespace sightglass
{

Result<cv::Mat> pictureOf(GstSample &sample)
{
    const Error wrongFormat{
        Media::tr("The pipeline's appsink gets something other than BGR video."),
        Media::tr("Put \"videoconvert ! video/x-raw,format=BGR\" before it, or leave the appsink out."),
        {}};
    GstVideoInfo info;
    GstCaps *caps = gst_sample_get_caps(&sample);
    if (caps == nullptr || !gst_video_info_from_caps(&info, caps) ||
        GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_BGR)
        return wrongFormat;
    GstVideoFrame frame;
    if (!gst_video_frame_map(&frame, &info, gst_sample_get_buffer(&sample), GST_MAP_READ))
        return Error{Media::tr("A picture of the pipeline cannot be read."), {}, {}};
    cv::Mat picture;
    cv::Mat(GST_VIDEO_FRAME_HEIGHT(&frame), GST_VIDEO_FRAME_WIDTH(&frame), CV_8UC3,
            GST_VIDEO_FRAME_PLANE_DATA(&frame, 0), static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0)))
        .copyTo(picture);
    gst_video_frame_unmap(&frame);
    return picture;
}

Rational frameRateOf(GstSample &sample)
{
    GstVideoInfo info;
    GstCaps *caps = gst_sample_get_caps(&sample);
    if (caps == nullptr || !gst_video_info_from_caps(&info, caps) || GST_VIDEO_INFO_FPS_N(&info) <= 0)
        return {};
    return {GST_VIDEO_INFO_FPS_N(&info), GST_VIDEO_INFO_FPS_D(&info)};
}

QString packageAdvice(const QString &element)
{
    static constexpr std::array packages{
        std::pair{"avdec_", "gstreamer1.0-libav"},
        std::pair{"avenc_", "gstreamer1.0-libav"},
        std::pair{"rtsp", "gstreamer1.0-plugins-good"},
        std::pair{"rtp", "gstreamer1.0-plugins-good"},
        std::pair{"udpsrc", "gstreamer1.0-plugins-good"},
        std::pair{"v4l2", "gstreamer1.0-plugins-good"},
        std::pair{"qtdemux", "gstreamer1.0-plugins-good"},
        std::pair{"matroska", "gstreamer1.0-plugins-good"},
        std::pair{"avidemux", "gstreamer1.0-plugins-good"},
        std::pair{"jpegdec", "gstreamer1.0-plugins-good"},
        std::pair{"vp8", "gstreamer1.0-plugins-good"},
        std::pair{"vp9", "gstreamer1.0-plugins-good"},
        std::pair{"souphttpsrc", "gstreamer1.0-plugins-good"},
        std::pair{"ximagesrc", "gstreamer1.0-plugins-good"},
        std::pair{"h264parse", "gstreamer1.0-plugins-bad"},
        std::pair{"h265parse", "gstreamer1.0-plugins-bad"},
        std::pair{"srt", "gstreamer1.0-plugins-bad"},
        std::pair{"tsdemux", "gstreamer1.0-plugins-bad"},
        std::pair{"nv", "gstreamer1.0-plugins-bad"},
        std::pair{"x264enc", "gstreamer1.0-plugins-ugly"},
        std::pair{"libcamera", "gstreamer1.0-libcamera"},
        std::pair{"pipewire", "gstreamer1.0-pipewire"},
    };
    for (const auto &[prefix, package] : packages)
        if (element.startsWith(QLatin1String(prefix)))
            return Media::tr("Install the package %1.").arg(QLatin1String(package));
    return Media::tr("Check the spelling; most elements are in the packages gstreamer1.0-plugins-good, -bad, -ugly and "
                     "gstreamer1.0-libav.");
}

Error parseError(const GError *error, const QString &missingElement)
{
    const QString detail = error != nullptr ? withoutCredentials(QString::fromUtf8(error->message)) : QString();
    if (!missingElement.isEmpty())
        return {
            Media::tr("The GStreamer pipeline needs the element \"%1\", which is not installed.").arg(missingElement),
            packageAdvice(missingElement), detail};
    return {Media::tr("The GStreamer pipeline cannot be built: %1.").arg(detail),
            Media::tr("Try the same description with gst-launch-1.0 and an autovideosink."), detail};
}

Error pipelineError(GstMessage &message, const QString &missingPlugin)
{
    GError *error = nullptr;
    gchar *debug = nullptr;
    gst_message_parse_error(&message, &error, &debug);
    QString said = error != nullptr ? withoutCredentials(QString::fromUtf8(error->message)) : QString();
    const QString detail = said + QLatin1Char('\n') + withoutCredentials(QString::fromUtf8(debug));
    g_clear_error(&error);
    g_free(debug);
    while (said.endsWith(QLatin1Char('.')))
        said.chop(1);
    if (!missingPlugin.isEmpty())
        return {Media::tr("The GStreamer pipeline lacks a plugin: %1.").arg(missingPlugin),
                Media::tr("Install gstreamer1.0-libav, or gstreamer1.0-plugins-good, -bad or -ugly."), detail};
    return {Media::tr("The GStreamer pipeline failed: %1.").arg(said),
            Media::tr("Try the same description with gst-launch-1.0 and an autovideosink."), detail};
}

} // namespace sightglass
