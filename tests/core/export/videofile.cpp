// SPDX-License-Identifier: Apache-2.0
#include "tests/core/export/videofile.h"

#include <QFile>

#include <opencv2/core.hpp>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace sightglass::test
{

namespace
{

void collect(AVCodecContext *decoder, AVFrame *frame, VideoFile &file)
{
    while (avcodec_receive_frame(decoder, frame) == 0) {
        VideoFile::Picture picture;
        picture.pts = frame->best_effort_timestamp;
        if (frame->format == AV_PIX_FMT_BGR0) {
            picture.bgr0 = cv::Mat(frame->height, frame->width, CV_8UC4, frame->data[0],
                                   static_cast<std::size_t>(frame->linesize[0]))
                               .clone();
            cv::extractChannel(picture.bgr0, picture.luma, 1);
            file.pictures.push_back(picture);
            continue;
        }
        picture.luma =
            cv::Mat(frame->height, frame->width, CV_8UC1, frame->data[0], static_cast<std::size_t>(frame->linesize[0]))
                .clone();
        const int x = frame->width / 2;
        const int y = frame->height / 2;
        picture.middle = {frame->data[0][y * frame->linesize[0] + x],
                          frame->data[1][y / 2 * frame->linesize[1] + x / 2],
                          frame->data[2][y / 2 * frame->linesize[2] + x / 2]};
        file.pictures.push_back(picture);
    }
}

} // namespace

VideoFile readVideo(const QString &path)
{
    VideoFile file;
    QFile raw(path);
    if (!raw.open(QIODevice::ReadOnly))
        return file;
    const QByteArray bytes = raw.readAll();
    file.indexInFront = bytes.indexOf("moov") < bytes.indexOf("mdat");

    av_log_set_level(AV_LOG_ERROR);
    AVFormatContext *input = nullptr;
    if (avformat_open_input(&input, QFile::encodeName(path).constData(), nullptr, nullptr) < 0)
        return file;
    avformat_find_stream_info(input, nullptr);
    const AVStream *stream = input->streams[0];
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(decoder, stream->codecpar);
    file.valid = avcodec_open2(decoder, codec, nullptr) == 0;
    file.codec = QString::fromLatin1(codec->name);
    file.container = QString::fromLatin1(input->iformat->name);
    file.size = QSize(stream->codecpar->width, stream->codecpar->height);
    file.timeBase = {stream->time_base.num, stream->time_base.den};
    file.frameRate = {stream->avg_frame_rate.num, stream->avg_frame_rate.den};
    file.duration = stream->duration == AV_NOPTS_VALUE ? 0 : stream->duration;
    file.seconds = static_cast<double>(input->duration) / AV_TIME_BASE;
    file.colourSpace = stream->codecpar->color_space;
    file.colourRange = stream->codecpar->color_range;
    file.primaries = stream->codecpar->color_primaries;
    file.transfer = stream->codecpar->color_trc;
    file.reorders = stream->codecpar->video_delay > 0;

    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    while (av_read_frame(input, packet) == 0) {
        if (packet->stream_index == stream->index)
            avcodec_send_packet(decoder, packet);
        av_packet_unref(packet);
        collect(decoder, frame, file);
    }
    avcodec_send_packet(decoder, nullptr);
    collect(decoder, frame, file);
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    avformat_close_input(&input);
    return file;
}

} // namespace sightglass::test
