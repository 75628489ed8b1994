// SPDX-License-Identifier: Apache-2.0
#include "core/export/picturewriter.h"

#include "core/export/writefile.h"
#include "core/values/words.h"

#include <QFileInfo>

#include <opencv2/imgproc.hpp>

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
        return Error{Words::tr("%1 is a picture and holds one frame, but there are more.").arg(name),
                     Words::tr("Give a video's ending, as .mp4, or a range of one frame, as --range 0:0."),
                     {}};
    cv::Mat bgr;
    cv::cvtColor(picture, bgr, cv::COLOR_BGRA2BGR);
    return writePicture(m_path, bgr, QFileInfo(m_target).suffix().toLower(), m_target);
}

Result<void> PictureWriter::finish()
{
    return {};
}

} // namespace sightglass
