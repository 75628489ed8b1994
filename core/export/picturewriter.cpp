// SPDX-License-Identifier: Apache-2.0
#include "core/export/picturewriter.h"

#include "core/export/safefile.h"

#include <QFile>
#include <QFileInfo>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cerrno>
#include <utility>

namespace sightglass
{

PictureWriter::PictureWriter(QString path, QString target)
    : m_path(std::move(path))
    , m_target(std::move(target))
{}

QStringList PictureWriter::endings()
{
    return {QStringLiteral("jpg"),  QStringLiteral("jpeg"), QStringLiteral("png"), QStringLiteral("bmp"),
            QStringLiteral("webp"), QStringLiteral("tif"),  QStringLiteral("tiff")};
}

Result<void> PictureWriter::write(const cv::Mat &picture, const Frame &)
{
    const QString name = QFileInfo(m_target).fileName();
    if (std::exchange(m_written, true))
        return Error{QStringLiteral("%1 is a picture and holds one frame, but there are more.").arg(name),
                     QStringLiteral("Give a video's ending, as .mp4, or a range of one frame, as --range 0:0."),
                     {}};
    std::vector<uchar> encoded;
    try {
        cv::Mat bgr;
        cv::cvtColor(picture, bgr, cv::COLOR_BGRA2BGR);
        cv::imencode('.' + QFileInfo(m_target).suffix().toLower().toStdString(), bgr, encoded);
    } catch (const cv::Exception &exception) {
        return Error{QStringLiteral("%1 cannot be written as a picture of that kind.").arg(name),
                     QStringLiteral("Try the ending .png."), QString::fromLocal8Bit(exception.what())};
    }
    QFile file(m_path);
    errno = 0;
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered) ||
        file.write(reinterpret_cast<const char *>(encoded.data()), static_cast<qint64>(encoded.size())) !=
            static_cast<qint64>(encoded.size()))
        return writeError(m_target, errno != 0 ? errno : EIO);
    return {};
}

Result<void> PictureWriter::finish()
{
    return {};
}

} // namespace sightglass
