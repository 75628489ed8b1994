// SPDX-License-Identifier: Apache-2.0
#include "core/export/videocontainer.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

constexpr std::array h264OrNext{"h264", "mpeg4"};
constexpr std::array vp9OrNext{"vp9", "vp8"};

// What players open too, and not all that libav would write.
constexpr std::array inMp4{"h264", "hevc", "vp9", "av1", "mjpeg", "mpeg4"};
constexpr std::array inMov{"h264", "hevc", "mjpeg", "mpeg4"};
constexpr std::array inMatroska{"h264", "hevc", "vp9", "av1", "mjpeg", "ffv1", "vp8", "mpeg4"};
constexpr std::array inWebm{"vp9", "av1", "vp8"};
constexpr std::array inAvi{"h264", "mjpeg", "ffv1", "mpeg4"};

using Container = VideoContainer;

constexpr std::array containers{
    Container{.ending = "mp4", .muxer = "mp4", .holds = inMp4, .usual = h264OrNext, .indexInFront = true},
    Container{.ending = "m4v", .muxer = "mp4", .holds = inMp4, .usual = h264OrNext, .indexInFront = true},
    Container{.ending = "mov", .muxer = "mov", .holds = inMov, .usual = h264OrNext, .indexInFront = true},
    Container{.ending = "mkv", .muxer = "matroska", .holds = inMatroska, .usual = h264OrNext},
    Container{.ending = "webm", .muxer = "webm", .holds = inWebm, .usual = vp9OrNext},
    Container{.ending = "avi", .muxer = "avi", .holds = inAvi, .usual = h264OrNext, .fixedRate = true},
};

} // namespace

const VideoContainer *videoContainerFor(const QString &path)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    const auto found = std::find_if(containers.begin(), containers.end(), [&ending](const VideoContainer &container) {
        return ending == QLatin1String(container.ending);
    });
    return found == containers.end() ? nullptr : &*found;
}

QStringList videoEndings()
{
    QStringList endings;
    for (const VideoContainer &container : containers)
        endings.append(QString::fromLatin1(container.ending));
    return endings;
}

} // namespace sightglass
