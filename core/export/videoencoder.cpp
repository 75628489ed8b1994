// SPDX-License-Identifier: Apache-2.0
#include "core/export/videoencoder.h"

#include "core/export/companionstreams.h"
#include "core/export/encodertrial.h"
#include "core/export/packetstore.h"
#include "core/export/pictureencoder.h"
#include "core/export/safefile.h"
#include "core/export/videocodecs.h"
#include "core/export/videocontainer.h"
#include "core/media/libavlog.h"
#include "core/media/libavpointers.h"
#include "core/values/words.h"

#include <QDataStream>
#include <QFile>
#include <QFileInfo>

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <map>
#include <optional>
#include <utility>

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
    std::int64_t pts = 0;
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
    Private(QString thePath, QString theTarget, const VideoContainer &theContainer, Rational theRate,
            VideoSettings theSettings)
        : path(std::move(thePath))
        , target(std::move(theTarget))
        , container(theContainer)
        , frameRate(toAv(theRate))
        , settings(std::move(theSettings))
    {}

    bool isOpen() const { return output != nullptr; }
    Result<QByteArray> endPart();
    Result<void> open(cv::Size pictureSize, const Frame &first);
    Result<void> encode(const cv::Mat &picture, const Frame &frame);
    Result<void> finish();

    std::shared_ptr<CompanionStreams> companions; ///< Null: none.
    PacketStore *store = nullptr;                 ///< Null: packets go into the file as they come.
    QByteArray continued;                         ///< What to go on from; empty: nothing.
    QString encoderName;

private:
    void restore();
    Result<void> openEncoder();
    Result<void> beginPart();
    QByteArray extradata() const;
    Result<void> writePacket(AVPacket &coded);
    Result<void> flushEncoder();
    AVRational encoderTimeBase(const AVCodec &codec) const;
    Result<void> openFile();
    Timing timingOf(const Frame &frame);
    Timing inStream(const Timing &timing);
    Result<void> drain();
    std::int64_t durationAfter(const Timing &last, std::int64_t given) const;
    Error failure(int code) const;

    const QString path;
    const QString target;
    const VideoContainer &container;
    const AVRational frameRate; ///< 0/1 when unknown.
    const VideoSettings settings;
    LibavLog log;
    std::unique_ptr<AVFormatContext, OutputDeleter> output;
    std::unique_ptr<PictureEncoder> encoder;
    AVPacketPointer packet;
    AVStream *stream = nullptr;
    cv::Size size;             ///< Of the pictures.
    std::int64_t firstPts = 0; ///< Of the first picture, as its source tells it, in firstTimeBase.
    Rational firstTimeBase;
    AVRational timeBase;        ///< Of the times passed through.
    std::optional<Timing> last; ///< In timeBase.
    std::int64_t offset = 0;
    std::int64_t lastStreamPts = -1;
    std::int64_t lastEncoderPts = -1;
    std::map<std::int64_t, Timing> underway; ///< In the encoder, by its times; in the stream's time base.
    std::int64_t lastDuration = 0;           ///< Of the last picture, in the stream's time base.
    static constexpr std::int64_t noTime = std::numeric_limits<std::int64_t>::min();
    std::int64_t firstDts = 0;
    std::int64_t lastDts = noTime;
    bool isEnding = false;
};

Error VideoEncoder::Private::failure(int code) const
{
    // Errors of the file reach us by the context as often as by the return value.
    const int file = output && output->pb && output->pb->error < 0 ? output->pb->error : code;
    for (const int system : {ENOSPC, EDQUOT, EFBIG, EROFS, EIO}) {
        if (file == AVERROR(system))
            return writeError(target, system);
    }
    return {Words::tr("%1 could not be encoded.").arg(QFileInfo(target).fileName()),
            Words::tr("Try another codec, or another kind of file, by its ending: %1.")
                .arg(videoEndings().join(QLatin1String(", "))),
            (libavText(code) + QLatin1Char('\n') + log.text()).trimmed()};
}

Result<void> VideoEncoder::Private::open(cv::Size pictureSize, const Frame &first)
{
    size = pictureSize;
    firstPts = first.pts;
    firstTimeBase = first.timeBase;
    restore();
    const bool tooFine = firstTimeBase.den / finestTimeBase >= std::max<std::int64_t>(1, firstTimeBase.num);
    timeBase = firstTimeBase.isValid() && !tooFine ? toAv(firstTimeBase) : AVRational{1, finestTimeBase};
    AVFormatContext *made = nullptr;
    // "file:", so that no colon in a name is taken for a protocol.
    const QByteArray url = "file:" + QFile::encodeName(path);
    if (const int code = avformat_alloc_output_context2(&made, nullptr, container.muxer, url.constData()); code < 0)
        return failure(code);
    output.reset(made);
    if (const auto opened = openEncoder(); !opened)
        return opened;
    return openFile();
}

