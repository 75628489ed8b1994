// SPDX-License-Identifier: Apache-2.0
#include "core/export/videoencoder.h"

#include "core/export/companionstreams.h"
#include "core/export/encodersettings.h"
#include "core/export/safefile.h"
#include "core/export/videocontainer.h"
#include "core/export/videopicture.h"
#include "core/media/libavlog.h"
#include "core/media/libavpointers.h"

#include <QFile>
#include <QFileInfo>

#include <opencv2/core.hpp>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <limits>
#include <optional>

namespace sightglass
{

namespace
{

/// The finest time base that is passed on: MP4 counts a picture's duration in 32 bits.
constexpr int finestTimeBase = 1000000;
/// What MPEG-4 part 2 can count in.
constexpr int mpeg4FinestTimeBase = 65535;

/// Closes the file before it frees the context.
struct OutputDeleter
{
    void operator()(AVFormatContext *context) const
    {
        avio_closep(&context->pb);
        avformat_free_context(context);
    }
};

struct Timing
{
    std::int64_t pts = 0; ///< In the time base of the pictures.
    std::int64_t duration = 0;
};

AVRational toAv(Rational rational)
{
    AVRational result{0, 1};
    if (rational.isValid())
        av_reduce(&result.num, &result.den, rational.num, rational.den, std::numeric_limits<int>::max());
    return result;
}

std::int64_t rescaled(std::int64_t time, Rational from, AVRational to)
{
    return from.isValid() ? av_rescale(time, from.num * to.den, from.den * to.num) : 0;
}

QString libavText(int code)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof(text));
    return QString::fromUtf8(text);
}

} // namespace

class VideoEncoder::Private
{
public:
    Private(QString thePath, QString theTarget, const VideoContainer &theContainer, Rational theRate)
        : path(std::move(thePath))
        , target(std::move(theTarget))
        , container(theContainer)
        , frameRate(toAv(theRate))
    {}

    bool isOpen() const { return output != nullptr; }
    Result<void> open(cv::Size pictureSize, const Frame &first);
    Result<void> encode(const cv::Mat &picture, const Frame &frame);
    Result<void> finish();

    std::shared_ptr<CompanionStreams> companions; ///< Null: none.

private:
    Result<void> openEncoder();
    Result<void> openFile(const Frame &first);
    Result<void> drain();
    std::int64_t durationAfter(const Timing &last, std::int64_t given) const;
    Error failure(int code) const;

    const QString path;
    const QString target;
    const VideoContainer &container;
    const AVRational frameRate; ///< 0/1 when unknown.
    LibavLog log;
    std::unique_ptr<AVFormatContext, OutputDeleter> output;
    AVCodecPointer encoder;
    AVFramePointer converted;
    AVPacketPointer packet;
    AVStream *stream = nullptr;
    VideoPicture videoPicture;
    AVRational timeBase; ///< Of the times passed through.
    std::optional<Timing> last;
    std::int64_t offset = 0;
    std::int64_t lastEncoderPts = -1;
    std::deque<Timing> underway; ///< In the encoder; it keeps their order.
    std::int64_t lastDts = -1;
};

Error VideoEncoder::Private::failure(int code) const
{
    // Errors of the file reach us by the context as often as by the return value.
    const int file = output && output->pb && output->pb->error < 0 ? output->pb->error : code;
    for (const int system : {ENOSPC, EDQUOT, EFBIG, EROFS, EIO}) {
        if (file == AVERROR(system))
            return writeError(target, system);
    }
    return {
        QStringLiteral("%1 could not be encoded.").arg(QFileInfo(target).fileName()),
        QStringLiteral("Try another kind of file, by its ending: %1.").arg(videoEndings().join(QLatin1String(", "))),
        (libavText(code) + QLatin1Char('\n') + log.text()).trimmed()};
}

