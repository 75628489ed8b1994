// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/interruption.h"
#include "core/media/packetreader.h"
#include "core/media/pictureconverter.h"
#include "core/media/steadytime.h"
#include "core/media/videodecoder.h"

#include <optional>

namespace sightglass
{

/// A camera or a URL: read once, from now on.
///
/// read() yields NoData after 100 ms without a picture: what blocks in libav is a PacketReader. When the connection
/// breaks, or nothing arrives of a URL for 15 s that makes a picture, an Error; abort() ends it at once. RTSP goes over
/// TCP where the server has it.
///
/// Pictures of a live stream have the size that they come in, whatever those before had; others are scaled to the size
/// of the first, as a file's are.
///
/// A camera that was opened by its number is, once open, the one with its identity (SourceInfo::spec). One that is
/// named by its identity and is not plugged in may come up.
///
/// A URL is live unless its length is known, in seconds or bytes. Of a transfer without a length, one that is well
/// ahead of its own time at the start is a recording, and any other live. Pictures of live streams without times
/// (motion JPEG) get those of their arrival.
class StreamSource : public FrameSource
{
public:
    /// `devices`: see PictureDecoder.
    explicit StreamSource(SourceSpec spec, HardwareDecoderFactories devices = {});

    void expectLive() override;
    Result<SourceInfo> open() override;
    bool mayComeUp() const override;
    bool isRefused() const override { return m_spec.kind == SourceKind::Url && m_input.isRefused(); }
    Result<ReadStatus> read(Frame &frame) override;
    std::optional<SourceInfo> changedInfo() override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openStream();
    void close();
    Result<bool> comesAhead(Clock::time_point begun, std::deque<ReadPacket> &packets);
    Result<void> awaitFirstPicture();
    Result<VideoDecoder::Step> nextPicture(Clock::time_point deadline);
    Result<ReadStatus> readPicture(Frame &frame);
    std::optional<Error> cameraProblem() const;
    SourceInfo infoOfInput(bool live) const;
    Result<void> beginConversion(Rational pixelAspect);
    Result<void> followSize();
    Result<ReadStatus> awaitNext();

    SourceSpec m_spec;
    bool m_isKnownLive = false;
    Interruption m_interruption;
    VideoInput m_input;
    PacketReader m_reader;
    VideoDecoder m_decoder;
    std::optional<PictureConverter> m_converter;
    AVFramePointer m_picture;
    bool m_hasPicture = false; ///< Decoded, and not yet delivered.
    Orientation m_orientation;
    QSize m_codedSize; ///< Of the pictures that m_converter is for.
    SourceInfo m_info;
    bool m_isChanged = false; ///< m_info, since it was told.
    QString m_codedFormat;    ///< m_info.format where software decodes.
    QString m_toldDevice;
    Rational m_timeBase;
    bool m_timesByArrival = false;
    std::optional<Clock::time_point> m_firstArrival;
    std::optional<Clock::time_point> m_waitsSince; ///< There has been no picture since it was asked for then.
    SteadyTime m_time;
    std::int64_t m_usualDuration = 1;
    std::int64_t m_next = 0;
};

} // namespace sightglass
