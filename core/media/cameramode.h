// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QSize>
#include <QString>

#include <optional>

namespace sightglass
{

/// One way in which a camera can deliver pictures. In a wish, what is left empty is left to this program.
struct CameraMode
{
    QByteArray format; ///< As libavdevice names it: "mjpeg", "yuyv422".
    QSize size;
    Rational rate; ///< Pictures a second, as the camera announces it: in the dark many give fewer.

    bool isAny() const { return format.isEmpty() && size.isEmpty() && !rate.isValid(); }
    /// As it is written behind a camera's name: "1280x720@30,mjpeg", "640x480", "@15/2"; empty for any.
    QString text() const;
    /// The other way; "mjpg" and "yuyv" are understood, too. The Error names the part that is not.
    static Result<CameraMode> parse(const QString &text);

    bool operator==(const CameraMode &) const = default;
};

/// The names of the formats that can be read here.
QList<QByteArray> cameraFormats();

/// The modes that a V4L2 device offers in formats that can be read here; empty when it does not say. Of a device that
/// scales freely, the usual sizes and rates that it can do.
QList<CameraMode> cameraModes(const QString &device);

/// The mode to open a camera in: at most 1280x720, 30 pictures a second when there are, the largest of those, and MJPG
/// before raw formats, which USB 2 slows down. None when the list is empty: the camera's own default is best then.
std::optional<CameraMode> preferredMode(const QList<CameraMode> &modes);

/// What to ask a driver for: the preferred of the modes that are as wished, or are so in as many parts as can be, and
/// what is wished even where it is not offered, since the driver takes the nearest. Parts that nobody knows stay empty.
/// An Error where the format is none of those offered: drivers take another, and libavdevice does not.
Result<CameraMode> modeToAskFor(const CameraMode &wish, const QList<CameraMode> &offered);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::CameraMode)