Result<void> VideoEncoder::Private::open(cv::Size pictureSize, const Frame &first)
{
    const Rational pictureTimeBase = first.timeBase;
    const bool tooFine = pictureTimeBase.den / finestTimeBase >= std::max<std::int64_t>(1, pictureTimeBase.num);
    timeBase = pictureTimeBase.isValid() && !tooFine ? toAv(pictureTimeBase) : AVRational{1, finestTimeBase};
    AVFormatContext *made = nullptr;
    // "file:", so that no colon in a name is taken for a protocol.
    const QByteArray url = "file:" + QFile::encodeName(path);
    if (const int code = avformat_alloc_output_context2(&made, nullptr, container.muxer, url.constData()); code < 0)
        return failure(code);
    output.reset(made);
    if (const int code = videoPicture.open(pictureSize); code < 0)
        return failure(code);
    if (const auto opened = openEncoder(); !opened)
        return opened;
    return openFile(first);
}

Result<void> VideoEncoder::Private::openEncoder()
{
    int code = AVERROR_ENCODER_NOT_FOUND;
    for (const char *name : container.encoders) {
        const AVCodec *codec = avcodec_find_encoder_by_name(name);
        if (!codec)
            continue;
        encoder.reset(avcodec_alloc_context3(codec));
        encoder->width = videoPicture.size().width;
        encoder->height = videoPicture.size().height;
        encoder->sample_aspect_ratio = {1, 1};
        encoder->pix_fmt = AV_PIX_FMT_YUV420P;
        encoder->color_range = AVCOL_RANGE_MPEG;
        encoder->colorspace = AVCOL_SPC_BT709;
        encoder->color_primaries = AVCOL_PRI_BT709;
        encoder->color_trc = AVCOL_TRC_BT709;
        encoder->framerate = frameRate;
        encoder->time_base = timeBase;
        if (container.fixedRate)
            encoder->time_base = frameRate.num > 0 ? av_inv_q(frameRate) : AVRational{1, 25};
        else if (codec->id == AV_CODEC_ID_MPEG4 && timeBase.den > mpeg4FinestTimeBase)
            encoder->time_base = {1, mpeg4FinestTimeBase};
        if (output->oformat->flags & AVFMT_GLOBALHEADER)
            encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        AVDictionary *options = nullptr;
        setQuality(*encoder, options);
        code = avcodec_open2(encoder.get(), codec, &options);
        av_dict_free(&options);
        if (code >= 0)
            break;
    }
    if (code < 0)
        return failure(code);
    converted.reset(av_frame_alloc());
    converted->format = encoder->pix_fmt;
    converted->width = videoPicture.size().width;
    converted->height = videoPicture.size().height;
    converted->color_range = encoder->color_range;
    converted->colorspace = encoder->colorspace;
    converted->color_primaries = encoder->color_primaries;
    converted->color_trc = encoder->color_trc;
    converted->quality = encoder->global_quality;
    packet.reset(av_packet_alloc());
    if (code = av_frame_get_buffer(converted.get(), 0); code < 0)
        return failure(code);
    return {};
}

Result<void> VideoEncoder::Private::openFile(const Frame &first)
{
    stream = avformat_new_stream(output.get(), nullptr);
    stream->time_base = container.fixedRate ? encoder->time_base : timeBase;
    stream->avg_frame_rate = frameRate;
    stream->sample_aspect_ratio = encoder->sample_aspect_ratio;
    if (const int code = avcodec_parameters_from_context(stream->codecpar, encoder.get()); code < 0)
        return failure(code);
    if (companions)
        companions->addTo(*output, first.pts, toAv(first.timeBase));
    if (const int code = avio_open(&output->pb, output->url, AVIO_FLAG_WRITE); code < 0)
        return failure(code);
    AVDictionary *options = nullptr;
    if (container.indexInFront)
        av_dict_set(&options, "movflags", "+faststart", 0);
    const int code = avformat_write_header(output.get(), &options);
    av_dict_free(&options);
    if (code < 0)
        return failure(code);
    return {};
}

