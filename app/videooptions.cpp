// SPDX-License-Identifier: Apache-2.0
#include "app/videooptions.h"

#include "core/export/videocodecs.h"
#include "core/export/videocontainer.h"

namespace sightglass
{

void addVideoOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("codec")},
                 QStringLiteral("How the video is coded: h264, hevc, vp9, av1, mjpeg, ffv1 (lossless), vp8, mpeg4, or "
                                "help, which lists those of this machine; default: vp9 in webm, else h264."),
                 QStringLiteral("NAME"));
    reader.value(
        {QStringLiteral("quality")},
        QStringLiteral("Of the video, from 1 (small) to 100 (hardly to be told from the source); default: 75."),
        QStringLiteral("N"));
    reader.value({QStringLiteral("encode-speed")},
                 QStringLiteral("How much time coding takes to make the file smaller; default: fast."),
                 QStringLiteral("fast|medium|slow"));
    reader.value({QStringLiteral("encoder")},
                 QStringLiteral("What codes the video: software, vaapi, nvenc or qsv; default: software."),
                 QStringLiteral("NAME"));
}

VideoSettings readVideoOptions(OptionReader &reader, const QString &path)
{
    VideoSettings settings;
    for (const char *name : {"codec", "quality", "encode-speed", "encoder"}) {
        if (reader.has(name) && !reader.has("output-dir") && !videoContainerFor(path))
            reader.fail(QStringLiteral("--%1 needs -o with a video.").arg(QLatin1String(name)));
        if (reader.has(name) && reader.has("no-video"))
            reader.fail(QStringLiteral("--%1 and --no-video exclude each other.").arg(QLatin1String(name)));
    }
    settings.codec = reader.text("codec");
    const VideoCodec *codec = videoCodec(settings.codec);
    if (!settings.codec.isEmpty() && !codec)
        reader.fail(QStringLiteral("There is no video codec %1; \"--codec help\" lists them.").arg(settings.codec));
    settings.quality = reader.whole("quality", 1, 100).value_or(settings.quality);
    if (codec && codec->lossless && reader.has("quality"))
        reader.fail(QStringLiteral("%1 is without loss and takes no --quality.").arg(QLatin1String(codec->title)));
    settings.speed = reader
                         .choice<EncodingSpeed>("encode-speed", {{QStringLiteral("fast"), EncodingSpeed::Fast},
                                                                 {QStringLiteral("medium"), EncodingSpeed::Medium},
                                                                 {QStringLiteral("slow"), EncodingSpeed::Slow}})
                         .value_or(settings.speed);
    std::vector<std::pair<QString, QString>> encoders{{QStringLiteral("software"), QString()}};
    for (const VideoHardware &hardware : videoHardware())
        encoders.emplace_back(QString::fromLatin1(hardware.id), QString::fromLatin1(hardware.id));
    settings.hardware = reader.choice<QString>("encoder", encoders).value_or(QString());
    return settings;
}

} // namespace sightglass
