// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/media/interruption.h"
#include "core/media/pictureconverter.h"
#include "core/media/steadytime.h"
#include "core/media/videodecoder.h"

#include <optional>

namespace sightglass
{

/// A camera or a URL: read once, from now on.
///
/// Cameras yield NoData after 100 ms without a picture. A network stream blocks until something arrives (an interrupted
/// transfer cannot be taken up again), at most 15 s: then, or when the connection breaks, an Error; abort() ends it at
/// once. RTSP goes over TCP where the server has it. A URL is live unless it has a known end.
class StreamSource : public FrameSource
{
public:
    explicit StreamSource(SourceSpec spec);

    Result<SourceInfo> open() override;
    Result<ReadStatus> read(Frame &frame) override;
    Result<void> seek(std::int64_t index) override;
    void abort() noexcept override;

private:
    Result<SourceInfo> openStream();
    Result<void> awaitFirstPicture();
    Result<ReadStatus> readPicture(Frame &frame);
    std::optional<Error> cameraProblem() const;
    SourceInfo info() const;

    SourceSpec m_spec;
    Interruption m_interruption;
    VideoInput m_input;
    VideoDecoder m_decoder;
    std::optional<PictureConverter> m_converter;
    AVFramePointer m_picture;
    bool m_isOpen = false;
    bool m_hasPicture = false; ///< The first one, decoded while opening.
    QSize m_size;
    SteadyTime m_time;
    std::int64_t m_usualDuration = 1;
    std::int64_t m_next = 0;
};

} // namespace sightglass
