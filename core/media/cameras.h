// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

namespace sightglass
{

/// A camera that is plugged in.
struct CameraDevice
{
    QString device; ///< "/dev/video0".
    QString name;   ///< "HD Pro Webcam C920".

    bool operator==(const CameraDevice &) const = default;
};

/// The V4L2 capture devices present now, by device number. Quick: reads sysfs and asks each device for its abilities.
QList<CameraDevice> availableCameras();

} // namespace sightglass
