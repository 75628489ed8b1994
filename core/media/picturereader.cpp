// SPDX-License-Identifier: Apache-2.0
#include "core/media/picturereader.h"

#include "core/media/libaverror.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sightglass
{

namespace
{
/// Decoding so many pictures is not worse than a jump to a keyframe.
constexpr std::int64_t nearby = 12;
/// The first packet of the file, in place of a keyframe's number.
constexpr std::int64_t startOfFile = -1;
} // namespace

PictureReader::PictureReader(VideoInput &input, Interruption &interruption, IndexReader &index,
                             HardwareDecoderFactories devices)
    : m_input(input)
    , m_interruption(interruption)
    , m_indexReader(index)
    , m_decoder(input, interruption, std::move(devices))
    , m_picture(av_frame_alloc())
{}

Result<void> PictureReader::open()
{
    return m_decoder.open(false);
}

bool PictureReader::isAhead(std::int64_t index) const
{
    const std::int64_t next = m_hasRun ? m_last + 1 : m_lowerBound;
    if (index < next)
        return false;
    const std::int64_t keyframe = table().keyframeBefore(index);
    return keyframe < 0 || index - next <= nearby ||
           table().keyframes()[static_cast<std::size_t>(keyframe)].index <= next;
}

Result<void> PictureReader::moveTo(std::int64_t keyframe)
{
    m_hasRun = false;
    m_last = -1;
    if (keyframe > 0) {
        const auto &target = table().keyframes()[static_cast<std::size_t>(keyframe)];
        if (m_input.seek(target.streamPts)) {
            m_fromStart = false;
            m_lowerBound = target.index;
            m_decoder.restart(VideoDecoder::StartAt::Keyframe);
            return {};
        }
    }
    m_fromStart = true;
    m_lowerBound = 0;
    if (auto rewound = m_input.rewind(); !rewound)
        return rewound;
    m_decoder.restart(VideoDecoder::StartAt::AnyPacket);
    return {};
}

Result<const DecodedPicture *> PictureReader::at(std::int64_t index)
{
    if (const DecodedPicture *known = m_cache.find(index))
        return known;
    if (auto settled = m_indexReader.settle(index); !settled)
        return settled.error();
    if ((m_end && index >= *m_end) || index >= table().count())
        return nullptr;
    bool tooLate = true;
    if (isAhead(index)) {
        auto found = decodeUntil(index, m_fromStart, tooLate);
        if (!tooLate)
            return found;
    }
    const std::int64_t keyframe = table().keyframeBefore(index);
    for (const std::int64_t back : std::array<std::int64_t, 4>{0, 1, 4, 16}) {
        if (keyframe - back < 0)
            break;
        if (auto moved = moveTo(keyframe - back); !moved)
            return moved.error();
        auto found = decodeUntil(index, m_fromStart, tooLate);
        if (!tooLate)
            return found;
    }
    if (auto moved = moveTo(startOfFile); !moved)
        return moved.error();
    return decodeUntil(index, true, tooLate);
}

Result<const DecodedPicture *> PictureReader::decodeUntil(std::int64_t index, bool lastAttempt, bool &tooLate)
{
    tooLate = false;
    while (true) {
        const auto step = m_decoder.next(*m_picture);
        if (!step)
            return step.error();
        if (*step == VideoDecoder::Step::End) {
            if (auto read = m_indexReader.readAll(); !read)
                return read.error();
            tooLate = !m_hasRun && !lastAttempt;
            if (m_hasRun || m_fromStart)
                m_end = m_last + 1;
            return nullptr;
        }
        ++m_decodedCount;
        const auto identified = identify(*m_picture);
        if (!identified)
            return identified.error();
        const std::optional<std::int64_t> &found = *identified;
        // Repeated, or of no known place.
        if (!found || *found <= m_last)
            continue;
        if (!m_hasRun && *found > index && !lastAttempt) {
            tooLate = true;
            return nullptr;
        }
        DecodedPicture picture;
        picture.frame.reset(av_frame_clone(m_picture.get()));
        if (!picture.frame)
            return libavError(m_input.spec(), AVERROR(ENOMEM), {}, m_interruption);
        picture.index = *found;
        picture.firstIndex = m_hasRun || m_fromStart ? m_last + 1 : *found;
        m_hasRun = true;
        m_last = *found;
        const DecodedPicture &kept = m_cache.insert(std::move(picture));
        if (kept.index >= index)
            return &kept;
    }
}

/// Its place; nothing where it has none.
Result<std::optional<std::int64_t>> PictureReader::identify(const AVFrame &picture)
{
    const std::int64_t next = m_last + 1;
    if (!table().isByTimestamp())
        return next < table().count() ? std::optional(next) : std::optional<std::int64_t>();
    for (const std::int64_t timestamp : {picture.pts, picture.best_effort_timestamp}) {
        if (timestamp == AV_NOPTS_VALUE)
            continue;
        if (auto settled = m_indexReader.settleTime(timestamp); !settled)
            return settled.error();
        if (const auto found = table().find(timestamp, next))
            return found;
    }
    return std::optional<std::int64_t>();
}

} // namespace sightglass
