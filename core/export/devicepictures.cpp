// SPDX-License-Identifier: Apache-2.0
#include "core/export/devicepictures.h"

#include <QByteArrayView>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/hwcontext.h>
}

namespace sightglass
{

namespace
{

/// What an encoder may hold back at a time, and one more.
constexpr int picturesOnDevice = 20;

bool isVaapi(const AVCodec &codec)
{
    return QByteArrayView(codec.name).endsWith("_vaapi");
}

} // namespace

bool isForDevice(const AVCodec &codec)
{
    return isVaapi(codec) || QByteArrayView(codec.name).endsWith("_qsv");
}

int prepareDevice(AVCodecContext &context)
{
    if (!isVaapi(*context.codec))
        return 0;
    AVBufferRef *device = nullptr;
    if (const int code = av_hwdevice_ctx_create(&device, AV_HWDEVICE_TYPE_VAAPI, nullptr, nullptr, 0); code < 0)
        return code;
    AVBufferRef *frames = av_hwframe_ctx_alloc(device);
    av_buffer_unref(&device);
    if (!frames)
        return AVERROR(ENOMEM);
    auto &described = *reinterpret_cast<AVHWFramesContext *>(frames->data);
    described.format = AV_PIX_FMT_VAAPI;
    described.sw_format = context.pix_fmt;
    described.width = context.width;
    described.height = context.height;
    described.initial_pool_size = picturesOnDevice;
    // The context owns it from here, also where what follows fails.
    context.hw_frames_ctx = frames;
    context.pix_fmt = AV_PIX_FMT_VAAPI;
    return av_hwframe_ctx_init(frames);
}

} // namespace sightglass
