// SPDX-License-Identifier: Apache-2.0
#include "core/recording/picturefile.h"

#include "core/media/libavlog.h"
#include "core/media/libavpointers.h"
#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sightglass
{

namespace
{

/// Closes the file before it frees the context.
struct OutputDeleter
{
    void operator()(AVFormatContext *context) const
    {
        avio_closep(&context->pb);
        avformat_free_context(context);
    }
};

constexpr AVRational milliseconds{1, 1000};

Error failure(const QString &path, int code)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof(text));
    const QString suggestion = code == AVERROR(ENOSPC)
                                   ? Words::tr("Make room there, or choose another folder under File > Preferences.")
                                   : Words::tr("Choose another folder under File > Preferences.");
    return {Words::tr("Cannot write the recording %1.").arg(QFileInfo(path).fileName()), suggestion,
            path + QStringLiteral(": ") + QString::fromUtf8(text)};
}

} // namespace

class PictureFile::Private
{
public:
    QString path;
    std::unique_ptr<AVFormatContext, OutputDeleter> output;
    AVStream *stream = nullptr;
    AVPacketPointer packet{av_packet_alloc()};
    std::int64_t count = 0;
    std::int64_t first = 0;
    std::int64_t last = 0; ///< From the first.
    bool isOver = false;
};

PictureFile::PictureFile(std::unique_ptr<Private> theD)
    : d(std::move(theD))
{}

PictureFile::~PictureFile()
{
    (void)close();
}

Result<std::unique_ptr<PictureFile>> PictureFile::create(const QString &path, QSize size)
{
    const LibavLog log;
    auto d = std::make_unique<Private>();
    d->path = path;
    // Makes the file, or fails where there is one.
    QFile file(path);
    if (!file.open(QIODevice::NewOnly | QIODevice::WriteOnly))
        return Error{Words::tr("Cannot write the recording %1.").arg(QFileInfo(path).fileName()),
                     Words::tr("Choose another folder under File > Preferences."),
                     path + QStringLiteral(": ") + file.errorString()};
    file.close();

    AVFormatContext *output = nullptr;
    if (const int code = avformat_alloc_output_context2(&output, nullptr, "matroska", nullptr); code < 0)
        return failure(path, code);
    d->output.reset(output);
    const QByteArray address = "file:" + QFile::encodeName(path);
    if (const int code = avio_open(&output->pb, address.constData(), AVIO_FLAG_WRITE); code < 0)
        return failure(path, code);
    output->flags |= AVFMT_FLAG_FLUSH_PACKETS;
    d->stream = avformat_new_stream(output, nullptr);
    d->stream->time_base = milliseconds;
    AVCodecParameters &codec = *d->stream->codecpar;
    codec.codec_type = AVMEDIA_TYPE_VIDEO;
    codec.codec_id = AV_CODEC_ID_MJPEG;
    codec.width = size.width();
    codec.height = size.height();
    codec.format = AV_PIX_FMT_YUVJ420P;
    AVDictionary *options = nullptr;
    av_dict_set(&options, "cluster_time_limit", "1000", 0); // A cluster waits in memory until it is whole.
    const int code = avformat_write_header(output, &options);
    av_dict_free(&options);
    if (code < 0)
        return failure(path, code);
    return std::unique_ptr<PictureFile>(new PictureFile(std::move(d)));
}

Result<void> PictureFile::add(const CompressedPicture &picture)
{
    const LibavLog log;
    if (d->count == 0)
        d->first = picture.milliseconds;
    const std::int64_t time = std::max(picture.milliseconds - d->first, d->count == 0 ? 0 : d->last + 1);
    AVPacket &packet = *d->packet;
    packet.data = reinterpret_cast<std::uint8_t *>(const_cast<char *>(picture.jpeg.constData()));
    packet.size = static_cast<int>(picture.jpeg.size());
    packet.flags = AV_PKT_FLAG_KEY;
    packet.stream_index = d->stream->index;
    packet.pts = av_rescale_q(time, milliseconds, d->stream->time_base);
    packet.dts = packet.pts;
    const int code = av_write_frame(d->output.get(), &packet);
    av_packet_unref(&packet);
    if (code < 0) {
        d->isOver = true;
        return failure(d->path, code);
    }
    d->last = time;
    ++d->count;
    return {};
}

Result<void> PictureFile::close()
{
    if (std::exchange(d->isOver, true))
        return {};
    const LibavLog log;
    const int trailer = av_write_trailer(d->output.get());
    const int file = avio_closep(&d->output->pb);
    if (const int code = trailer < 0 ? trailer : file; code < 0)
        return failure(d->path, code);
    return {};
}

const QString &PictureFile::path() const
{
    return d->path;
}

std::int64_t PictureFile::count() const
{
    return d->count;
}

double PictureFile::seconds() const
{
    return static_cast<double>(d->last) / 1000.0;
}

} // namespace sightglass
