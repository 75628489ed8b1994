// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace sightglass
{

/// What of a packet matters to the index. Times in the stream's time base.
struct IndexedPacket
{
    std::optional<std::int64_t> pts;
    std::optional<std::int64_t> dts;
    std::int64_t duration = 0;
    bool key = false;       ///< Decoding can begin here.
    bool discarded = false; ///< Decoded but not shown (edit lists, packets without a picture of their own).
};

/// Which picture of a file is shown when: the table between indices and timestamps, made from all its packets.
///
/// Where every packet has a timestamp and the packets stand in decoding order, a decoded picture is known by its
/// timestamp (isByTimestamp()), and decoding may begin at a keyframe. Otherwise (timestamps missing, or jumping back)
/// pictures can only be counted from the start.
class PictureIndex
{
public:
    PictureIndex() = default;
    /// `frameDuration` stands in where nothing is known of a picture's duration; at least 1. A step in time that is
    /// longer than `longestStep`, and than a hundred of the usual ones, is a jump of the clock and no long picture: it
    /// is taken for a usual one.
    PictureIndex(const std::vector<IndexedPacket> &packets, std::int64_t frameDuration,
                 std::int64_t longestStep = std::numeric_limits<std::int64_t>::max());

    /// The beginning of an index, without pictures, of a file whose pictures are known by their timestamps as long as
    /// can be seen. Its last duration, total and average mean nothing.
    static PictureIndex beginning(bool startsWithKeyframe);
    /// Of a beginning: the next picture in the order of display.
    void append(std::int64_t streamPts);
    /// Of a beginning: the next keyframe in the order of time, after all pictures before it.
    void appendKeyframe(std::int64_t streamPts);
    /// Whether this says the same of all pictures and keyframes of a beginning.
    bool continues(const PictureIndex &beginning) const;
    /// Of the picture that is shown last; nothing without any.
    std::optional<std::int64_t> lastStreamPts() const;

    /// How many of the first pictures, none of which decode, are none of this file: they refer to what lay before its
    /// start. `firstDecoded` is the first picture that does.
    std::int64_t leadingCount(std::int64_t firstDecoded) const;
    /// Leaves out the first pictures, so many.
    void dropFirst(std::int64_t count);

    std::int64_t count() const { return static_cast<std::int64_t>(m_pictures.size()); }
    bool isByTimestamp() const { return m_byTimestamp; }

    /// From 0 at the first picture, strictly increasing.
    std::int64_t pts(std::int64_t index) const { return m_pictures[static_cast<std::size_t>(index)].pts; }
    /// The stream's timestamp that times are counted from; nothing where its clock jumps, or tells nothing.
    std::optional<std::int64_t> origin() const;
    /// Until the next picture; of the last one what the file says.
    std::int64_t duration(std::int64_t index) const;
    /// Time from the first picture to the end of the last.
    std::int64_t totalDuration() const;
    /// Pictures for each unit of time, on the average; invalid for a single one.
    Rational averageRate() const;

    /// The picture that is shown at this time since the first: the last one that has begun by then, 0 before that.
    std::int64_t shownAt(std::int64_t pts) const;

    /// The picture with this timestamp of the stream, the first from `from` on where several have the same.
    std::optional<std::int64_t> find(std::int64_t streamPts, std::int64_t from) const;

    /// A place where decoding can begin.
    struct Keyframe
    {
        std::int64_t streamPts = 0;
        std::int64_t index = 0; ///< Of the first picture at or after it.

        bool operator==(const Keyframe &) const = default;
    };
    /// In order of time; empty when pictures can only be counted.
    const std::vector<Keyframe> &keyframes() const { return m_keyframes; }
    /// Position in keyframes() of the last one at or before a picture; -1 when there is none.
    std::int64_t keyframeBefore(std::int64_t index) const;

private:
    struct Picture
    {
        std::int64_t streamPts = 0;
        std::int64_t pts = 0;

        bool operator==(const Picture &) const = default;
    };
    std::int64_t firstAt(std::int64_t streamPts) const;
    static std::int64_t usualStep(const std::vector<Picture> &pictures);
    void indexByTimestamp(const std::vector<IndexedPacket> &packets, std::int64_t longestStep);
    void indexByCount(const std::vector<IndexedPacket> &packets, std::int64_t frameDuration);

    std::vector<Picture> m_pictures;
    std::vector<Keyframe> m_keyframes;
    std::int64_t m_start = 0; ///< Of a beginning: the stream's timestamp that times are counted from.
    std::int64_t m_lastDuration = 0;
    bool m_byTimestamp = false;
    bool m_startsWithKeyframe = false; ///< In the order of decoding.
};

} // namespace sightglass
