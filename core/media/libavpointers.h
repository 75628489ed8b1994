// SPDX-License-Identifier: Apache-2.0
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <memory>

namespace sightglass
{

/// Frees what libav allocates.
struct LibavDeleter
{
    void operator()(AVFormatContext *context) const { avformat_close_input(&context); }
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
    void operator()(AVCodecParameters *parameters) const { avcodec_parameters_free(&parameters); }
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
    void operator()(SwsContext *context) const { sws_freeContext(context); }
};

using AVFormatPointer = std::unique_ptr<AVFormatContext, LibavDeleter>;
using AVCodecPointer = std::unique_ptr<AVCodecContext, LibavDeleter>;
using AVParametersPointer = std::unique_ptr<AVCodecParameters, LibavDeleter>;
using AVFramePointer = std::unique_ptr<AVFrame, LibavDeleter>;
using AVPacketPointer = std::unique_ptr<AVPacket, LibavDeleter>;
using SwsPointer = std::unique_ptr<SwsContext, LibavDeleter>;

} // namespace sightglass
