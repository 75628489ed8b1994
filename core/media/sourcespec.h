// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace sightglass
{

enum class SourceKind
{
    VideoFile,
    Image,
    ImageSequence, ///< A folder, a glob or a numbered pattern of images, in natural order of their names.
    Camera,        ///< By number, device or identity, with the mode that it is to be in; see CameraAddress.
    Url,           ///< RTSP, HTTP and whatever else libavformat opens by URL.
    GStreamer,     ///< A pipeline description, as for gst-launch-1.0.
    Screen,        ///< Of this computer, or a part of it; see ScreenArea.
};

/// Which source to open: a value that can be written in a settings file or on a command line.
struct SourceSpec
{
    SourceKind kind = SourceKind::VideoFile;
    QString
        location; ///< Path, glob, camera ("/dev/video0,640x480"), URL, "screen:640x480+10+20" or pipeline description.
    /// Of a pipeline: a person typed it into this program or on its command line, and so answers for all that it does.
    /// Any other one may hold only what pipelinerules.h lets through.
    bool typed = false;
    /// It comes from a settings file, in which its credentials were not kept: a person has to complete it.
    bool incomplete = false;

    /// What a person typed as an address or chose in a dialog: "0" and "/dev/video0" are cameras, as are these with a
    /// mode behind them ("0,1280x720@30,mjpeg") where no file has this name, "screen" and
    /// "screen:..." are the screen where no file has this name, "rtsp://..." is a URL, a folder or a glob is an image
    /// sequence, an image file an image, all else a video file. "file://" URLs become paths. Never a pipeline.
    static SourceSpec fromUserInput(const QString &text);

    /// What a person typed on the command line: as fromUserInput(), and text with " ! " that is neither a file nor
    /// begins as a URL is a GStreamer pipeline.
    static SourceSpec fromCommandLine(const QString &text);

    /// What came from elsewhere, by a drop for instance, and was perhaps never read by anybody: the path of something
    /// that is there, or the URL of a stream. Never a pipeline, a camera by its number, or a URL that is more than an
    /// address (javascript:, data:, concat: and the like); the Error says why not.
    static Result<SourceSpec> fromOutside(const QString &text);

    /// What a path names, whatever odd characters it has, and whether it is there or not.
    static SourceSpec fromPath(const QString &path);

    /// What of it is not understood, as far as that is told by how it is written; the Error names the part.
    std::optional<Error> problem() const;

    /// Short name for titles, lists and messages: the file's name, the camera, the URL or pipeline without what may be
    /// secret in it (see credentials.h).
    QString displayName() const;

    /// Whether both are the same file, stream or camera, whatever mode the camera is to be in.
    bool isSameAs(const SourceSpec &other) const;

    bool operator==(const SourceSpec &) const = default;
};

/// Whether a text is written as pipelines for gst-launch-1.0 are: parts linked by " ! ".
bool looksLikePipeline(const QString &text);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::SourceSpec)
