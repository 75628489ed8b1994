// SPDX-License-Identifier: Apache-2.0
#include "core/media/streamsource.h"

#include "core/media/cameraaddress.h"
#include "core/media/cameras.h"
#include "core/media/guarded.h"
#include "core/media/libavcompat.h"
#include "core/media/libaverror.h"
#include "core/values/pixellimit.h"

#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto readTimeout = 100ms;
/// Cameras send a keyframe every ten seconds at the most, as a rule.
constexpr auto firstPictureTimeout = 25s;
/// What is received of a live stream is ahead of its time by a group of pictures at most, which servers send at once.
constexpr double recordedLead = 3.0; ///< Seconds.
/// As for what does not arrive at all: a sender that has begun anew in another coding is understood when it is opened.
constexpr auto pictureTimeout = 15s;
constexpr auto liveAfter = 1s; ///< So long a transfer has for that, once it makes one wait.
constexpr auto wait = 20ms;
constexpr double guessedRate = 25.0;

Error notOpen()
{
    return {Media::tr("The stream is not open."), {}, {}};
}

} // namespace

StreamSource::StreamSource(SourceSpec spec, HardwareDecoderFactories devices)
    : m_spec(std::move(spec))
    , m_input(m_spec, m_interruption)
    , m_reader(m_input, m_interruption)
    , m_decoder(m_input, m_interruption, std::move(devices))
    , m_picture(av_frame_alloc())
{}

void StreamSource::abort() noexcept
{
    m_interruption.abort();
}

std::optional<Error> StreamSource::cameraProblem() const
{
    const auto address = CameraAddress::parse(m_spec.location);
    if (!address)
        return address.error();
    if (QFileInfo::exists(address->device))
        return std::nullopt;
    QStringList present;
    for (const CameraDevice &camera : availableCameras())
        present.append(QStringLiteral("%1 (%2)").arg(camera.device, camera.name));
    QString suggestion = present.isEmpty()
                             ? Media::tr("No camera is plugged in: plug one in, and check that the system sees it.")
                             : Media::tr("Cameras present: %1.").arg(present.join(QLatin1String(", ")));
    if (isCameraIdentity(address->device))
        return Error{Media::tr("The camera %1 is not plugged in.").arg(m_spec.displayName()), suggestion, {}};
    // Cameras are named by their numbers, which may be a file's name as well.
    const QString number = m_spec.location.section(QStringLiteral("/dev/video"), 1);
    if (!number.isEmpty() && QFileInfo::exists(number))
        suggestion += QLatin1Char(' ') + Media::tr("The file %1 in this folder is opened as ./%1.").arg(number);
    return Error{Media::tr("There is no camera %1.").arg(m_spec.displayName()), suggestion, {}};
}

void StreamSource::close()
{
    m_reader.stop();
    m_input.close();
    m_converter.reset();
    m_hasPicture = false;
    m_waitsSince.reset();
}

Result<SourceInfo> StreamSource::open()
{
    auto opened = guarded(m_spec.displayName(), [this] { return openStream(); });
    if (!opened)
        close();
    return opened;
}

Result<SourceInfo> StreamSource::openStream()
{
    close();
    if (m_spec.kind == SourceKind::Camera)
        if (const auto problem = cameraProblem())
            return *problem;
    const auto begun = Clock::now();
    if (auto opened = m_input.open(); !opened)
        return opened.error();
    std::deque<ReadPacket> packets;
    const VideoInput::Delivery delivery = m_input.delivery();
    bool live = delivery != VideoInput::Delivery::Recorded;
    if (delivery == VideoInput::Delivery::Unknown && !m_isKnownLive) {
        const auto ahead = comesAhead(begun, packets);
        if (!ahead)
            return ahead.error();
        live = !*ahead;
    }
    // All that is asked of the input, before the reader has it.
    m_info = infoOfInput(live);
    m_codedFormat = m_info.format;
    m_toldDevice.clear();
    m_timesByArrival = live && m_input.isTimeless();
    m_firstArrival.reset();
    const AVRational timeBase = m_input.stream().time_base;
    m_timeBase = m_timesByArrival ? Rational{1, 1'000'000} : Rational{timeBase.num, timeBase.den};
    if (m_timesByArrival)
        m_info.frameRate = {};
    const double rate = m_info.frameRate.isValid() ? m_info.frameRate.toDouble() : guessedRate;
    m_usualDuration = std::max<std::int64_t>(1, std::llround(1.0 / (rate * m_timeBase.toDouble())));
    m_time = SteadyTime(m_usualDuration);
    m_next = 0;
    if (auto opened = m_decoder.open(live); !opened)
        return opened.error();
    const Rational pixelAspect = m_input.pixelAspect();
    m_orientation = Orientation::fromDisplayMatrix(displayMatrixOf(m_input.stream()));
    m_reader.start(std::move(packets));
    if (auto first = awaitFirstPicture(); !first)
        return first.error();
    if (auto begun = beginConversion(pixelAspect); !begun)
        return begun.error();
    m_isChanged = false;
    return m_info;
}

