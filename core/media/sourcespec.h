// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>

namespace sightglass
{

enum class SourceKind
{
    VideoFile,
    Image,
    ImageSequence, ///< A folder or a glob of images, in natural order of their names.
    Camera,        ///< By index or device.
    Url,           ///< RTSP, HTTP and whatever else libavformat opens by URL.
    GStreamer,     ///< A pipeline description, as for gst-launch-1.0.
};

/// Which source to open: a value that can be written in a settings file or on a command line.
struct SourceSpec
{
    SourceKind kind = SourceKind::VideoFile;
    QString location; ///< Path, glob, device ("/dev/video0"), URL or pipeline description.

    /// What a person typed or dropped: "0" and "/dev/video0" are cameras, "rtsp://..." is a URL, text with " ! " is a
    /// GStreamer pipeline, a folder or a glob is an image sequence, an image file an image, all else a video file.
    /// "file://" URLs become paths.
    static SourceSpec fromUserInput(const QString &text);

    /// Short name for titles and lists: the file's name, the device, the URL without its credentials.
    QString displayName() const;

    bool operator==(const SourceSpec &) const = default;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::SourceSpec)