/// All that the next part needs to know of those before.
Result<QByteArray> VideoEncoder::Private::endPart()
{
    if (const auto flushed = flushEncoder(); !flushed)
        return flushed.error();
    encoder.reset();
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << qint32(size.width) << qint32(size.height) << qint64(firstPts) << qint64(firstTimeBase.num)
        << qint64(firstTimeBase.den) << qint64(last->pts) << qint64(last->duration) << qint64(offset)
        << qint64(lastStreamPts) << qint64(lastEncoderPts) << qint64(lastDuration) << qint64(firstDts)
        << qint64(lastDts) << encoderName;
    return state;
}

void VideoEncoder::Private::restore()
{
    if (continued.isEmpty())
        return;
    QDataStream in(continued);
    qint32 width = 0;
    qint32 height = 0;
    std::array<qint64, 11> numbers{};
    in >> width >> height;
    for (qint64 &number : numbers)
        in >> number;
    in >> encoderName;
    size = {width, height};
    firstPts = numbers[0];
    firstTimeBase = {numbers[1], numbers[2]};
    last = Timing{numbers[3], numbers[4]};
    offset = numbers[5];
    lastStreamPts = numbers[6];
    lastEncoderPts = numbers[7];
    lastDuration = numbers[8];
    firstDts = numbers[9];
    lastDts = numbers[10];
}

AVRational VideoEncoder::Private::encoderTimeBase(const AVCodec &codec) const
{
    if (container.fixedRate)
        return frameRate.num > 0 ? av_inv_q(frameRate) : AVRational{1, 25};
    if (codec.id == AV_CODEC_ID_MPEG4 && timeBase.den > mpeg4FinestTimeBase)
        return {1, mpeg4FinestTimeBase};
    return timeBase;
}

/// The one that is named, where the parts before have been made by it; else the first that works.
Result<void> VideoEncoder::Private::openEncoder()
{
    auto names = encodersFor(container, settings);
    if (!names)
        return names.error();
    if (!encoderName.isEmpty())
        names = QStringList{encoderName};
    if (!packet)
        packet.reset(av_packet_alloc());
    int code = AVERROR_ENCODER_NOT_FOUND;
    for (const QString &name : *names) {
        if (!encoderWorks(name))
            continue;
        encoder = std::make_unique<PictureEncoder>();
        PictureEncoder::Setup setup;
        setup.encoder = name;
        setup.settings = settings;
        setup.size = size;
        setup.frameRate = frameRate.num > 0 ? frameRate : AVRational{25, 1};
        setup.timeBase = encoderTimeBase(*avcodec_find_encoder_by_name(name.toLatin1().constData()));
        setup.globalHeader = (output->oformat->flags & AVFMT_GLOBALHEADER) != 0;
        // A container without times lives on packets that come as they are shown.
        setup.reorders = !container.fixedRate;
        code = encoder->open(setup);
        if (code >= 0) {
            encoderName = name;
            return {};
        }
    }
    if (code == AVERROR_ENCODER_NOT_FOUND)
        return Error{Words::tr("%1 does not work on this machine.").arg(names->join(QLatin1String(", "))),
                     Words::tr("\"sightglass export --codec help\" lists the codecs that do."), log.text()};
    return failure(code);
}

QByteArray VideoEncoder::Private::extradata() const
{
    const AVCodecContext &context = encoder->context();
    return {reinterpret_cast<const char *>(context.extradata), context.extradata_size};
}

/// An encoder that begins anew; its pictures are decoded with what stands in the file's header.
Result<void> VideoEncoder::Private::beginPart()
{
    if (const auto opened = openEncoder(); !opened)
        return opened;
    const QByteArray header(reinterpret_cast<const char *>(stream->codecpar->extradata),
                            stream->codecpar->extradata_size);
    if (extradata() != header)
        return Error{
            Words::tr("%1 codes otherwise than it did.").arg(encoderName), Words::tr("Try another codec."), {}};
    return {};
}

