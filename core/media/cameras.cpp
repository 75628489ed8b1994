// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameras.h"

#include "core/media/filedescriptor.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>

namespace sightglass
{

namespace
{

QString &root()
{
    static QString folder = QStringLiteral("/");
    return folder;
}

QString sysfs()
{
    return root() + QLatin1String("sys/class/video4linux");
}

QString links(const char *kind = "")
{
    return root() + QLatin1String("dev/v4l/") + QLatin1String(kind);
}

QString firstLineOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine(256)).trimmed() : QString();
}

bool captures(const QString &device, const QString &entry)
{
    const FileDescriptor camera(device);
    // A camera that one may not open is shown all the same: opening it then says what is missing. Its first node is
    // the one that captures.
    if (!camera.isOpen())
        return (errno == EACCES || errno == EBUSY) &&
               firstLineOf(entry + QLatin1String("/index")) == QLatin1String("0");
    v4l2_capability abilities{};
    if (::ioctl(camera.get(), VIDIOC_QUERYCAP, &abilities) != 0)
        return false;
    const bool own = (abilities.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    const std::uint32_t flags = own ? abilities.device_caps : abilities.capabilities;
    constexpr std::uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    return (flags & needed) == needed;
}

/// By device number, whether they can capture or not.
QList<CameraDevice> videoDevices()
{
    const QDir folder(sysfs());
    QList<int> numbers;
    for (const QString &entry : folder.entryList({QStringLiteral("video*")}, QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const int number = entry.mid(5).toInt(&isNumber);
        if (isNumber)
            numbers.append(number);
    }
    std::sort(numbers.begin(), numbers.end());
    QList<CameraDevice> devices;
    for (const int number : numbers)
        devices.append({root() + QStringLiteral("dev/video%1").arg(number),
                        firstLineOf(folder.filePath(QStringLiteral("video%1/name").arg(number))),
                        {}});
    return devices;
}

QString realPath(const QString &path)
{
    return QFileInfo(path).canonicalFilePath();
}

/// Of the links in a folder the first to this device; empty for none.
QString linkTo(const QString &device, const QString &folder)
{
    const QString real = realPath(device);
    for (const QFileInfo &link : QDir(folder).entryInfoList(QDir::Files | QDir::System, QDir::Name)) {
        if (!real.isEmpty() && link.canonicalFilePath() == real)
            return link.filePath();
    }
    return {};
}

/// Whether an equal device is there that has no link of its own: without serial numbers, either may get the only one.
bool hasTwinWithoutLink(const QString &device)
{
    const QList<CameraDevice> all = videoDevices();
    const QString real = realPath(device);
    const auto self =
        std::find_if(all.begin(), all.end(), [&real](const auto &each) { return realPath(each.device) == real; });
    return self != all.end() && std::any_of(all.begin(), all.end(), [&](const CameraDevice &each) {
               return each.device != self->device && each.name == self->name &&
                      linkTo(each.device, links("by-id")).isEmpty();
           });
}

} // namespace

QList<CameraDevice> availableCameras()
{
    QList<CameraDevice> cameras;
    for (CameraDevice &each : videoDevices()) {
        if (captures(each.device, sysfs() + QLatin1Char('/') + QFileInfo(each.device).fileName())) {
            each.identity = cameraIdentity(each.device);
            cameras.append(each);
        }
    }
    return cameras;
}

QString cameraIdentity(const QString &device)
{
    if (isCameraIdentity(device))
        return device;
    const QString byModel = linkTo(device, links("by-id"));
    if (!byModel.isEmpty() && !hasTwinWithoutLink(device))
        return byModel;
    const QString bySocket = linkTo(device, links("by-path"));
    return bySocket.isEmpty() ? device : bySocket;
}

bool isCameraIdentity(const QString &device)
{
    return device.startsWith(links());
}

void setCameraRoot(const QString &folder)
{
    root() = folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/');
}

} // namespace sightglass
