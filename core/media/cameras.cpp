// SPDX-License-Identifier: Apache-2.0
#include "core/media/cameras.h"

#include "core/media/filedescriptor.h"

#include <QDir>
#include <QFile>

#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>

namespace sightglass
{

namespace
{

QString firstLineOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine(256)).trimmed() : QString();
}

bool captures(const QString &device, const QString &sysfs)
{
    const FileDescriptor camera(device);
    // A camera that one may not open is shown all the same: opening it then says what is missing. Its first node is
    // the one that captures.
    if (!camera.isOpen())
        return (errno == EACCES || errno == EBUSY) &&
               firstLineOf(sysfs + QLatin1String("/index")) == QLatin1String("0");
    v4l2_capability abilities{};
    if (::ioctl(camera.get(), VIDIOC_QUERYCAP, &abilities) != 0)
        return false;
    const bool own = (abilities.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    const std::uint32_t flags = own ? abilities.device_caps : abilities.capabilities;
    constexpr std::uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    return (flags & needed) == needed;
}

} // namespace

QList<CameraDevice> availableCameras()
{
    const QDir folder(QStringLiteral("/sys/class/video4linux"));
    QList<int> numbers;
    for (const QString &entry : folder.entryList({QStringLiteral("video*")}, QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const int number = entry.mid(5).toInt(&isNumber);
        if (isNumber)
            numbers.append(number);
    }
    std::sort(numbers.begin(), numbers.end());
    QList<CameraDevice> cameras;
    for (const int number : numbers) {
        const QString sysfs = folder.filePath(QStringLiteral("video%1").arg(number));
        const QString device = QStringLiteral("/dev/video%1").arg(number);
        if (captures(device, sysfs))
            cameras.append({device, firstLineOf(sysfs + QLatin1String("/name"))});
    }
    return cameras;
}

} // namespace sightglass