/// Of pictures like the one that was decoded.
Result<void> StreamSource::beginConversion(Rational pixelAspect)
{
    PictureConverter converter(pixelAspect, m_orientation);
    m_info.size = converter.outputSize(*m_picture);
    m_info.notes = converter.notes(*m_picture);
    if (m_spec.kind == SourceKind::Camera)
        m_info.notes += m_input.cameraNotes();
    if (auto problem = pictureSizeProblem(placeOf(m_spec), m_info.size))
        return *std::move(problem);
    m_converter = std::move(converter);
    m_codedSize = {m_picture->width, m_picture->height};
    return {};
}

/// Cameras can be set to another size while they send.
Result<void> StreamSource::followSize()
{
    if (!m_info.live || m_codedSize == QSize(m_picture->width, m_picture->height))
        return {};
    m_isChanged = true;
    const AVRational aspect = m_picture->sample_aspect_ratio;
    return beginConversion(aspect.num > 0 && aspect.den > 0 ? Rational{aspect.num, aspect.den} : Rational{1, 1});
}

std::optional<SourceInfo> StreamSource::changedInfo()
{
    const QString device = m_decoder.device();
    if (const auto note = m_decoder.takeNote()) {
        m_info.notes.append(*note);
        m_isChanged = true;
    }
    if (!std::exchange(m_isChanged, false) && device == m_toldDevice)
        return std::nullopt;
    m_toldDevice = device;
    m_info.format = m_decoder.nameIn(m_codedFormat);
    return m_info;
}

void StreamSource::expectLive()
{
    m_isKnownLive = true;
    m_input.hurry();
}

bool StreamSource::mayComeUp() const
{
    if (m_interruption.isAborted())
        return false;
    const QString device = m_spec.kind == SourceKind::Camera ? CameraAddress::deviceIn(m_spec.location) : QString();
    if (isCameraIdentity(device))
        return !QFileInfo::exists(device);
    return m_spec.kind == SourceKind::Url && m_input.mayComeUp();
}

/// Whether a transfer comes faster than its pictures are to be shown; what is read to see that is added to the packets.
Result<bool> StreamSource::comesAhead(Clock::time_point begun, std::deque<ReadPacket> &packets)
{
    const auto seconds = [](auto time) { return std::chrono::duration<double>(time).count(); };
    const double tick = av_q2d(m_input.stream().time_base);
    std::optional<std::int64_t> first;
    while (true) {
        const auto asked = Clock::now();
        ReadPacket next{AVPacketPointer(av_packet_alloc()), {}};
        const auto step = m_input.read(*next.packet);
        if (!step)
            return step.error();
        if (*step != VideoInput::Step::Packet)
            return true;
        next.arrived = Clock::now();
        const std::int64_t dts = next.packet->dts;
        packets.push_back(std::move(next));
        double received = static_cast<double>(packets.size()) / guessedRate;
        if (!m_input.isTimeless() && dts != AV_NOPTS_VALUE) {
            first = first.value_or(dts);
            received = static_cast<double>(dts - *first) * tick;
        }
        const auto elapsed = packets.back().arrived - begun;
        if (received - seconds(elapsed) > recordedLead)
            return true;
        if (elapsed > liveAfter && packets.back().arrived - asked > wait)
            return false;
    }
}

Result<void> StreamSource::awaitFirstPicture()
{
    const auto deadline = Clock::now() + firstPictureTimeout;
    while (Clock::now() < deadline) {
        const auto step = nextPicture(Clock::now() + readTimeout);
        if (!step)
            return step.error();
        if (*step == VideoDecoder::Step::End)
            return Error{Media::tr("%1 ended before its first picture.").arg(m_spec.displayName()),
                         Media::tr("Check that it sends video, and try again."), m_info.format};
        if (*step == VideoDecoder::Step::Picture)
            return {};
    }
    return Error{Media::tr("%1 sent no picture that can be decoded.").arg(m_spec.displayName()),
                 Media::tr("Check its settings: a keyframe every second or two is right."), m_info.format};
}

