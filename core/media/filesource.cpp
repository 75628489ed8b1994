// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"

#include "core/media/fileproblem.h"
#include "core/media/guarded.h"
#include "core/media/libavcompat.h"
#include "core/media/libaverror.h"
#include "core/values/pixellimit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sightglass
{

namespace
{

Error notOpen()
{
    return {Media::tr("The video is not open."), {}, {}};
}

} // namespace

FileSource::FileSource(SourceSpec spec, HardwareDecoderFactories devices)
    : m_devices(std::move(devices))
    , m_spec(std::move(spec))
    , m_input(m_spec, m_interruption)
{}

void FileSource::abort() noexcept
{
    m_interruption.abort();
}

Result<SourceInfo> FileSource::open()
{
    auto opened = guarded(m_spec.location, [this] { return openFile(); });
    if (!opened && m_patience && m_index && !m_index->isWhole() && !m_interruption.isAborted()) {
        // Its beginning is not what it seemed: all of it says why, or what it is.
        m_patience.reset();
        opened = guarded(m_spec.location, [this] { return openFile(); });
    }
    if (!opened) {
        m_reader.reset();
        m_input.close();
        m_progress = unknown;
        m_index.reset();
    }
    return opened;
}

Result<SourceInfo> FileSource::openFile()
{
    m_next = 0;
    m_reader.reset();
    if (const auto problem = accessProblem(m_spec.location))
        return *problem;
    if (auto read = readIndex(); !read)
        return read.error();
    if (auto opened = openReader(); !opened)
        return opened.error();
    if (const std::int64_t leading = leadingPictures(); leading > 0) {
        m_index->dropFirst(leading);
        if (auto opened = openReader(); !opened)
            return opened.error();
    }
    if (auto first = openFirstPicture(); !first)
        return first.error();
    m_isIndexTold = m_index->isWhole();
    return info();
}

/// As far as patience goes.
Result<void> FileSource::readIndex()
{
    constexpr std::chrono::milliseconds portion{20};
    const auto begin = Clock::now();
    m_index.emplace(m_spec, m_interruption,
                    [this](std::optional<double> progress) { m_progress = progress.value_or(unknown); });
    if (auto opened = m_index->open(); !opened)
        return opened;
    m_timeBase = m_index->timeBase();
    if (!m_patience)
        return m_index->readAll();
    while (!m_index->isWhole()) {
        if (Clock::now() - begin >= *m_patience && m_index->canBegin()) {
            m_index->promise();
            break;
        }
        if (auto read = m_index->readUntil(Clock::now() + std::min(portion, *m_patience)); !read)
            return read;
    }
    return {};
}

Result<void> FileSource::openReader()
{
    if (auto opened = m_input.rewind(); !opened)
        return opened;
    m_reader.emplace(m_input, m_interruption, *m_index, m_devices);
    return m_reader->open();
}

std::int64_t FileSource::leadingPictures()
{
    const auto first = m_reader->at(0);
    return first && *first != nullptr ? m_index->index().leadingCount((*first)->index) : 0;
}

std::optional<double> FileSource::openingProgress() const noexcept
{
    const double progress = m_progress;
    return progress == unknown ? std::nullopt : std::optional(progress);
}

Result<void> FileSource::openFirstPicture()
{
    if (m_index->index().count() == 0)
        return Error{Media::tr("%1 announces a video, but holds no pictures.").arg(m_spec.location),
                     Media::tr("The file is cut off or damaged: copy it again."), m_input.description()};
    const auto first = m_reader->at(0);
    if (!first)
        return first.error();
    if (*first == nullptr)
        return Error{Media::tr("None of the %1 pictures that %2 announces can be decoded.")
                         .arg(QString::number(m_index->index().count()), m_spec.location),
                     Media::tr("The file is cut off or damaged: copy it again."), m_input.description()};
    if (auto settled = m_index->settle((*first)->index + 1); !settled)
        return settled;
    m_converter.emplace(m_input.pixelAspect(), Orientation::fromDisplayMatrix(displayMatrixOf(m_input.stream())));
    m_size = m_converter->outputSize(*(*first)->frame);
    m_notes = m_converter->notes(*(*first)->frame);
    // Pixels that are not square may make it much larger than what was decoded.
    if (auto problem = pictureSizeProblem(m_spec.location, m_size))
        return *std::move(problem);
    return {};
}

SourceInfo FileSource::info()
{
    m_toldDevice = m_reader->decoder().device();
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    info.format = m_reader->decoder().nameIn(m_input.description());
    info.size = m_size;
    info.frameRate = frameRate();
    info.duration = m_input.duration();
    info.seekable = true;
    info.indexed = m_isIndexTold;
    if (info.indexed) {
        info.frameCount = m_index->index().count();
        info.missingAtEnd = m_index->missingAtEnd();
        info.duration = static_cast<double>(m_index->index().totalDuration()) * m_timeBase.toDouble();
        info.origin = m_index->index().origin();
    }
    info.notes = m_notes;
    return info;
}

std::optional<SourceInfo> FileSource::changedInfo()
{
    if (!m_reader)
        return std::nullopt;
    if (const auto note = m_reader->decoder().takeNote())
        m_notes.append(*note);
    else if (m_reader->decoder().device() == m_toldDevice)
        return std::nullopt;
    return info();
}

/// What the file says, unless that is no more than the finest step of its clock: 1000 a second in Matroska and FLV.
Rational FileSource::frameRate() const
{
    const Rational said = m_input.frameRate();
    const Rational average = m_index->index().averageRate();
    if (!average.isValid())
        return said;
    const double seen = average.toDouble() / m_timeBase.toDouble();
    constexpr double fastest = 240.0; // That is met without being true.
    if (said.isValid() && said.toDouble() <= std::max(fastest, 1.5 * seen))
        return said;
    // Timestamps are rounded: a usual rate that is as near as that is meant.
    const std::int64_t whole = std::max<std::int64_t>(1, std::llround(seen));
    for (const Rational usual : {Rational{whole, 1}, Rational{1000 * whole, 1001}})
        if (std::abs(seen / usual.toDouble() - 1.0) < 0.0005)
            return usual;
    AVRational exact{};
    av_reduce(&exact.num, &exact.den, average.num * m_timeBase.den, average.den * m_timeBase.num,
              std::numeric_limits<int>::max());
    return {exact.num, exact.den};
}

Result<FrameSource::ReadStatus> FileSource::read(Frame &frame)
{
    return guarded(m_spec.location, [&] { return readPicture(frame); });
}

Result<FrameSource::ReadStatus> FileSource::readPicture(Frame &frame)
{
    if (!m_reader)
        return notOpen();
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    const auto found = m_reader->at(m_next);
    if (!found)
        return found.error();
    const DecodedPicture *picture = *found;
    if (picture == nullptr)
        return ReadStatus::End;
    // It lasts until the next one.
    const std::int64_t place = picture->index;
    if (auto settled = m_index->settle(place + 1); !settled)
        return settled.error();
    cv::Mat image = m_converter->convert(*picture->frame);
    if (image.empty())
        return Error{Media::tr("The pixel format of %1 cannot be converted.").arg(m_spec.location),
                     Media::tr("Convert the file to H.264 in MP4, for instance with ffmpeg."), m_input.description()};
    frame.image = std::move(image);
    frame.id.index = place;
    frame.pts = m_index->index().pts(place);
    frame.duration = m_index->index().duration(place);
    frame.timeBase = m_timeBase;
    frame.captured = Clock::now();
    m_usesDevice = m_usesDevice || !m_reader->decoder().device().isEmpty();
    frame.byDevice = m_usesDevice;
    m_next = place + 1;
    return ReadStatus::Frame;
}

Result<std::optional<SourceInfo>> FileSource::workAhead(Clock::time_point until)
{
    return guarded(m_spec.location, [&]() -> Result<std::optional<SourceInfo>> {
        if (!m_reader || m_isIndexTold)
            return std::optional<SourceInfo>();
        if (auto read = m_index->readUntil(until); !read)
            return read.error();
        m_isIndexTold = m_index->isWhole();
        return m_isIndexTold ? std::optional(info()) : std::nullopt;
    });
}

Result<void> FileSource::seek(std::int64_t index)
{
    return guarded(m_spec.location, [&] { return seekPicture(index); });
}

std::optional<std::int64_t> FileSource::indexAt(double seconds) const
{
    if (!m_reader || !m_index->isWhole())
        return {};
    // A picture's own time, in seconds, is that picture's.
    return m_index->index().shownAt(static_cast<std::int64_t>(std::floor(seconds / m_timeBase.toDouble() + 0.01)));
}

Result<void> FileSource::seekPicture(std::int64_t index)
{
    if (!m_reader)
        return notOpen();
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    if (auto settled = m_index->settle(index); !settled)
        return settled;
    std::int64_t target = std::clamp<std::int64_t>(index, 0, m_index->index().count() - 1);
    auto found = m_reader->at(target);
    if (found && *found == nullptr && m_reader->end() && target >= *m_reader->end()) {
        target = std::max<std::int64_t>(0, *m_reader->end() - 1);
        found = m_reader->at(target);
    }
    if (!found)
        return found.error();
    if (*found == nullptr)
        return Error{Media::tr("Picture %1 of %2 cannot be decoded, nor any after it.")
                         .arg(QString::number(target), m_spec.location),
                     Media::tr("The file is damaged there: go to an earlier place."),
                     {}};
    m_next = target;
    return {};
}

} // namespace sightglass
