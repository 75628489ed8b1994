// SPDX-License-Identifier: Apache-2.0
#include "core/export/writefile.h"

#include "core/export/safefile.h"
#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>

#include <opencv2/imgcodecs.hpp>

#include <cerrno>
#include <vector>

#include <sys/stat.h>

namespace sightglass
{

Result<void> writeFile(const QString &path, QByteArrayView bytes, const QString &target)
{
    QFile file(path);
    errno = 0;
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return writeError(target, errno != 0 ? errno : EIO);
    while (!bytes.isEmpty()) {
        const qint64 written = file.write(bytes.data(), bytes.size());
        if (written <= 0)
            return writeError(target, errno != 0 ? errno : EIO);
        bytes = bytes.sliced(written);
    }
    return {};
}

Result<void> writePicture(const QString &path, const cv::Mat &picture, const QString &ending, const QString &target)
{
    std::vector<uchar> encoded;
    try {
        cv::imencode('.' + ending.toStdString(), picture, encoded);
    } catch (const cv::Exception &exception) {
        return Error{Words::tr("%1 cannot be written as a picture of that kind.").arg(QFileInfo(target).fileName()),
                     Words::tr("Try the ending .png."), QString::fromLocal8Bit(exception.what())};
    }
    return writeFile(path, {encoded.data(), static_cast<qsizetype>(encoded.size())}, target);
}

Result<void> makeFolder(const QString &path, const QString &target)
{
    if (::mkdir(QFile::encodeName(path).constData(), 0777) != 0 && errno != EEXIST)
        return writeError(target, errno);
    return {};
}

} // namespace sightglass
