// SPDX-License-Identifier: Apache-2.0
#pragma once

// What differs between FFmpeg 5.1 and 7.1, and nothing else.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
}

#include <cstdint>

namespace sightglass
{

/// How long a picture is shown, in its time base; 0 when unknown.
inline std::int64_t pictureDuration(const AVFrame &frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
    return frame.duration;
#else
    return frame.pkt_duration;
#endif
}

/// The nine numbers of a stream's display matrix, null when it has none.
inline const std::int32_t *displayMatrixOf(const AVStream &stream)
{
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    const AVPacketSideData *data = av_packet_side_data_get(
        stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    if (data == nullptr || data->size < 9 * sizeof(std::int32_t))
        return nullptr;
    return reinterpret_cast<const std::int32_t *>(data->data);
#else
    std::size_t size = 0;
    const std::uint8_t *data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (data == nullptr || size < 9 * sizeof(std::int32_t))
        return nullptr;
    return reinterpret_cast<const std::int32_t *>(data);
#endif
}

} // namespace sightglass