Result<void> VideoEncoder::Private::openFile()
{
    stream = avformat_new_stream(output.get(), nullptr);
    const AVCodecContext &context = encoder->context();
    stream->time_base = container.fixedRate ? context.time_base : timeBase;
    stream->avg_frame_rate = frameRate;
    stream->sample_aspect_ratio = context.sample_aspect_ratio;
    if (const int code = avcodec_parameters_from_context(stream->codecpar, &context); code < 0)
        return failure(code);
    // The form of HEVC in MP4 that Apple's players know.
    if (context.codec_id == AV_CODEC_ID_HEVC && container.indexInFront)
        stream->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1');
    if (companions)
        companions->addTo(*output, firstPts, toAv(firstTimeBase));
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

/// When the frame is shown, in timeBase, from 0 at the first.
Timing VideoEncoder::Private::timingOf(const Frame &frame)
{
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
    return timing;
}

Timing VideoEncoder::Private::inStream(const Timing &timing)
{
    lastStreamPts = std::max(av_rescale_q(timing.pts, timeBase, stream->time_base), lastStreamPts + 1);
    lastDuration = std::max<std::int64_t>(1, av_rescale_q(timing.duration, timeBase, stream->time_base));
    return {lastStreamPts, lastDuration};
}

Result<void> VideoEncoder::Private::encode(const cv::Mat &picture, const Frame &frame)
{
    if (!encoder) {
        if (const auto begun = beginPart(); !begun)
            return begun;
    }
    const Timing timing = timingOf(frame);
    lastEncoderPts = std::max(av_rescale_q(timing.pts, timeBase, encoder->context().time_base), lastEncoderPts + 1);
    underway.emplace(lastEncoderPts, inStream(timing));
    if (const int code = encoder->send(picture, lastEncoderPts); code < 0)
        return failure(code);
    return drain();
}

Result<void> VideoEncoder::Private::drain()
{
    for (;;) {
        const int received = encoder->receive(*packet);
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF)
            return {};
        const auto timing = received < 0 ? underway.end() : underway.find(packet->pts);
        if (timing == underway.end())
            return failure(received < 0 ? received : AVERROR_BUG);
        packet->pts = timing->second.pts;
        packet->duration = timing->second.duration;
        // Later than the one before; never later than what it is of.
        packet->dts = packet->dts == AV_NOPTS_VALUE
                          ? packet->pts
                          : av_rescale_q(packet->dts, encoder->context().time_base, stream->time_base);
        packet->dts = std::min(std::max(packet->dts, lastDts + 1), packet->pts);
        if (lastDts == noTime)
            firstDts = packet->dts;
        // MP4 adds up durations in the order of packets, whose last need not be the last that is shown.
        if (isEnding && underway.size() == 1 && container.indexInFront)
            packet->duration = std::max<std::int64_t>(1, lastStreamPts + lastDuration - (packet->dts - firstDts));
        lastDts = packet->dts;
        underway.erase(timing);
        if (const auto done = store ? store->add(*packet) : writePacket(*packet); !done)
            return done;
    }
}

Result<void> VideoEncoder::Private::writePacket(AVPacket &coded)
{
    coded.stream_index = stream->index;
    if (companions)
        companions->writeUntil(*output, coded.dts, stream->time_base);
    const int written = av_interleaved_write_frame(output.get(), &coded);
    if (written < 0 || output->pb->error < 0)
        return failure(written);
    return {};
}

Result<void> VideoEncoder::Private::flushEncoder()
{
    if (const int code = encoder->send({}, 0); code < 0)
        return failure(code);
    return drain();
}

Result<void> VideoEncoder::Private::finish()
{
    if (!stream)
        return continued.isEmpty() ? Result<void>() : failure(AVERROR_BUG);
    isEnding = true;
    if (const auto flushed = encoder ? flushEncoder() : Result<void>(); !flushed)
        return flushed;
    if (store) {
        const auto written = store->forEach([this](AVPacket &coded) { return writePacket(coded); });
        if (!written)
            return written;
    }
    if (companions && last)
        companions->finish(*output, last->pts + last->duration, timeBase);
    if (const int code = av_write_trailer(output.get()); code < 0 || output->pb->error < 0)
        return failure(code);
    if (const int code = avio_closep(&output->pb); code < 0)
        return failure(code);
    return {};
}

VideoEncoder::VideoEncoder(QString path, QString target, const VideoContainer &container, Rational frameRate,
                           VideoSettings settings)
    : d(std::make_unique<Private>(std::move(path), std::move(target), container, frameRate, std::move(settings)))
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
        return Error{
            Words::tr("A picture could not be fitted into the video."), {}, QString::fromLocal8Bit(exception.what())};
    }
}

void VideoEncoder::setCompanions(std::shared_ptr<CompanionStreams> companions)
{
    d->companions = std::move(companions);
}

void VideoEncoder::setStore(PacketStore &store)
{
    d->store = &store;
}

Result<QByteArray> VideoEncoder::endPart()
{
    return d->endPart();
}

void VideoEncoder::goOn(const QByteArray &state)
{
    d->continued = state;
}

Result<void> VideoEncoder::finish()
{
    return d->finish();
}

QString VideoEncoder::encoderName() const
{
    return d->encoderName;
}

} // namespace sightglass
