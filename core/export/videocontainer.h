// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <span>

namespace sightglass
{

/// A kind of video file that can be written.
struct VideoContainer
{
    const char *ending;                 ///< Of the file's name, lower case, without a dot.
    const char *muxer;                  ///< libav's name.
    std::span<const char *const> holds; ///< Codecs by their ids (see videocodecs.h).
    std::span<const char *const> usual; ///< Of these, where none is asked for: the first that this machine can encode.
    bool fixedRate = false;             ///< Holds no times but a frame rate: each time is rounded to the nearest frame.
    bool indexInFront = false;          ///< Can have its index moved to the front, so that playing starts at once.
};

/// By the ending of a file's name; null where it is not one of a video.
const VideoContainer *videoContainerFor(const QString &path);

/// All of them, lower case, without a dot.
QStringList videoEndings();

} // namespace sightglass
