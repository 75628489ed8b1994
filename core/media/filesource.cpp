// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"

#include "core/media/fileproblem.h"
#include "core/media/guarded.h"
#include "core/media/libavcompat.h"
#include "core/media/libaverror.h"
#include "core/media/packetcontent.h"
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

std::optional<std::int64_t> known(std::int64_t timestamp)
{
    return timestamp == AV_NOPTS_VALUE ? std::nullopt : std::optional(timestamp);
}

} // namespace

FileSource::FileSource(SourceSpec spec)
    : m_spec(std::move(spec))
    , m_input(m_spec, m_interruption)
{}

void FileSource::abort() noexcept
{
    m_interruption.abort();
}

Result<SourceInfo> FileSource::open()
{
    auto opened = guarded(m_spec.location, [this] { return openFile(); });
    if (!opened) {
        m_reader.reset();
        m_input.close();
    }
    return opened;
}

Result<SourceInfo> FileSource::openFile()
{
    m_next = 0;
    m_reader.reset();
    if (const auto problem = accessProblem(m_spec.location))
        return *problem;
    if (auto opened = m_input.open(); !opened)
        return opened.error();
    m_timeBase = {m_input.stream().time_base.num, m_input.stream().time_base.den};
    auto index = readIndex();
    if (!index)
        return index.error();
    if (auto opened = openReader(*index); !opened)
        return opened.error();
    if (const std::int64_t leading = leadingPictures(); leading > 0) {
        index->dropFirst(leading);
        if (auto opened = openReader(*index); !opened)
            return opened.error();
    }
    if (auto first = openFirstPicture(); !first)
        return first.error();
    return info();
}

Result<void> FileSource::openReader(const PictureIndex &index)
{
    if (auto rewound = m_input.rewind(); !rewound)
        return rewound.error();
    m_reader.emplace(m_input, m_interruption, index);
    return m_reader->open();
}

std::int64_t FileSource::leadingPictures()
{
    const auto first = m_reader->at(0);
    return first && *first != nullptr ? m_reader->index().leadingCount((*first)->index) : 0;
}

std::optional<double> FileSource::openingProgress() const noexcept
{
    const double progress = m_progress;
    return progress == unknown ? std::nullopt : std::optional(progress);
}

Result<PictureIndex> FileSource::readIndex()
{
    constexpr std::size_t oftenEnough = 256; // In packets.
    std::vector<IndexedPacket> packets;
    PacketContent content(*m_input.stream().codecpar);
    const AVPacketPointer packet(av_packet_alloc());
    while (true) {
        const auto step = m_input.read(*packet);
        if (!step)
            return step.error();
        if (*step == VideoInput::Step::End)
            break;
        if (packets.size() % oftenEnough == 0)
            m_progress = m_input.progress().value_or(unknown);
        const bool hidden = !content.showsPicture(*packet);
        packets.push_back({known(packet->pts), known(packet->dts), packet->duration,
                           (packet->flags & AV_PKT_FLAG_KEY) != 0,
                           hidden || (packet->flags & AV_PKT_FLAG_DISCARD) != 0});
    }
    m_progress = unknown;
    const Rational rate = m_input.frameRate();
    const double ticks = rate.isValid() ? 1.0 / (rate.toDouble() * m_timeBase.toDouble()) : 0.0;
    // Beyond this no still picture is taken for one: the first is what ffmpeg takes for a jump in such formats.
    const double longestStep = m_input.hasJumpingClock() ? 10.0 : 3600.0;
    PictureIndex index(packets, std::max<std::int64_t>(1, std::llround(ticks)),
                       std::llround(longestStep / m_timeBase.toDouble()));
    m_missingAtEnd = m_input.missingAtEnd(static_cast<std::int64_t>(packets.size()),
                                          static_cast<double>(index.totalDuration()) * m_timeBase.toDouble());
    return index;
}

Result<void> FileSource::openFirstPicture()
{
    if (m_reader->index().count() == 0)
        return Error{Media::tr("%1 announces a video, but holds no pictures.").arg(m_spec.location),
                     Media::tr("The file is cut off or damaged: copy it again."), m_input.description()};
    const auto first = m_reader->at(0);
    if (!first)
        return first.error();
    if (*first == nullptr)
        return Error{Media::tr("None of the %1 pictures that %2 announces can be decoded.")
                         .arg(QString::number(m_reader->index().count()), m_spec.location),
                     Media::tr("The file is cut off or damaged: copy it again."), m_input.description()};
    m_converter.emplace(m_input.pixelAspect(), Orientation::fromDisplayMatrix(displayMatrixOf(m_input.stream())));
    m_size = m_converter->outputSize(*(*first)->frame);
    m_notes = m_converter->notes(*(*first)->frame);
    // Pixels that are not square may make it much larger than what was decoded.
    if (auto problem = pictureSizeProblem(m_spec.location, m_size))
        return *std::move(problem);
    return {};
}

SourceInfo FileSource::info() const
{
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    info.format = m_input.description();
    info.size = m_size;
    info.frameRate = frameRate();
    info.frameCount = m_reader->index().count();
    info.missingAtEnd = m_missingAtEnd;
    info.duration = static_cast<double>(m_reader->index().totalDuration()) * m_timeBase.toDouble();
    info.origin = m_reader->index().origin();
    info.seekable = true;
    info.notes = m_notes;
    return info;
}

/// What the file says, unless that is no more than the finest step of its clock: 1000 a second in Matroska and FLV.
Rational FileSource::frameRate() const
{
    const Rational said = m_input.frameRate();
    const Rational average = m_reader->index().averageRate();
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
    cv::Mat image = m_converter->convert(*picture->frame);
    if (image.empty())
        return Error{Media::tr("The pixel format of %1 cannot be converted.").arg(m_spec.location),
                     Media::tr("Convert the file to H.264 in MP4, for instance with ffmpeg."), m_input.description()};
    frame.image = std::move(image);
    frame.id.index = picture->index;
    frame.pts = m_reader->index().pts(picture->index);
    frame.duration = m_reader->index().duration(picture->index);
    frame.timeBase = m_timeBase;
    frame.captured = Clock::now();
    m_next = picture->index + 1;
    return ReadStatus::Frame;
}

Result<void> FileSource::seek(std::int64_t index)
{
    return guarded(m_spec.location, [&] { return seekPicture(index); });
}

std::optional<std::int64_t> FileSource::indexAt(double seconds) const
{
    if (!m_reader)
        return {};
    // A picture's own time, in seconds, is that picture's.
    return m_reader->index().shownAt(static_cast<std::int64_t>(std::floor(seconds / m_timeBase.toDouble() + 0.01)));
}

Result<void> FileSource::seekPicture(std::int64_t index)
{
    if (!m_reader)
        return notOpen();
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    std::int64_t target = std::clamp<std::int64_t>(index, 0, m_reader->index().count() - 1);
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
