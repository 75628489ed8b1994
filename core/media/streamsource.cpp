// SPDX-License-Identifier: Apache-2.0
#include "core/media/streamsource.h"

#include "core/media/cameras.h"
#include "core/media/guarded.h"
#include "core/media/libavcompat.h"
#include "core/media/libaverror.h"
#include "core/values/pixellimit.h"

#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto readTimeout = 100ms;
constexpr auto cameraPoll = 4ms;
/// Cameras send a keyframe every ten seconds at the most, as a rule.
constexpr auto firstPictureTimeout = 25s;

Error notOpen()
{
    return {Media::tr("The stream is not open."), {}, {}};
}

} // namespace

StreamSource::StreamSource(SourceSpec spec)
    : m_spec(std::move(spec))
    , m_input(m_spec, m_interruption)
    , m_decoder(m_input, m_interruption)
    , m_picture(av_frame_alloc())
{}

void StreamSource::abort() noexcept
{
    m_interruption.abort();
}

std::optional<Error> StreamSource::cameraProblem() const
{
    if (QFileInfo::exists(m_spec.location))
        return std::nullopt;
    QStringList present;
    for (const CameraDevice &camera : availableCameras())
        present.append(QStringLiteral("%1 (%2)").arg(camera.device, camera.name));
    QString suggestion = present.isEmpty()
                             ? Media::tr("No camera is plugged in: plug one in, and check that the system sees it.")
                             : Media::tr("Cameras present: %1.").arg(present.join(QLatin1String(", ")));
    // Cameras are named by their numbers, which may be a file's name as well.
    const QString number = m_spec.location.section(QStringLiteral("/dev/video"), 1);
    if (!number.isEmpty() && QFileInfo::exists(number))
        suggestion += QLatin1Char(' ') + Media::tr("The file %1 in this folder is opened as ./%1.").arg(number);
    return Error{Media::tr("There is no camera %1.").arg(m_spec.location), suggestion, {}};
}

Result<SourceInfo> StreamSource::open()
{
    auto opened = guarded(m_spec.displayName(), [this] { return openStream(); });
    m_isOpen = opened.ok();
    if (!opened)
        m_input.close();
    return opened;
}

Result<SourceInfo> StreamSource::openStream()
{
    if (m_spec.kind == SourceKind::Camera)
        if (const auto problem = cameraProblem())
            return *problem;
    if (auto opened = m_input.open(); !opened)
        return opened.error();
    if (auto opened = m_decoder.open(m_input.isLive()); !opened)
        return opened.error();
    if (auto first = awaitFirstPicture(); !first)
        return first.error();
    m_converter.emplace(m_input.pixelAspect(), Orientation::fromDisplayMatrix(displayMatrixOf(m_input.stream())));
    m_size = m_converter->outputSize(*m_picture);
    if (auto problem = pictureSizeProblem(placeOf(m_spec), m_size))
        return *std::move(problem);
    const Rational rate = m_input.frameRate();
    const AVRational timeBase = m_input.stream().time_base;
    const double ticks = rate.isValid() ? 1.0 / (rate.toDouble() * av_q2d(timeBase)) : 0.0;
    m_usualDuration = std::max<std::int64_t>(1, std::llround(ticks));
    m_time = SteadyTime(m_usualDuration);
    m_next = 0;
    return info();
}

Result<void> StreamSource::awaitFirstPicture()
{
    m_hasPicture = false;
    const auto deadline = Clock::now() + firstPictureTimeout;
    while (Clock::now() < deadline) {
        const auto step = m_decoder.next(*m_picture);
        if (!step)
            return step.error();
        if (*step == VideoDecoder::Step::End)
            return Error{Media::tr("%1 ended before its first picture.").arg(m_spec.displayName()),
                         Media::tr("Check that it sends video, and try again."), m_input.description()};
        m_hasPicture = *step == VideoDecoder::Step::Picture;
        if (m_hasPicture)
            return {};
        if (m_spec.kind == SourceKind::Camera && m_interruption.waitFor(cameraPoll))
            return abortedError(m_spec);
    }
    return Error{Media::tr("%1 sent no picture that can be decoded.").arg(m_spec.displayName()),
                 Media::tr("Check its settings: a keyframe every second or two is right."), m_input.description()};
}

SourceInfo StreamSource::info() const
{
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    if (m_spec.kind == SourceKind::Camera)
        for (const CameraDevice &camera : availableCameras())
            if (camera.device == m_spec.location && !camera.name.isEmpty())
                info.name = camera.name;
    info.format = m_input.description();
    info.size = m_size;
    info.frameRate = m_input.frameRate();
    info.live = m_input.isLive();
    info.duration = info.live ? 0.0 : m_input.duration();
    return info;
}

Result<FrameSource::ReadStatus> StreamSource::read(Frame &frame)
{
    return guarded(m_spec.displayName(), [&] { return readPicture(frame); });
}

Result<FrameSource::ReadStatus> StreamSource::readPicture(Frame &frame)
{
    if (!m_isOpen)
        return notOpen();
    const auto deadline = Clock::now() + readTimeout;
    while (!m_hasPicture) {
        const auto step = m_decoder.next(*m_picture);
        if (!step)
            return step.error();
        if (*step == VideoDecoder::Step::End)
            return ReadStatus::End;
        m_hasPicture = *step == VideoDecoder::Step::Picture;
        if (!m_hasPicture && Clock::now() >= deadline)
            return ReadStatus::NoData;
        if (!m_hasPicture && m_spec.kind == SourceKind::Camera && m_interruption.waitFor(cameraPoll))
            return abortedError(m_spec);
    }
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    m_hasPicture = false;
    cv::Mat image = m_converter->convert(*m_picture);
    if (image.empty())
        return Error{Media::tr("The pixel format of %1 cannot be converted.").arg(m_spec.displayName()),
                     Media::tr("Set another format at the camera or server."), m_input.description()};
    const AVRational timeBase = m_input.stream().time_base;
    const std::int64_t timestamp = m_picture->best_effort_timestamp;
    const std::int64_t duration = pictureDuration(*m_picture);
    frame.image = std::move(image);
    frame.duration = duration > 0 ? duration : m_usualDuration;
    frame.pts = m_time.next(timestamp == AV_NOPTS_VALUE ? std::nullopt : std::optional(timestamp), frame.duration);
    frame.timeBase = {timeBase.num, timeBase.den};
    frame.id.index = m_next++;
    frame.captured = Clock::now();
    return ReadStatus::Frame;
}

Result<void> StreamSource::seek(std::int64_t)
{
    return Error{Media::tr("%1 cannot be sought: it is read as it comes.").arg(m_spec.displayName()),
                 Media::tr("Download or record it, and open the file."),
                 {}};
}

} // namespace sightglass
