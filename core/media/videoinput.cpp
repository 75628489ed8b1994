// SPDX-License-Identifier: Apache-2.0
#include "core/media/videoinput.h"

#include "core/media/addressproblem.h"
#include "core/media/cameraaddress.h"
#include "core/media/fileproblem.h"
#include "core/media/hostlookup.h"
#include "core/media/libaverror.h"
#include "core/media/libavlog.h"
#include "core/media/mediatext.h"
#include "core/media/screenarea.h"

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <vector>

namespace sightglass
{

namespace
{

using namespace std::chrono_literals;
constexpr auto openTimeout = 10s;
constexpr auto stallTimeout = 15s;
constexpr int screenRate = 30;
constexpr int fewPictures = 4;
/// libav's name of what network cameras send over HTTP.
constexpr auto multipartJpeg = "mpjpeg";

/// The options of one avformat_open_input().
class Options
{
public:
    Options() = default;
    ~Options() { av_dict_free(&m_dictionary); }
    Options(const Options &) = delete;
    Options &operator=(const Options &) = delete;

    void set(const char *name, const QByteArray &value) { av_dict_set(&m_dictionary, name, value.constData(), 0); }
    AVDictionary **address() { return &m_dictionary; }

private:
    AVDictionary *m_dictionary = nullptr;
};

bool isPicture(const AVStream &stream)
{
    return (stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0;
}

/// What libav's demuxers say where a file ends within something: Matroska's, and that of MP4.
bool saysTooEarly(const QString &log)
{
    return log.contains(QLatin1String("File ended prematurely")) || log.contains(QLatin1String("partial file"));
}

QString sizeText(QSize size, const char *times)
{
    return QString::number(size.width()) + QLatin1String(times) + QString::number(size.height());
}

QString rateText(Rational rate)
{
    return QString::number(rate.toDouble(), 'g', 4);
}

QString codecNameOf(const AVCodecParameters &parameters)
{
    if (parameters.codec_id != AV_CODEC_ID_NONE)
        return QString::fromUtf8(avcodec_get_name(parameters.codec_id));
    std::array<char, AV_FOURCC_MAX_STRING_SIZE> tag{};
    return QString::fromUtf8(av_fourcc_make_string(tag.data(), parameters.codec_tag));
}

} // namespace

VideoInput::VideoInput(SourceSpec spec, Interruption &interruption)
    : m_spec(std::move(spec))
    , m_interruption(interruption)
{}

Error VideoInput::errorOf(int code, const QString &log)
{
    m_mayComeUp = isPassing(code, m_interruption);
    m_isRefused = code == AVERROR_HTTP_NOT_FOUND || code == AVERROR_HTTP_SERVER_ERROR;
    return libavError(m_spec, code, log, m_interruption);
}

Result<void> VideoInput::open()
{
    static std::once_flag once;
    std::call_once(once, [] { avdevice_register_all(); });
    close();
    m_mayComeUp = false;
    m_isRefused = false;
    if (m_interruption.isAborted())
        return abortedError(m_spec);
    if (m_spec.kind == SourceKind::Url)
        m_interruption.setTimeout(openTimeout);
    // Without an access of its own: what is a pipe or a device was refused before.
    if (m_spec.kind == SourceKind::VideoFile && QFileInfo(m_spec.location).isFile()) {
        if (auto problem = tiledPictureProblem(m_spec.location))
            return *std::move(problem);
    }
    if (auto opened = openContainer(); !opened)
        return opened;
    return chooseStream();
}

Result<void> VideoInput::openContainer()
{
    const LibavLog log;
    m_refusedSize = {};
    Options options;
    QByteArray location = QFile::encodeName(m_spec.location);
    const AVInputFormat *format = nullptr;
    AVFormatContext *context = avformat_alloc_context();
    if (context == nullptr)
        return errorOf(AVERROR(ENOMEM), {});
    context->interrupt_callback = {&Interruption::libavCallback, &m_interruption};
    if (m_spec.kind == SourceKind::Camera) {
        format = av_find_input_format("video4linux2");
        context->flags |= AVFMT_FLAG_NONBLOCK;
        const auto device = askCamera();
        if (!device) {
            avformat_free_context(context);
            return device.error();
        }
        location = QFile::encodeName(*device);
        if (!m_askedMode.format.isEmpty())
            options.set("input_format", m_askedMode.format);
        if (!m_askedMode.size.isEmpty())
            options.set("video_size", sizeText(m_askedMode.size, "x").toLatin1());
        if (m_askedMode.rate.isValid())
            options.set("framerate",
                        QStringLiteral("%1/%2")
                            .arg(QString::number(m_askedMode.rate.num), QString::number(m_askedMode.rate.den))
                            .toLatin1());
    } else if (m_spec.kind == SourceKind::Screen) {
        format = av_find_input_format("x11grab");
        location = qgetenv("DISPLAY");
        auto area = ScreenArea::parse(m_spec.location);
        auto problem = area ? screenProblem() : area.error();
        if (problem || format == nullptr) {
            avformat_free_context(context);
            return problem ? *std::move(problem)
                           : Error{Media::tr("This FFmpeg cannot watch the screen."),
                                   Media::tr("Install one that has x11grab, as Debian's has."),
                                   {}};
        }
        options.set("framerate", QByteArray::number(screenRate));
        if (area->window != 0)
            options.set("window_id", QByteArray::number(area->window));
        if (const auto &part = area->part) {
            options.set("video_size", QByteArray::number(part->width()) + 'x' + QByteArray::number(part->height()));
            options.set("grab_x", QByteArray::number(part->x()));
            options.set("grab_y", QByteArray::number(part->y()));
        }
    } else if (m_spec.kind == SourceKind::Url) {
        if (auto problem = addressProblem(m_spec)) {
            avformat_free_context(context);
            return *std::move(problem);
        }
        options.set("rtsp_flags", "prefer_tcp");
        const QString host = QUrl(m_spec.location).host();
        const HostLookup found = host.isEmpty() ? HostLookup::Found : lookUpHost(host, m_interruption);
        if (found != HostLookup::Found) {
            avformat_free_context(context);
            if (found == HostLookup::Stopped)
                return errorOf(AVERROR_EXIT, {});
            return Error{
                Media::tr("%1 cannot be opened: no computer is known by the name %2.").arg(m_spec.displayName(), host),
                Media::tr("Check the spelling and the network connection, or use its IP address."),
                {}};
        }
    } else {
        // Names may hold colons and percent signs: they are neither URLs nor patterns.
        location.prepend("file:");
        options.set("pattern_type", "none");
    }
    int code = avformat_open_input(&context, location.constData(), format, options.address());
    if (code < 0) {
        Error error = errorOf(code, log.text());
        if (m_spec.kind == SourceKind::Url && m_spec.location.count(QLatin1Char('@')) > 1 &&
            !error.suggestion.contains(passwordAdvice()))
            error.suggestion += QLatin1Char(' ') + passwordAdvice();
        if (auto stranger = rtspProblem(m_spec, m_interruption)) {
            m_mayComeUp = false;
            m_isRefused = false;
            return *std::move(stranger);
        }
        return error;
    }
    m_format.reset(context);
    // A file of text is "video" to libav: the picture of a terminal that shows it.
    if (qstrcmp(context->iformat->name, "tty") == 0) {
        close();
        return errorOf(AVERROR_INVALIDDATA, log.text());
    }
    if (m_spec.kind == SourceKind::Camera || m_spec.kind == SourceKind::Screen)
        return {};
    if (auto fitting = refuseLargePictures(); !fitting)
        return fitting;
    // Not the ten pictures that a rate is guessed from: they would come late, all at once.
    if (isTimeless() && delivery() != Delivery::Recorded)
        context->fps_probe_size = 0;
    else if (m_isHurried)
        context->fps_probe_size = fewPictures;
    // The first pictures are decoded here.
    std::vector<AVDictionary *> limits(m_format->nb_streams, nullptr);
    for (AVDictionary *&limit : limits)
        av_dict_set_int(&limit, "max_pixels", libavPixelLimit(), 0);
    code = avformat_find_stream_info(context, limits.data());
    for (AVDictionary *&limit : limits)
        av_dict_free(&limit);
    // What libav says where it should go back for the pictures, having found their index behind them.
    const bool indexAtEnd = m_spec.kind == SourceKind::Url && log.text().contains(QLatin1String("partial file"));
    if (code < 0 || indexAtEnd || m_interruption.shouldStop()) {
        close();
        return errorOf(code < 0 ? code : AVERROR_INVALIDDATA, log.text());
    }
    static const QRegularExpression refusal(QStringLiteral("Picture size (\\d+)x(\\d+) (?:exceeds|is invalid)"));
    if (const auto match = refusal.match(log.text()); match.hasMatch())
        m_refusedSize = {match.captured(1).toInt(), match.captured(2).toInt()};
    return refuseLargePictures();
}

/// The camera's device, once it is known which mode to ask for.
Result<QString> VideoInput::askCamera()
{
    const auto address = CameraAddress::parse(m_spec.location);
    if (!address)
        return address.error();
    m_cameraModes = sightglass::cameraModes(address->device);
    auto mode = modeToAskFor(address->mode, m_cameraModes);
    if (!mode)
        return mode.error();
    m_askedMode = *std::move(mode);
    return address->device;
}

Result<void> VideoInput::refuseLargePictures()
{
    for (unsigned i = 0; i < m_format->nb_streams; ++i) {
        const AVStream &stream = *m_format->streams[i];
        if (stream.codecpar->codec_type != AVMEDIA_TYPE_VIDEO || isPicture(stream))
            continue;
        const QSize size(stream.codecpar->width, stream.codecpar->height);
        if (auto problem = pictureSizeProblem(placeOf(m_spec), size.isEmpty() ? m_refusedSize : size)) {
            close();
            return *std::move(problem);
        }
    }
    return {};
}

Result<void> VideoInput::chooseStream()
{
    m_stream = -1;
    m_lastIsCut = false;
    m_endsTooEarly = false;
    QString sound;
    QString unknown;
    bool cover = false;
    const auto area = [](const AVStream &stream) {
        return static_cast<std::int64_t>(stream.codecpar->width) * stream.codecpar->height;
    };
    for (unsigned i = 0; i < m_format->nb_streams; ++i) {
        AVStream &stream = *m_format->streams[i];
        stream.discard = AVDISCARD_ALL;
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            sound = codecNameOf(*stream.codecpar);
        if (stream.codecpar->codec_type != AVMEDIA_TYPE_VIDEO)
            continue;
        if (isPicture(stream)) {
            cover = true;
        } else if (avcodec_find_decoder(stream.codecpar->codec_id) == nullptr) {
            unknown = codecNameOf(*stream.codecpar);
        } else if (m_stream < 0 || area(stream) > area(*m_format->streams[m_stream])) {
            m_stream = static_cast<int>(i);
        }
    }
    if (m_stream >= 0) {
        m_format->streams[m_stream]->discard = AVDISCARD_DEFAULT;
        m_codec = stream().codecpar->codec_id;
        m_streams = m_format->nb_streams;
        m_otherPackets = 0;
        return {};
    }
    close();
    const QString place = placeOf(m_spec);
    if (!unknown.isEmpty())
        return Error{
            Media::tr("The video of %1 is in the format %2, for which there is no decoder.").arg(place, unknown),
            Media::tr("Convert it with a program that knows this format, for instance to H.264 in MP4."),
            {}};
    if (!sound.isEmpty())
        return Error{cover ? Media::tr("%1 holds only sound (%2) and a cover picture, no video.").arg(place, sound)
                           : Media::tr("%1 holds only sound (%2), no video.").arg(place, sound),
                     Media::tr("Choose a file with a video stream."),
                     {}};
    return Error{
        Media::tr("%1 holds no video stream.").arg(place), Media::tr("Choose a file with a video stream."), {}};
}

Result<VideoInput::Step> VideoInput::read(AVPacket &packet)
{
    const LibavLog log;
    if (m_spec.kind == SourceKind::Url)
        m_interruption.setTimeout(stallTimeout);
    while (true) {
        if (m_interruption.shouldStop())
            return errorOf(AVERROR_EXIT, log.text());
        av_packet_unref(&packet);
        const int code = av_read_frame(m_format.get(), &packet);
        if (code >= 0) {
            if (m_spec.kind == SourceKind::Url && hasBecomeAnother(packet)) {
                m_mayComeUp = true;
                return Error{Media::tr("%1 goes on with a video in another format.").arg(placeOf(m_spec)),
                             Media::tr("Open it again."),
                             {}};
            }
            if (packet.stream_index != m_stream)
                continue;
            m_lastIsCut = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
            return Step::Packet;
        } else if (code == AVERROR(EAGAIN)) {
            return Step::Wait;
        } else if (m_spec.kind == SourceKind::Url && !m_interruption.shouldStop() &&
                   isCompleteTransfer(code, log.text())) {
            m_mayComeUp = true;
            return Step::End;
        } else if (m_interruption.shouldStop() || (code == AVERROR(EIO) && deviceFailed()) || code == AVERROR(ENODEV) ||
                   m_spec.kind != SourceKind::VideoFile) {
            return errorOf(code, log.text());
        } else {
            // A file that is damaged here ends here.
            m_endsTooEarly = m_lastIsCut || code != AVERROR_EOF || saysTooEarly(log.text());
            return Step::End;
        }
    }
}

/// Broadcasts may change what they send: the coding, or the whole stream.
bool VideoInput::hasBecomeAnother(const AVPacket &packet)
{
    constexpr int enough = 50; // About two seconds in which there was none of the chosen one.
    const AVCodecParameters &parameters = *m_format->streams[packet.stream_index]->codecpar;
    if (packet.stream_index == m_stream) {
        m_otherPackets = 0;
        return parameters.codec_id != m_codec;
    }
    const bool isNewVideo =
        static_cast<unsigned>(packet.stream_index) >= m_streams && parameters.codec_type == AVMEDIA_TYPE_VIDEO;
    return isNewVideo && ++m_otherPackets > enough;
}

std::optional<double> VideoInput::progress() const
{
    const std::int64_t size = m_format->pb != nullptr ? avio_size(m_format->pb) : 0;
    if (size <= 0)
        return std::nullopt;
    const std::int64_t place = avio_tell(m_format->pb);
    return std::clamp(static_cast<double>(place) / static_cast<double>(size), 0.0, 1.0);
}

std::int64_t VideoInput::missingAtEnd(std::int64_t packets, double seconds) const
{
    if (!m_endsTooEarly)
        return 0;
    if (stream().nb_frames > 0)
        return std::max<std::int64_t>(0, stream().nb_frames - packets);
    const double announced = m_format->duration_estimation_method == AVFMT_DURATION_FROM_STREAM ? duration() : 0.0;
    return std::max<std::int64_t>(0, std::llround((announced - seconds) * frameRate().toDouble()));
}

/// libav says EIO, too, of a file that ends within something.
bool VideoInput::deviceFailed() const
{
    return m_spec.kind != SourceKind::VideoFile || m_format->pb == nullptr || m_format->pb->error < 0;
}

/// Whether what ended a transfer is its end, and not a break.
bool VideoInput::isCompleteTransfer(int code, const QString &log) const
{
    const AVIOContext *transfer = m_format->pb;
    // HLS has none, and calls it the end when its server is gone ("Failed to reload playlist", "to open segment").
    if (transfer == nullptr)
        return code == AVERROR_EOF && !log.contains(QLatin1String("Failed to "));
    // Demuxers make an end of a broken transfer, and libav's HTTP a break of every end where no length was announced.
    const int reason = transfer->error < 0 ? transfer->error : code;
    return reason == AVERROR_EOF || (reason == AVERROR(EIO) && avio_size(m_format->pb) <= 0);
}

bool VideoInput::seek(std::int64_t pts)
{
    const LibavLog log;
    return av_seek_frame(m_format.get(), m_stream, pts, AVSEEK_FLAG_BACKWARD) >= 0;
}

Result<void> VideoInput::rewind()
{
    return open();
}

Rational VideoInput::frameRate() const
{
    const AVRational average = stream().avg_frame_rate;
    if (average.num > 0 && average.den > 0)
        return {average.num, average.den};
    const AVRational real = stream().r_frame_rate;
    return real.num > 0 && real.den > 0 ? Rational{real.num, real.den} : Rational{};
}

Rational VideoInput::pixelAspect() const
{
    AVStream *stream = m_format->streams[m_stream];
    const AVRational aspect = av_guess_sample_aspect_ratio(m_format.get(), stream, nullptr);
    return aspect.num > 0 && aspect.den > 0 ? Rational{aspect.num, aspect.den} : Rational{1, 1};
}

bool VideoInput::hasJumpingClock() const
{
    return (m_format->iformat->flags & AVFMT_TS_DISCONT) != 0;
}

double VideoInput::duration() const
{
    return m_format->duration > 0 ? static_cast<double>(m_format->duration) / AV_TIME_BASE : 0.0;
}

VideoInput::Delivery VideoInput::delivery() const
{
    static const std::array realTime{"rtsp", "rtsps", "rtp", "udp", "srt", "rtmp", "rtmps"};
    if (m_spec.kind == SourceKind::Camera || m_spec.kind == SourceKind::Screen)
        return Delivery::RealTime;
    if (m_spec.kind != SourceKind::Url)
        return Delivery::Recorded;
    const QByteArray scheme = m_spec.location.section(QLatin1Char(':'), 0, 0).toLower().toLatin1();
    const QByteArray format = m_format->iformat->name;
    if (std::find(realTime.begin(), realTime.end(), scheme) != realTime.end() || format == multipartJpeg)
        return Delivery::RealTime;
    if (duration() > 0.0)
        return Delivery::Recorded;
    if (format == "hls" || format == "dash")
        return Delivery::InSegments;
    return m_format->pb != nullptr && avio_size(m_format->pb) > 0 ? Delivery::Recorded : Delivery::Unknown;
}

bool VideoInput::isTimeless() const
{
    return (m_format->iformat->flags & AVFMT_NOTIMESTAMPS) != 0 || qstrcmp(m_format->iformat->name, multipartJpeg) == 0;
}

QString VideoInput::description() const
{
    const QString codec = codecNameOf(*stream().codecpar);
    if (m_spec.kind == SourceKind::Camera)
        return Media::tr("V4L2 %1").arg(codec);
    const QStringList names = QString::fromUtf8(m_format->iformat->name).split(QLatin1Char(','));
    const QString suffix = QFileInfo(m_spec.location).suffix().toLower();
    return QStringLiteral("%1, %2").arg(codec, names.contains(suffix) ? suffix : names.first());
}

CameraMode VideoInput::cameraMode() const
{
    const AVCodecParameters &parameters = *stream().codecpar;
    const bool isRaw = parameters.codec_id == AV_CODEC_ID_RAWVIDEO;
    const char *format = isRaw ? av_get_pix_fmt_name(static_cast<AVPixelFormat>(parameters.format))
                               : avcodec_get_name(parameters.codec_id);
    return {format, {parameters.width, parameters.height}, frameRate()};
}

QStringList VideoInput::cameraNotes() const
{
    QStringList notes;
    const CameraMode given = cameraMode();
    if (!m_askedMode.size.isEmpty() && given.size != m_askedMode.size)
        notes.append(Media::tr("The camera gives %1 instead of %2.")
                         .arg(sizeText(given.size, " x "), sizeText(m_askedMode.size, " x ")));
    constexpr double same = 0.01;
    const double asked = m_askedMode.rate.toDouble();
    if (m_askedMode.rate.isValid() && given.rate.isValid() && std::abs(given.rate.toDouble() - asked) > same * asked)
        notes.append(Media::tr("The camera announces %1 pictures a second instead of %2.")
                         .arg(rateText(given.rate), rateText(m_askedMode.rate)));
    return notes;
}

} // namespace sightglass