SourceInfo StreamSource::infoOfInput(bool live) const
{
    SourceInfo info;
    info.spec = m_spec;
    info.name = m_spec.displayName();
    if (const auto address = CameraAddress::parse(m_spec.location); m_spec.kind == SourceKind::Camera && address) {
        info.spec.location = CameraAddress{cameraIdentity(address->device), address->mode}.location();
        const QString device = QFileInfo(address->device).canonicalFilePath();
        for (const CameraDevice &camera : availableCameras())
            if (QFileInfo(camera.device).canonicalFilePath() == device && !camera.name.isEmpty())
                info.name = camera.name;
        info.cameraModes = m_input.cameraModes();
        info.cameraMode = m_input.cameraMode();
    }
    info.format = m_input.description();
    info.frameRate = m_input.frameRate();
    info.live = live;
    info.inSegments = m_input.delivery() == VideoInput::Delivery::InSegments;
    info.duration = live ? 0.0 : m_input.duration();
    return info;
}

/// Decodes until there is a picture, in m_picture.
Result<VideoDecoder::Step> StreamSource::nextPicture(Clock::time_point deadline)
{
    while (!m_hasPicture) {
        if (m_interruption.isAborted())
            return abortedError(m_spec);
        const auto received = m_decoder.receive(*m_picture);
        m_hasPicture = received == VideoDecoder::Step::Picture;
        if (m_hasPicture)
            break;
        ReadPacket next;
        const auto step = m_reader.take(next, deadline);
        if (received == VideoDecoder::Step::End)
            return step ? Result<VideoDecoder::Step>(received) : step.error();
        if (step && *step == VideoInput::Step::Wait)
            return VideoDecoder::Step::Wait;
        if (next.packet && m_timesByArrival) {
            m_firstArrival = m_firstArrival.value_or(next.arrived);
            const auto time = std::chrono::ceil<std::chrono::microseconds>(next.arrived - *m_firstArrival);
            next.packet->pts = next.packet->dts = time.count();
            next.packet->duration = 0;
        }
        // None at the end, and where the stream broke: the decoder gives what it still holds.
        m_decoder.send(next.packet.get());
    }
    return VideoDecoder::Step::Picture;
}

Result<FrameSource::ReadStatus> StreamSource::read(Frame &frame)
{
    return guarded(m_spec.displayName(), [&] { return readPicture(frame); });
}

Result<FrameSource::ReadStatus> StreamSource::awaitNext()
{
    const auto now = Clock::now();
    m_waitsSince = m_waitsSince.value_or(now);
    if (!m_info.live || m_spec.kind != SourceKind::Url || now - *m_waitsSince < pictureTimeout)
        return ReadStatus::NoData;
    return Error{Media::tr("%1 has sent nothing for a while that makes a picture.").arg(m_info.name),
                 Media::tr("Check that it still runs, and open it again."),
                 {}};
}

Result<FrameSource::ReadStatus> StreamSource::readPicture(Frame &frame)
{
    if (!m_converter)
        return notOpen();
    const auto step = nextPicture(Clock::now() + readTimeout);
    if (!step)
        return step.error();
    if (*step == VideoDecoder::Step::Wait)
        return awaitNext();
    m_waitsSince.reset();
    if (*step == VideoDecoder::Step::End) {
        if (m_info.isPaced())
            return ReadStatus::End;
        return Error{Media::tr("%1 has ended: the other side closed the connection.").arg(m_info.name),
                     Media::tr("Check that it still runs, and open it again."),
                     {}};
    }
    m_hasPicture = false;
    if (auto followed = followSize(); !followed)
        return followed.error();
    cv::Mat image = m_converter->convert(*m_picture);
    if (image.empty())
        return Error{Media::tr("The pixel format of %1 cannot be converted.").arg(m_spec.displayName()),
                     Media::tr("Set another format at the camera or server."), m_info.format};
    const std::int64_t timestamp = m_picture->best_effort_timestamp;
    const std::int64_t duration = pictureDuration(*m_picture);
    frame.image = std::move(image);
    frame.duration = m_timesByArrival || duration > 0 ? duration : m_usualDuration;
    frame.pts = m_time.next(timestamp == AV_NOPTS_VALUE ? std::nullopt : std::optional(timestamp), frame.duration);
    frame.timeBase = m_timeBase;
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
