// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/indexreader.h"
#include "core/media/picturecache.h"
#include "core/media/videodecoder.h"

#include <optional>

namespace sightglass
{

/// Any picture of a file by its index.
///
/// Decodes forward while that is shorter, else from the keyframe before (from further back, when what comes out there
/// begins too late; from the start, where pictures can only be counted). All that is decoded on the way is kept in a
/// cache of 64 MiB, so that stepping back costs one decoding of the group of pictures and not one for each step.
class PictureReader
{
public:
    /// The input is open and at its start. The index need not be whole: it is read on as far as the pictures asked for
    /// need it. All must outlive this. `devices`: see PictureDecoder.
    PictureReader(VideoInput &input, Interruption &interruption, IndexReader &index,
                  HardwareDecoderFactories devices = {});

    Result<void> open();

    VideoDecoder &decoder() { return m_decoder; }

    /// The picture with this index; where that one does not decode, the next one that does. Null when none follows:
    /// end() is known from then on. Valid until the next call.
    Result<const DecodedPicture *> at(std::int64_t index);

    /// One past the last picture that decodes, once decoding has come to the end of the file.
    std::optional<std::int64_t> end() const { return m_end; }

    /// How many pictures have come out of the decoder: for tests of what a step costs.
    std::int64_t decodedCount() const { return m_decodedCount; }

private:
    bool isAhead(std::int64_t index) const;
    Result<void> moveTo(std::int64_t keyframe);
    Result<const DecodedPicture *> decodeUntil(std::int64_t index, bool lastAttempt, bool &tooLate);
    Result<std::optional<std::int64_t>> identify(const AVFrame &picture);
    const PictureIndex &table() const { return m_indexReader.index(); }

    static constexpr std::size_t cacheBytes = 64u << 20;

    VideoInput &m_input;
    Interruption &m_interruption;
    IndexReader &m_indexReader;
    VideoDecoder m_decoder;
    PictureCache m_cache{cacheBytes};
    AVFramePointer m_picture;
    std::int64_t m_last = -1;      ///< What came out of the decoder last; one before the start of a run.
    bool m_hasRun = false;         ///< Whether anything came out since the last move.
    bool m_fromStart = true;       ///< Whether the run began at the first packet.
    std::int64_t m_lowerBound = 0; ///< No picture of this run has a lower index.
    std::optional<std::int64_t> m_end;
    std::int64_t m_decodedCount = 0;
};

} // namespace sightglass
