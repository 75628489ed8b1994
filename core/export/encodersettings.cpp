// SPDX-License-Identifier: Apache-2.0
#include "core/export/encodersettings.h"

#include <QByteArray>
#include <QByteArrayView>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/dict.h>
}

#include <algorithm>
#include <array>
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

/// For encoders without constant quality: a tenth of a bit for each pixel at the usual one.
std::int64_t usualBitRate(const AVCodecContext &context, int quality)
{
    const double share = std::exp2((quality - VideoSettings::usualQuality) * 0.4 / 6.0);
    return std::llround(share * 0.1 * context.width * context.height * perSecond(context)) + 200000;
}

/// A quantiser that is `usual` at the usual quality, and `step` less for each step of quality more.
QByteArray quantiser(int quality, double usual, double step, int least, int most)
{
    const double value = usual + (VideoSettings::usualQuality - quality) * step;
    return QByteArray::number(std::clamp(static_cast<int>(std::lround(value)), least, most));
}

/// The scale of MPEG-4 and JPEG, from 1 to 31, is linear in the error.
int scaleOf(int quality)
{
    const double poor = (100 - quality) / 99.0;
    return std::clamp(static_cast<int>(std::lround(1.0 + 30.0 * poor * poor)), 1, 31);
}

class Options
{
public:
    Options(AVDictionary *&options, EncodingSpeed speed)
        : m_options(options)
        , m_speed(static_cast<std::size_t>(speed))
    {}

    void set(const char *key, const QByteArray &value) { av_dict_set(&m_options, key, value.constData(), 0); }
    void setBySpeed(const char *key, const std::array<const char *, 3> &values) { set(key, values[m_speed]); }

private:
    AVDictionary *&m_options;
    std::size_t m_speed;
};

void setOfProcessor(QByteArrayView encoder, AVCodecContext &context, int quality, Options &options)
{
    const auto scale = [&context, quality](int least) {
        context.flags |= AV_CODEC_FLAG_QSCALE;
        context.qmin = least;
        context.global_quality = scaleOf(quality) * FF_QP2LAMBDA;
    };
    if (encoder == "libx264") {
        options.set("crf", quantiser(quality, 20.0, 0.4, 1, 51));
        options.setBySpeed("preset", {"veryfast", "medium", "slower"});
        // Its thread that looks ahead makes the last pictures depend on how soon the end comes after them.
        options.set("x264-params", "sync-lookahead=0");
    } else if (encoder == "libx265") {
        options.set("crf", quantiser(quality, 22.0, 0.4, 1, 51));
        options.setBySpeed("preset", {"superfast", "medium", "slow"});
        // Each keyframe can be begun at; and x265 writes to the terminal by itself.
        options.set("x265-params", "open-gop=0:log-level=none");
    } else if (encoder == "libvpx-vp9") {
        context.bit_rate = 0;
        options.set("crf", quantiser(quality, 27.0, 0.8, 0, 63));
        options.set("deadline", "good");
        options.setBySpeed("cpu-used", {"5", "3", "1"});
        options.set("row-mt", "1");
    } else if (encoder == "libvpx") {
        context.bit_rate = 4 * usualBitRate(context, quality);
        options.set("crf", quantiser(quality, 10.0, 0.8, 4, 63));
        options.setBySpeed("cpu-used", {"5", "3", "1"});
        options.set("auto-alt-ref", "0");
    } else if (encoder == "libsvtav1") {
        options.set("crf", quantiser(quality, 29.0, 0.8, 1, 63));
        options.setBySpeed("preset", {"10", "8", "5"});
    } else if (encoder == "libaom-av1") {
        context.bit_rate = 0;
        options.set("crf", quantiser(quality, 29.0, 0.8, 1, 63));
        options.set("row-mt", "1");
        options.setBySpeed("usage", {"realtime", "good", "good"});
        options.setBySpeed("cpu-used", {"8", "6", "4"});
    } else if (encoder == "librav1e") {
        options.set("qp", quantiser(quality, 100.0, 2.4, 10, 255));
        options.setBySpeed("speed", {"10", "8", "6"});
    } else if (encoder == "mpeg4") {
        scale(1);
    } else if (encoder == "mjpeg") {
        scale(1);
    } else if (encoder == "ffv1") {
        // Version 3: slices, which have checksums and use all processors.
        context.level = 3;
        options.set("slicecrc", "1");
        context.gop_size = 1;
    } else {
        context.bit_rate = usualBitRate(context, quality);
    }
}

void setOfDevice(QByteArrayView encoder, AVCodecContext &context, int quality, Options &options)
{
    if (encoder.endsWith("_nvenc")) {
        options.set("rc", "vbr");
        context.bit_rate = 0;
        options.set("cq", quantiser(quality, encoder.startsWith("av1") ? 32.0 : 24.0, 0.4, 1, 51));
        options.setBySpeed("preset", {"p3", "p5", "p7"});
    } else if (encoder.startsWith("mjpeg")) {
        context.global_quality = quality;
    } else if (encoder.startsWith("vp9") || encoder.startsWith("vp8") || encoder.startsWith("av1")) {
        context.global_quality = quantiser(quality, 90.0, 2.4, 1, 255).toInt();
    } else {
        context.global_quality = quantiser(quality, 23.0, 0.4, 1, 51).toInt();
    }
    if (encoder.endsWith("_vaapi") && !encoder.startsWith("mjpeg"))
        options.set("rc_mode", "CQP");
    if (encoder.endsWith("_qsv"))
        options.setBySpeed("preset", {"veryfast", "medium", "slower"});
}

} // namespace

void setEncoderOptions(AVCodecContext &context, const VideoSettings &settings, AVDictionary *&options)
{
    // A picture that can be jumped to at least every four seconds.
    context.gop_size = static_cast<int>(std::lround(4.0 * perSecond(context)));
    const QByteArrayView encoder(context.codec->name);
    Options own(options, settings.speed);
    const bool isDevice = encoder.endsWith("_vaapi") || encoder.endsWith("_nvenc") || encoder.endsWith("_qsv");
    if (isDevice)
        setOfDevice(encoder, context, settings.quality, own);
    else
        setOfProcessor(encoder, context, settings.quality, own);
}

} // namespace sightglass
