// SPDX-License-Identifier: Apache-2.0
#include "core/export/videocodecs.h"

#include "core/export/encodertrial.h"
#include "core/export/videocontainer.h"
#include "core/values/words.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

constexpr std::array hardware{
    VideoHardware{"vaapi", "VA-API (Intel, AMD)"},
    VideoHardware{"nvenc", "NVENC (NVIDIA)"},
    VideoHardware{"qsv", "Quick Sync (Intel)"},
};

using Encoder = VideoEncoderInfo;

constexpr std::array h264{Encoder{"libx264"}, Encoder{"libopenh264"}, Encoder{"h264_vaapi", "vaapi"},
                          Encoder{"h264_nvenc", "nvenc"}, Encoder{"h264_qsv", "qsv"}};
constexpr std::array hevc{Encoder{"libx265"}, Encoder{"hevc_vaapi", "vaapi"}, Encoder{"hevc_nvenc", "nvenc"},
                          Encoder{"hevc_qsv", "qsv"}};
constexpr std::array vp9{Encoder{"libvpx-vp9"}, Encoder{"vp9_vaapi", "vaapi"}, Encoder{"vp9_qsv", "qsv"}};
constexpr std::array av1{Encoder{"libsvtav1"},          Encoder{"libaom-av1"},         Encoder{"librav1e"},
                         Encoder{"av1_vaapi", "vaapi"}, Encoder{"av1_nvenc", "nvenc"}, Encoder{"av1_qsv", "qsv"}};
constexpr std::array mjpeg{Encoder{"mjpeg"}, Encoder{"mjpeg_vaapi", "vaapi"}, Encoder{"mjpeg_qsv", "qsv"}};
constexpr std::array ffv1{Encoder{"ffv1"}};
constexpr std::array vp8{Encoder{"libvpx"}, Encoder{"vp8_vaapi", "vaapi"}};
constexpr std::array mpeg4{Encoder{"mpeg4"}};

constexpr std::array codecs{
    VideoCodec{"h264", "H.264", AV_CODEC_ID_H264, h264},
    VideoCodec{"hevc", "HEVC (H.265)", AV_CODEC_ID_HEVC, hevc},
    VideoCodec{"vp9", "VP9", AV_CODEC_ID_VP9, vp9},
    VideoCodec{"av1", "AV1", AV_CODEC_ID_AV1, av1},
    VideoCodec{"mjpeg", "Motion JPEG", AV_CODEC_ID_MJPEG, mjpeg},
    VideoCodec{"ffv1", QT_TRANSLATE_NOOP("sightglass", "FFV1 (lossless)"), AV_CODEC_ID_FFV1, ffv1, true},
    VideoCodec{"vp8", "VP8", AV_CODEC_ID_VP8, vp8},
    VideoCodec{"mpeg4", "MPEG-4 part 2", AV_CODEC_ID_MPEG4, mpeg4},
};

/// Of one codec, those that are compiled into libav.
QStringList encodersOf(const VideoCodec &codec, const QString &device)
{
    QStringList names;
    for (const VideoEncoderInfo &encoder : codec.encoders) {
        if (device == QLatin1String(encoder.hardware) && avcodec_find_encoder_by_name(encoder.name))
            names.append(QString::fromLatin1(encoder.name));
    }
    return names;
}

QString idsOf(const std::vector<const VideoCodec *> &list)
{
    QStringList ids;
    for (const VideoCodec *codec : list)
        ids.append(QString::fromLatin1(codec->id));
    return ids.isEmpty() ? QStringLiteral("none") : ids.join(QLatin1String(", "));
}

} // namespace

std::span<const VideoCodec> videoCodecs()
{
    return codecs;
}

std::span<const VideoHardware> videoHardware()
{
    return hardware;
}

const VideoCodec *videoCodec(const QString &id)
{
    const auto found = std::find_if(codecs.begin(), codecs.end(),
                                    [&id](const VideoCodec &each) { return id == QLatin1String(each.id); });
    return found == codecs.end() ? nullptr : &*found;
}

bool holds(const VideoContainer &container, const VideoCodec &codec)
{
    return std::any_of(container.holds.begin(), container.holds.end(),
                       [&codec](const char *id) { return QLatin1String(id) == QLatin1String(codec.id); });
}

std::vector<const VideoCodec *> codecsOf(const VideoContainer &container, const QString &device)
{
    std::vector<const VideoCodec *> list;
    for (const VideoCodec &codec : codecs) {
        if (holds(container, codec) && !encodersOf(codec, device).isEmpty())
            list.push_back(&codec);
    }
    std::stable_partition(list.begin(), list.end(), [&container](const VideoCodec *each) {
        return QLatin1String(each->id) == QLatin1String(container.usual.front());
    });
    return list;
}

Result<QStringList> encodersFor(const VideoContainer &container, const VideoSettings &settings)
{
    const QString ending = QString::fromLatin1(container.ending);
    QStringList ids{settings.codec};
    if (settings.codec.isEmpty()) {
        ids.clear();
        for (const char *id : container.usual)
            ids.append(QString::fromLatin1(id));
    } else if (const VideoCodec *codec = videoCodec(settings.codec); !codec) {
        return Error{Words::tr("There is no video codec %1.").arg(settings.codec),
                     Words::tr("%1 files can be written with: %2.").arg(ending, idsOf(codecsOf(container))),
                     {}};
    } else if (!holds(container, *codec)) {
        return Error{Words::tr("%1 does not go into %2 files.").arg(Words::tr(codec->title), ending),
                     Words::tr("They hold: %1. MKV holds all.").arg(idsOf(codecsOf(container))),
                     {}};
    }
    QStringList names;
    for (const QString &id : ids)
        names += encodersOf(*videoCodec(id), settings.hardware);
    if (names.isEmpty())
        return Error{Words::tr("This machine's libav has no encoder of %1%2.")
                         .arg(Words::tr(videoCodec(ids.first())->title),
                              settings.hardware.isEmpty() ? QString() : Words::tr(" for ") + settings.hardware),
                     Words::tr("It has for %1 files: %2.").arg(ending, idsOf(codecsOf(container, settings.hardware))),
                     {}};
    return names;
}

QString describeCodecs()
{
    QStringList lines;
    for (const VideoCodec &codec : codecs) {
        QStringList working;
        for (const VideoEncoderInfo &encoder : codec.encoders) {
            if (const QString name = QString::fromLatin1(encoder.name); encoderWorks(name))
                working.append(name);
        }
        lines.append(QString::fromLatin1(codec.id).leftJustified(7) +
                     QString::fromLatin1(codec.title).leftJustified(17) +
                     (working.isEmpty() ? QStringLiteral("not on this machine") : working.join(QLatin1String(", "))));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace sightglass
