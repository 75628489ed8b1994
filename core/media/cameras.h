// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

namespace sightglass
{

/// A camera that is plugged in.
struct CameraDevice
{
    QString device;     ///< "/dev/video0": its number is another after each time that it is plugged in.
    QString name;       ///< "HD Pro Webcam C920".
    QString identity{}; ///< See cameraIdentity().

    bool operator==(const CameraDevice &) const = default;
};

/// The V4L2 capture devices present now, by device number. Quick: reads sysfs and asks each device for its abilities.
///
/// Known by what the kernel and udev document, and tested on a fake of both alone: no camera was at hand.
QList<CameraDevice> availableCameras();

/// The name under which a camera that is plugged in is found again, whatever number it has then: udev's link by its
/// maker, model and serial number; its link by the socket where an equal camera is there without a link of its own, as
/// the two have no serial number; the device itself where there are no links, or no such camera.
QString cameraIdentity(const QString &device);

/// Whether this is one of those links.
bool isCameraIdentity(const QString &device);

/// Where "dev" and "sys" lie: "/", but for tests, which say so before there are threads.
void setCameraRoot(const QString &folder);

} // namespace sightglass
