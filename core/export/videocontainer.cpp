// SPDX-License-Identifier: Apache-2.0
#include "core/export/videocontainer.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

constexpr std::array h264OrNext{"libx264", "libopenh264", "mpeg4"};
constexpr std::array vp9OrNext{"libvpx-vp9", "libvpx"};

constexpr std::array containers{
    VideoContainer{.ending = "mp4", .muxer = "mp4", .encoders = h264OrNext, .indexInFront = true},
    VideoContainer{.ending = "m4v", .muxer = "mp4", .encoders = h264OrNext, .indexInFront = true},
    VideoContainer{.ending = "mov", .muxer = "mov", .encoders = h264OrNext, .indexInFront = true},
    VideoContainer{.ending = "mkv", .muxer = "matroska", .encoders = h264OrNext},
    VideoContainer{.ending = "webm", .muxer = "webm", .encoders = vp9OrNext},
    VideoContainer{.ending = "avi", .muxer = "avi", .encoders = h264OrNext, .fixedRate = true},
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
