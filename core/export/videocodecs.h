// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"
#include "core/values/result.h"

#include <QString>
#include <QStringList>

#include <span>
#include <vector>

namespace sightglass
{

struct VideoContainer;

/// One of libav's encoders.
struct VideoEncoderInfo
{
    const char *name;          ///< libav's.
    const char *hardware = ""; ///< The id of one of videoHardware(); empty: it runs on the processor.
};

/// A way of coding video.
struct VideoCodec
{
    const char *id;                             ///< For command lines: "h264".
    const char *title;                          ///< For people: "H.264"; see Words.
    int codec;                                  ///< libav's AVCodecID.
    std::span<const VideoEncoderInfo> encoders; ///< The best first. Which are there depends on the machine.
    bool lossless = false;
};

/// What can encode beside the processor.
struct VideoHardware
{
    const char *id;
    const char *title;
};

/// All that are known, whether this machine has them or not.
std::span<const VideoCodec> videoCodecs();
std::span<const VideoHardware> videoHardware();
/// By its id; null where there is none.
const VideoCodec *videoCodec(const QString &id);

/// Whether files of this kind hold such video.
bool holds(const VideoContainer &container, const VideoCodec &codec);

/// The encoders to try for such a file, the best first. An Error says in a sentence what does not fit together, or what
/// this machine's libav lacks. Quick: an encoder that is there may still not work (see encoderWorks()).
Result<QStringList> encodersFor(const VideoContainer &container, const VideoSettings &settings);

/// The codecs that files of this kind hold and that this machine's libav has an encoder of, on the processor or, by its
/// id, on the hardware; the container's usual one first.
std::vector<const VideoCodec *> codecsOf(const VideoContainer &container, const QString &hardware = {});

/// A line for each codec: its id, its title and the encoders that work on this machine, which are tried for it. May
/// take seconds.
QString describeCodecs();

} // namespace sightglass
