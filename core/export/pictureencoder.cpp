// SPDX-License-Identifier: Apache-2.0
#include "core/export/pictureencoder.h"

#include "core/export/devicepictures.h"
#include "core/export/encodersettings.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace sightglass
{

namespace
{

AVPixelFormat formatFor(const AVCodec &codec)
{
    switch (codec.id) {
    case AV_CODEC_ID_FFV1:
        return AV_PIX_FMT_BGR0;
    case AV_CODEC_ID_MJPEG:
        return isForDevice(codec) ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUVJ420P;
    default:
        return isForDevice(codec) ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
    }
}

void describeColours(AVCodecContext &context)
{
    context.color_primaries = AVCOL_PRI_BT709;
    context.color_trc = AVCOL_TRC_BT709;
    if (context.codec_id == AV_CODEC_ID_FFV1) {
        context.color_range = AVCOL_RANGE_JPEG;
        context.colorspace = AVCOL_SPC_RGB;
    } else if (context.codec_id == AV_CODEC_ID_MJPEG) {
        context.color_range = AVCOL_RANGE_JPEG;
        context.colorspace = AVCOL_SPC_BT470BG;
    } else {
        context.color_range = AVCOL_RANGE_MPEG;
        context.colorspace = AVCOL_SPC_BT709;
    }
}

} // namespace

PictureEncoder::~PictureEncoder()
{
    // SVT-AV1 waits for ever where it is closed before its end.
    if (!m_context || !avcodec_is_open(m_context.get()) || m_isOver || m_context->codec_id != AV_CODEC_ID_AV1)
        return;
    const AVPacketPointer packet(av_packet_alloc());
    avcodec_send_frame(m_context.get(), nullptr);
    while (packet && avcodec_receive_packet(m_context.get(), packet.get()) == 0)
        av_packet_unref(packet.get());
}

int PictureEncoder::open(const Setup &setup)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(setup.encoder.toLatin1().constData());
    if (!codec)
        return AVERROR_ENCODER_NOT_FOUND;
    m_context.reset(avcodec_alloc_context3(codec));
    const AVPixelFormat format = formatFor(*codec);
    describeColours(*m_context);
    if (const int code = m_picture.open(setup.size, format, m_context->colorspace, m_context->color_range); code < 0)
        return code;
    m_context->width = m_picture.size().width;
    m_context->height = m_picture.size().height;
    m_context->sample_aspect_ratio = {1, 1};
    m_context->pix_fmt = format;
    m_context->framerate = setup.frameRate;
    m_context->time_base = setup.timeBase;
    if (setup.globalHeader)
        m_context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (const int code = prepareDevice(*m_context); code < 0)
        return code;
    AVDictionary *options = nullptr;
    setEncoderOptions(*m_context, setup.settings, options);
    if (!setup.reorders)
        m_context->max_b_frames = 0;
    const int opened = avcodec_open2(m_context.get(), codec, &options);
    av_dict_free(&options);
    if (opened < 0)
        return opened;
    m_converted.reset(av_frame_alloc());
    m_converted->format = format;
    m_converted->width = m_context->width;
    m_converted->height = m_context->height;
    m_converted->color_range = m_context->color_range;
    m_converted->colorspace = m_context->colorspace;
    m_converted->color_primaries = m_context->color_primaries;
    m_converted->color_trc = m_context->color_trc;
    m_converted->quality = m_context->global_quality;
    if (m_context->hw_frames_ctx)
        m_uploaded.reset(av_frame_alloc());
    return av_frame_get_buffer(m_converted.get(), 0);
}

int PictureEncoder::upload()
{
    av_frame_unref(m_uploaded.get());
    if (const int code = av_hwframe_get_buffer(m_context->hw_frames_ctx, m_uploaded.get(), 0); code < 0)
        return code;
    if (const int code = av_hwframe_transfer_data(m_uploaded.get(), m_converted.get(), 0); code < 0)
        return code;
    return av_frame_copy_props(m_uploaded.get(), m_converted.get());
}

int PictureEncoder::send(const cv::Mat &picture, std::int64_t pts)
{
    if (picture.empty()) {
        m_isOver = true;
        return avcodec_send_frame(m_context.get(), nullptr);
    }
    if (const int code = av_frame_make_writable(m_converted.get()); code < 0)
        return code;
    m_picture.convert(picture, *m_converted);
    m_converted->pts = pts;
    if (!m_uploaded)
        return avcodec_send_frame(m_context.get(), m_converted.get());
    if (const int code = upload(); code < 0)
        return code;
    return avcodec_send_frame(m_context.get(), m_uploaded.get());
}

int PictureEncoder::receive(AVPacket &packet)
{
    return avcodec_receive_packet(m_context.get(), &packet);
}

} // namespace sightglass
