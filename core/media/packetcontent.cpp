// SPDX-License-Identifier: Apache-2.0
#include "core/media/packetcontent.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sightglass
{

namespace
{

using Bytes = std::span<const std::uint8_t>;

bool bit(std::uint8_t byte, int place)
{
    return ((byte >> place) & 1) != 0;
}

/// RFC 6386, 9.1: the frame tag.
bool vp8Shows(Bytes bytes)
{
    return bit(bytes[0], 4);
}

/// The uncompressed header in VP9's specification, 6.2.
bool vp9FrameShows(Bytes bytes)
{
    const std::uint8_t first = bytes[0];
    if ((first >> 6) != 2)
        return true; // Not VP9: the decoder says more of it.
    const bool isProfile3 = bit(first, 5) && bit(first, 4);
    const int showsExisting = isProfile3 ? 2 : 3;
    return bit(first, showsExisting) || bit(first, showsExisting - 2);
}

/// Superframes: annex B of VP9's specification.
bool vp9Shows(Bytes bytes)
{
    const std::uint8_t marker = bytes.back();
    if ((marker & 0xe0) != 0xc0)
        return vp9FrameShows(bytes);
    const std::size_t frames = (marker & 7) + 1u;
    const std::size_t sizeBytes = ((marker >> 3) & 3) + 1u;
    const std::size_t indexBytes = 2 + sizeBytes * frames;
    if (bytes.size() < indexBytes || bytes[bytes.size() - indexBytes] != marker)
        return vp9FrameShows(bytes);
    const Bytes index = bytes.last(indexBytes).subspan(1);
    Bytes rest = bytes.first(bytes.size() - indexBytes);
    for (std::size_t frame = 0; frame < frames && !rest.empty(); ++frame) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < sizeBytes; ++i)
            size |= std::size_t{index[frame * sizeBytes + i]} << (8 * i);
        if (size > 0 && vp9FrameShows(rest))
            return true;
        rest = rest.subspan(std::min(size, rest.size()));
    }
    return false;
}

/// One open bitstream unit of AV1: its type, and what is in it.
struct Obu
{
    int type = 0;
    Bytes payload;
};

/// Takes the next unit off the front (AV1's specification, 5.3); nothing where there is none that is whole.
std::optional<Obu> takeObu(Bytes &bytes)
{
    if (bytes.empty())
        return std::nullopt;
    const std::uint8_t header = bytes[0];
    std::size_t at = bit(header, 2) ? 2 : 1;
    std::uint64_t size = bytes.size() > at ? bytes.size() - at : 0;
    if (bit(header, 1)) {
        size = 0;
        for (int shift = 0; shift < 56; shift += 7) {
            if (at >= bytes.size())
                return std::nullopt;
            const std::uint8_t byte = bytes[at++];
            size |= std::uint64_t{byte & 0x7fu} << shift;
            if (!bit(byte, 7))
                break;
        }
    }
    if (at > bytes.size() || size > bytes.size() - at)
        return std::nullopt;
    const Obu obu{(header >> 3) & 15, bytes.subspan(at, static_cast<std::size_t>(size))};
    bytes = bytes.subspan(at + static_cast<std::size_t>(size));
    return obu;
}

bool av1Shows(Bytes bytes, bool &stillPicture)
{
    constexpr int sequenceHeader = 1;
    constexpr int frameHeader = 3;
    constexpr int wholeFrame = 6;
    while (const auto obu = takeObu(bytes)) {
        if (obu->payload.empty())
            continue;
        const std::uint8_t first = obu->payload[0];
        if (obu->type == sequenceHeader)
            stillPicture = bit(first, 3); // reduced_still_picture_header
        else if ((obu->type == frameHeader || obu->type == wholeFrame) &&
                 (stillPicture || bit(first, 7) || bit(first, 4))) // show_existing_frame, show_frame
            return true;
    }
    return !bytes.empty(); // Damaged: the decoder says more of it.
}

} // namespace

PacketContent::PacketContent(const AVCodecParameters &parameters)
    : m_codecId(parameters.codec_id)
{
    if (m_codecId == AV_CODEC_ID_H264) {
        m_codec.reset(avcodec_alloc_context3(nullptr));
        m_parser.reset(av_parser_init(m_codecId));
        if (m_codec)
            avcodec_parameters_to_context(m_codec.get(), &parameters);
        if (m_parser)
            m_parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    }
    constexpr int configurationBytes = 4; // Of "av1C", before its units.
    if (m_codecId == AV_CODEC_ID_AV1 && parameters.extradata_size > configurationBytes)
        av1Shows(Bytes(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size))
                     .subspan(configurationBytes),
                 m_av1StillPicture);
}

PacketContent::~PacketContent() = default;

bool PacketContent::showsPicture(const AVPacket &packet)
{
    if (packet.size <= 0)
        return false;
    const Bytes bytes(packet.data, static_cast<std::size_t>(packet.size));
    switch (m_codecId) {
    case AV_CODEC_ID_VP8:
        return vp8Shows(bytes);
    case AV_CODEC_ID_VP9:
        return vp9Shows(bytes);
    case AV_CODEC_ID_AV1:
        return av1Shows(bytes, m_av1StillPicture);
    case AV_CODEC_ID_H264:
        return beginsPicture(packet);
    default:
        return true;
    }
}

bool PacketContent::beginsPicture(const AVPacket &packet)
{
    if (!m_codec || !m_parser)
        return true;
    std::uint8_t *parsed = nullptr;
    int parsedSize = 0;
    av_parser_parse2(m_parser.get(), m_codec.get(), &parsed, &parsedSize, packet.data, packet.size, packet.pts,
                     packet.dts, packet.pos);
    const AVPictureStructure structure = m_parser->picture_structure;
    const bool isField = structure == AV_PICTURE_STRUCTURE_TOP_FIELD || structure == AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
    const bool completes = isField && m_openField != AV_PICTURE_STRUCTURE_UNKNOWN && m_openField != structure;
    m_openField = isField && !completes ? structure : AV_PICTURE_STRUCTURE_UNKNOWN;
    return !completes;
}

} // namespace sightglass
