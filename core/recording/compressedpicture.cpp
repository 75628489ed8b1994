// SPDX-License-Identifier: Apache-2.0
#include "core/recording/compressedpicture.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <exception>
#include <vector>

namespace sightglass
{

std::optional<CompressedPicture> CompressedPicture::of(const cv::Mat &picture, std::int64_t milliseconds)
{
    constexpr int quality = 92;
    std::vector<uchar> bytes;
    try {
        if (!cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality}))
            return std::nullopt;
    } catch (const std::exception &) { // Larger than a JPEG can be, or than there is memory.
        return std::nullopt;
    }
    return CompressedPicture{
        QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())),
        QSize(picture.cols, picture.rows), milliseconds};
}

} // namespace sightglass
