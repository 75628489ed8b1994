// SPDX-License-Identifier: Apache-2.0
#include "core/export/encodersettings.h"

#include <QByteArrayView>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/dict.h>
}

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

double perSecond(const AVCodecContext &context)
{
    const double rate = context.framerate.num > 0 ? av_q2d(context.framerate) : 25.0;
    return std::clamp(rate, 1.0, 240.0);
}

/// For encoders without constant quality: a tenth of a bit for each pixel.
std::int64_t usualBitRate(const AVCodecContext &context)
{
    return std::llround(0.1 * context.width * context.height * perSecond(context)) + 200000;
}

} // namespace

void setQuality(AVCodecContext &context, AVDictionary *&options)
{
    // A picture that can be jumped to at least every four seconds.
    context.gop_size = static_cast<int>(std::lround(4.0 * perSecond(context)));
    context.max_b_frames = 0;
    const QByteArrayView encoder(context.codec->name);
    if (encoder == "libx264") {
        av_dict_set(&options, "preset", "veryfast", 0);
        av_dict_set(&options, "crf", "20", 0);
    } else if (encoder == "libvpx-vp9") {
        context.bit_rate = 0;
        av_dict_set(&options, "crf", "30", 0);
        av_dict_set(&options, "deadline", "good", 0);
        av_dict_set(&options, "cpu-used", "5", 0);
        av_dict_set(&options, "row-mt", "1", 0);
    } else if (encoder == "libvpx") {
        context.bit_rate = 4 * usualBitRate(context);
        av_dict_set(&options, "crf", "10", 0);
        av_dict_set(&options, "cpu-used", "5", 0);
        av_dict_set(&options, "auto-alt-ref", "0", 0);
    } else if (encoder == "mpeg4") {
        context.flags |= AV_CODEC_FLAG_QSCALE;
        context.global_quality = 3 * FF_QP2LAMBDA;
    } else {
        context.bit_rate = usualBitRate(context);
    }
}

} // namespace sightglass
