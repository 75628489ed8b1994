// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"

#include <QList>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace sightglass::test
{

/// A folder in the place of "/", with what udev and the kernel make of cameras: dev/video*, dev/v4l/by-id and by-path,
/// sys/class/video4linux. Made before there are threads.
class FakeCameraRoot
{
public:
    FakeCameraRoot();
    ~FakeCameraRoot();
    QString path(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
};

/// What a FakeCamera is.
struct FakeCameraScript
{
    QString name = QStringLiteral("HD Webcam");
    QString id = QStringLiteral("usb-046d_HD_Webcam_1A2B-video-index0"); ///< udev's link by it; empty: none.
    QString socket = QStringLiteral("pci-0000:00:14.0-usb-0:1:1.0-video-index0");
    QList<CameraMode> modes{{"mjpeg", {640, 480}, {30, 1}},
                            {"mjpeg", {640, 480}, {15, 1}},
                            {"mjpeg", {1280, 720}, {30, 1}},
                            {"yuyv422", {640, 480}, {30, 1}}};
    bool stepwise = false;    ///< Offers sizes from the first mode's to the last one's in steps, and any rate up to 60.
    double slowness = 1.0;    ///< Delivers so many times more slowly than it announces.
    bool alwaysFirst = false; ///< Whatever is asked for, it takes the first mode's size and rate.
    bool taken = false;       ///< Another program streams from it; see setTaken().
};

/// A camera at the seam between libavdevice and the kernel: a file that answers V4L2's requests, as this program's
/// ioctl() goes to it for devices under a FakeCameraRoot. The real demuxer opens, asks, maps and reads it. Pictures are
/// grey, with mjpeg and yuyv422.
class FakeCamera
{
public:
    FakeCamera(const FakeCameraRoot &root, FakeCameraScript script = {});
    ~FakeCamera();
    FakeCamera(const FakeCamera &) = delete;
    FakeCamera &operator=(const FakeCamera &) = delete;

    /// As the kernel and udev do, under this number.
    void plugIn(int number);
    void unplug();
    /// Whether another program streams from it, from now on.
    void setTaken(bool taken);
    QString device() const;
    QString byId() const;
    QString bySocket() const;
    /// How often its stream was switched on.
    int starts() const;

    struct State;

private:
    const FakeCameraRoot &m_root;
    FakeCameraScript m_script;
    std::shared_ptr<State> m_state;
    int m_number = -1;
    int m_startsBefore = 0;
};

} // namespace sightglass::test
