// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <memory>

namespace sightglass
{

/// Tells which packets of a video stream show a picture of their own, from their first bytes, without decoding: for
/// what is played, packets are not pictures.
///
/// - VP8, VP9 and AV1 have pictures that are only referred to (alternate references); a packet may hold several.
/// - H.264 may have the two fields of an interlaced picture in packets of their own.
/// - A packet without content stands for nothing new.
///
/// Of other formats every packet with content counts.
class PacketContent
{
public:
    explicit PacketContent(const AVCodecParameters &parameters);
    ~PacketContent();

    /// To be called for all packets of the stream, in their order.
    bool showsPicture(const AVPacket &packet);

private:
    bool beginsPicture(const AVPacket &packet);

    struct ParserDeleter
    {
        void operator()(AVCodecParserContext *parser) const { av_parser_close(parser); }
    };

    AVCodecPointer m_codec; ///< With its parser, where fields are to be told from pictures.
    std::unique_ptr<AVCodecParserContext, ParserDeleter> m_parser;
    AVCodecID m_codecId;
    AVPictureStructure m_openField = AV_PICTURE_STRUCTURE_UNKNOWN; ///< That waits for its other half.
    bool m_av1StillPicture = false;
};

} // namespace sightglass