std::int64_t VideoEncoder::Private::durationAfter(const Timing &before, std::int64_t given) const
{
    if (given > 0)
        return given;
    if (frameRate.num > 0)
        return std::max<std::int64_t>(1, av_rescale_q(1, av_inv_q(frameRate), timeBase));
    return before.duration > 0 ? before.duration : std::max<std::int64_t>(1, av_rescale_q(40, {1, 1000}, timeBase));
}

Result<void> VideoEncoder::Private::encode(const cv::Mat &picture, const Frame &frame)
{
    if (const int code = av_frame_make_writable(converted.get()); code < 0)
        return failure(code);
    videoPicture.convert(picture, *converted);
    const std::int64_t pts = rescaled(frame.pts, frame.timeBase, timeBase);
    const std::int64_t duration = rescaled(frame.duration, frame.timeBase, timeBase);
    Timing timing;
    if (last) {
        // What the source promises, later times for later pictures, holds at the finest time base too.
        timing.pts = std::max(pts - offset, last->pts + 1);
        timing.duration = durationAfter({0, timing.pts - last->pts}, duration);
    } else {
        offset = pts;
        timing.duration = durationAfter({}, duration);
    }
    last = timing;
    underway.push_back(timing);
    converted->pts = std::max(av_rescale_q(timing.pts, timeBase, encoder->time_base), lastEncoderPts + 1);
    lastEncoderPts = converted->pts;
    if (const int code = avcodec_send_frame(encoder.get(), converted.get()); code < 0)
        return failure(code);
    return drain();
}

Result<void> VideoEncoder::Private::drain()
{
    for (;;) {
        const int received = avcodec_receive_packet(encoder.get(), packet.get());
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF)
            return {};
        if (received < 0 || underway.empty())
            return failure(received < 0 ? received : AVERROR_BUG);
        const Timing timing = underway.front();
        underway.pop_front();
        packet->stream_index = stream->index;
        packet->pts = std::max(av_rescale_q(timing.pts, timeBase, stream->time_base), lastDts + 1);
        packet->dts = packet->pts;
        packet->duration = std::max<std::int64_t>(1, av_rescale_q(timing.duration, timeBase, stream->time_base));
        lastDts = packet->dts;
        if (companions)
            companions->writeUntil(*output, packet->dts, stream->time_base);
        const int written = av_interleaved_write_frame(output.get(), packet.get());
        if (written < 0 || output->pb->error < 0)
            return failure(written);
    }
}

Result<void> VideoEncoder::Private::finish()
{
    if (!output)
        return {};
    if (const int code = avcodec_send_frame(encoder.get(), nullptr); code < 0)
        return failure(code);
    if (const auto drained = drain(); !drained)
        return drained;
    if (companions && last)
        companions->finish(*output, last->pts + last->duration, timeBase);
    if (const int code = av_write_trailer(output.get()); code < 0 || output->pb->error < 0)
        return failure(code);
    if (const int code = avio_closep(&output->pb); code < 0)
        return failure(code);
    return {};
}

VideoEncoder::VideoEncoder(QString path, QString target, const VideoContainer &container, Rational frameRate)
    : d(std::make_unique<Private>(std::move(path), std::move(target), container, frameRate))
{}

VideoEncoder::~VideoEncoder() = default;

Result<void> VideoEncoder::write(const cv::Mat &picture, const Frame &frame)
{
    try {
        if (!d->isOpen()) {
            if (const auto opened = d->open(picture.size(), frame); !opened)
                return opened;
        }
        return d->encode(picture, frame);
    } catch (const cv::Exception &exception) {
        return Error{QStringLiteral("A picture could not be fitted into the video."),
                     {},
                     QString::fromLocal8Bit(exception.what())};
    }
}

void VideoEncoder::setCompanions(std::shared_ptr<CompanionStreams> companions)
{
    d->companions = std::move(companions);
}

Result<void> VideoEncoder::finish()
{
    return d->finish();
}

} // namespace sightglass
