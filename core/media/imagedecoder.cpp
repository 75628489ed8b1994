// SPDX-License-Identifier: Apache-2.0
#include "core/media/imagedecoder.h"

#include "core/media/fileproblem.h"
#include "core/media/imagemetadata.h"
#include "core/media/mediatext.h"
#include "core/media/pluginpicture.h"
#include "core/values/pixellimit.h"

#include <QFile>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <mutex>
#include <new>

namespace sightglass
{

namespace
{

/// While it lives, this thread makes no matrix of more pixels than it says: a decoder of OpenCV reads the size of a
/// picture, makes its matrix, and only then reads the pixels, but offers no call that stops in between, and a limit of
/// its own only by the environment that the process began with.
class MatrixLimit
{
public:
    explicit MatrixLimit(qint64 pixels)
        : m_pixels(pixels)
    {
        static std::once_flag once;
        static const Allocator allocator;
        std::call_once(once, [] { cv::Mat::setDefaultAllocator(const_cast<Allocator *>(&allocator)); });
        innermost = this;
    }
    ~MatrixLimit() { innermost = nullptr; }
    MatrixLimit(const MatrixLimit &) = delete;
    MatrixLimit &operator=(const MatrixLimit &) = delete;

    /// Of the first matrix that was refused; empty for none.
    QSize refused() const { return m_refused; }

private:
    /// OpenCV's own, but for the limit of the calling thread.
    class Allocator final : public cv::MatAllocator
    {
    public:
        cv::UMatData *allocate(int dims, const int *sizes, int type, void *data, std::size_t *step,
                               cv::AccessFlag flags, cv::UMatUsageFlags usage) const override
        {
            if (innermost != nullptr && data == nullptr && dims == 2)
                innermost->check(QSize(sizes[1], sizes[0]));
            return cv::Mat::getStdAllocator()->allocate(dims, sizes, type, data, step, flags, usage);
        }
        bool allocate(cv::UMatData *data, cv::AccessFlag flags, cv::UMatUsageFlags usage) const override
        {
            return cv::Mat::getStdAllocator()->allocate(data, flags, usage);
        }
        void deallocate(cv::UMatData *data) const override { cv::Mat::getStdAllocator()->deallocate(data); }
    };

    void check(QSize size)
    {
        if (qint64(size.width()) * size.height() <= m_pixels)
            return;
        if (m_refused.isEmpty())
            m_refused = size;
        throw std::bad_alloc();
    }

    static inline thread_local MatrixLimit *innermost = nullptr;

    const qint64 m_pixels;
    QSize m_refused;
};

/// As the file has them, of 8 or 16 bits, not yet turned.
cv::Mat decodePixels(const QByteArray &bytes)
{
    const cv::Mat content(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char *>(bytes.constData()));
    constexpr int flags = cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION;
    cv::Mat pixels = cv::imdecode(content, flags | cv::IMREAD_ANYDEPTH);
    if (!pixels.empty() && pixels.depth() != CV_8U && pixels.depth() != CV_16U)
        pixels = cv::imdecode(content, flags);
    return pixels;
}

/// Stretches what is used of 16 bits, since cameras put 10, 12 or 14 into them, which would look black.
void toEightBits(DecodedImage &image, const QString &path)
{
    double largest = 0.0;
    cv::minMaxLoc(image.pixels.reshape(1), nullptr, &largest);
    const int used = std::max(8, static_cast<int>(std::bit_width(static_cast<unsigned>(largest))));
    cv::Mat stretched;
    image.pixels.convertTo(stretched, CV_8U, 255.0 / ((1 << used) - 1));
    image.pixels = stretched;
    if (used < 16)
        image.notes.append(Media::tr("%1 uses %2 of its 16 bits: it is shown stretched to these, brighter than it is "
                                     "stored.")
                               .arg(path, QString::number(used)));
}

} // namespace

Result<DecodedImage> decodeImage(const QString &path)
{
    if (const auto problem = accessProblem(path))
        return *problem;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Media::tr("%1 cannot be read.").arg(path), {}, file.errorString()};
    if (file.size() > std::numeric_limits<int>::max())
        return Error{Media::tr("%1 is larger than 2 GiB: pictures are read up to that size.").arg(path),
                     Media::tr("Save it as JPEG or PNG."),
                     {}};
    QByteArray bytes = file.readAll();
    ImageMetadata metadata = ImageMetadata::of(bytes);
    if (auto problem = pictureSizeProblem(path, metadata.size))
        return *std::move(problem);
    if (metadata.frames > 1)
        bytes = firstWebpFrame(bytes);
    const std::optional<PluginFormat> format = pluginFormatOf(bytes);
    const bool isForPlugin = format && hasPluginFor(*format);
    QString detail;
    DecodedImage image;
    const MatrixLimit limit(pixelLimit());
    try {
        image.pixels = decodePixels(bytes);
        if (image.pixels.depth() == CV_16U)
            toEightBits(image, path);
        if (image.pixels.empty() && isForPlugin) {
            const PluginPicture picture = readByPlugin(bytes, *format);
            image.pixels = picture.pixels;
            metadata.frames = picture.frames;
            detail = picture.detail;
        }
    } catch (const std::exception &exception) {
        detail = QString::fromUtf8(exception.what());
    }
    if (!limit.refused().isEmpty())
        return pictureSizeProblem(path, limit.refused()).value();
    if (detail.contains(QLatin1String("CV_IO_MAX_IMAGE")))
        return Error{Media::tr("%1 is too large: it has more than a thousand megapixels, or more than a million pixels "
                               "along a side.")
                         .arg(path),
                     Media::tr("Scale it down, or cut it into parts, with another program."), detail};
    if (image.pixels.empty()) {
        if (isForPlugin)
            return pluginFailure(path, *format, detail);
        if (const auto problem = contentProblem(path))
            return *problem;
        return Error{Media::tr("%1 is not an image in any format known here, or it is damaged.").arg(path),
                     Media::tr("Check that other programs can show it; save it as PNG or JPEG."), detail};
    }
    image.pixels = metadata.orientation.applyTo(image.pixels);
    if (metadata.frames > 1)
        image.notes.append(Media::tr("%1 is an animation of %2 frames: only the first is read.")
                               .arg(path, QString::number(metadata.frames)));
    if (metadata.pages > 1)
        image.notes.append(
            Media::tr("%1 has %2 pages: only the first is read.").arg(path, QString::number(metadata.pages)));
    return image;
}

} // namespace sightglass
