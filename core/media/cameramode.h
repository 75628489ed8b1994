// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QSize>
#include <QString>

#include <optional>

namespace sightglass
{

/// One way in which a camera can deliver pictures.
struct CameraMode
{
    QByteArray format; ///< As libavdevice names it: "mjpeg", "yuyv422", "h264".
    QSize size;
    int rate = 0; ///< Whole pictures per second.

    bool operator==(const CameraMode &) const = default;
};

/// The modes that a V4L2 device offers in formats that can be read here; empty when it does not say.
QList<CameraMode> cameraModes(const QString &device);

/// The mode to open a camera in: at most 1280x720, 30 pictures a second when there are, the largest of those, and MJPG
/// before raw formats, which USB 2 slows down. None when the list is empty: the camera's own default is best then.
std::optional<CameraMode> preferredMode(const QList<CameraMode> &modes);

} // namespace sightglass
