// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"
#include "core/values/result.h"

#include <QString>

namespace sightglass
{

/// Which camera, and how it is to deliver: what SourceSpec::location holds of one. A value; nothing here looks at what
/// is plugged in.
///
///     DEVICE[,WIDTHxHEIGHT][@RATE][,FORMAT]
///
/// DEVICE is a number (0 is /dev/video0) or a path: "/dev/video0", "/dev/v4l/by-id/...". Names that udev makes hold no
/// commas.
struct CameraAddress
{
    QString device;  ///< A path.
    CameraMode mode; ///< That is wished for.

    QString location() const;
    /// The other way. The Error names the camera and the part that is not understood.
    static Result<CameraAddress> parse(const QString &location);
    /// The path alone, whether the rest is understood or not.
    static QString deviceIn(const QString &location);
    /// Whether what a person typed is meant to be a camera, well written or not.
    static bool isMeant(const QString &text);
    /// For people: of a name by identity the words in it, "HD Pro Webcam C920 1A2B"; else the path.
    static QString nameOf(const QString &device);

    bool operator==(const CameraAddress &) const = default;
};

} // namespace sightglass
