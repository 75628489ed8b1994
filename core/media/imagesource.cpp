// SPDX-License-Identifier: Apache-2.0
#include "core/media/imagesource.h"

#include "core/media/guarded.h"
#include "core/media/imagefiles.h"
#include "core/media/libaverror.h"

#include <QFileInfo>

#include <algorithm>

namespace sightglass
{

ImageSource::ImageSource(SourceSpec spec)
    : m_spec(std::move(spec))
{}

void ImageSource::abort() noexcept
{
    m_aborted = true;
}

Result<SourceInfo> ImageSource::open()
{
    return guarded(m_spec.location, [this] { return openFiles(); });
}

Result<void> ImageSource::listFiles()
{
    if (m_spec.kind == SourceKind::Image) {
        m_files = {m_spec.location};
        return {};
    }
    m_files = imageFiles(m_spec.location);
    if (!m_files.isEmpty())
        return {};
    const QFileInfo folder(m_spec.location);
    if (folder.isDir() && !folder.isReadable())
        return Error{Media::tr("The folder %1 may not be read: permission denied.").arg(m_spec.location),
                     Media::tr("Change its permissions."),
                     {}};
    if (folder.isDir())
        return Error{
            Media::tr("The folder %1 holds no pictures.").arg(m_spec.location),
            Media::tr("Pictures are files such as .jpg, .png, .bmp, .tif, .webp; folders in it are not searched."),
            {}};
    return Error{Media::tr("No pictures match %1.").arg(m_spec.location),
                 Media::tr("Check the path; * stands for any characters, ? for one."),
                 {}};
}

Result<SourceInfo> ImageSource::openFiles()
{
    m_next = 0;
    m_loadedIndex = -1;
    m_files.clear();
    if (m_aborted)
        return abortedError(m_spec);
    if (auto listed = listFiles(); !listed)
        return listed.error();
    m_rate = isNumberedSequence(m_files) ? Rational{25, 1} : Rational{1, 1};
    std::int64_t first = 0;
    auto image = load(first);
    const Result<DecodedImage> firstFailure = image;
    const auto count = static_cast<std::int64_t>(m_files.size());
    while (!image && !m_aborted && ++first < count)
        image = load(first);
    if (m_aborted)
        return abortedError(m_spec);
    if (!image) {
        m_files.clear();
        return firstFailure.error();
    }
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    info.format = count == 1 ? Media::tr("image") : Media::tr("%1 images").arg(count);
    info.size = {image->pixels.cols, image->pixels.rows};
    info.notes = image->notes;
    info.frameRate = m_rate;
    info.frameCount = count;
    info.duration = static_cast<double>(count) / m_rate.toDouble();
    info.seekable = true;
    if (m_spec.kind == SourceKind::ImageSequence)
        info.files = fileNames(m_files);
    return info;
}

Result<DecodedImage> ImageSource::load(std::int64_t index)
{
    if (index == m_loadedIndex)
        return m_loaded;
    auto image = decodeImage(m_files[index]);
    if (image) {
        m_loaded = *image;
        m_loadedIndex = index;
    }
    return image;
}

Result<FrameSource::ReadStatus> ImageSource::read(Frame &frame)
{
    return guarded(m_spec.location, [&] { return readPicture(frame); });
}

Result<FrameSource::ReadStatus> ImageSource::readPicture(Frame &frame)
{
    if (m_files.isEmpty())
        return Error{Media::tr("The pictures are not open."), {}, {}};
    for (; m_next < m_files.size(); ++m_next) {
        if (m_aborted)
            return abortedError(m_spec);
        auto image = load(m_next);
        if (!image)
            continue;
        m_loaded = {};
        m_loadedIndex = -1;
        frame.image = std::move(image->pixels);
        frame.id.index = m_next;
        frame.pts = m_next;
        frame.duration = 1;
        frame.timeBase = m_rate.inverted();
        frame.captured = Clock::now();
        ++m_next;
        return ReadStatus::Frame;
    }
    return ReadStatus::End;
}

Result<void> ImageSource::seek(std::int64_t index)
{
    return guarded(m_spec.location, [&]() -> Result<void> {
        if (m_files.isEmpty())
            return Error{Media::tr("The pictures are not open."), {}, {}};
        const auto count = static_cast<std::int64_t>(m_files.size());
        const std::int64_t target = std::clamp<std::int64_t>(index, 0, count - 1);
        // As with videos: the next one that decodes takes the place, at the end the last one.
        for (std::int64_t place = target; place < count; ++place) {
            if (m_aborted)
                return abortedError(m_spec);
            if (load(place)) {
                m_next = place;
                return {};
            }
        }
        for (std::int64_t place = target - 1; place >= 0; --place) {
            if (m_aborted)
                return abortedError(m_spec);
            if (load(place)) {
                m_next = place;
                return {};
            }
        }
        return load(target).error();
    });
}

} // namespace sightglass
