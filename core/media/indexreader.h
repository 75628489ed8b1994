// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/packetcontent.h"
#include "core/media/pictureindex.h"
#include "core/media/videoinput.h"

#include <functional>
#include <optional>
#include <queue>
#include <vector>

namespace sightglass
{

/// Reads all packets of a file, without decoding them, and makes its index; in portions, if wanted.
///
/// What of index() is there before it is whole is settled: packets stand in the order of decoding, and none is shown
/// before it is decoded, so that whatever is shown before the time of decoding reached is known, and keeps its place. A
/// file may break that rule far behind its beginning (recordings that were joined): once promise() was called, that is
/// an Error.
///
/// Thread: any, one at a time.
class IndexReader
{
public:
    using Progress = std::function<void(std::optional<double>)>;

    /// The interruption must outlive this. `progress` is told from 0 to 1 how much has been read, where the length is
    /// known, and nothing at the end.
    IndexReader(SourceSpec spec, Interruption &interruption, Progress progress = {});

    Result<void> open();
    /// Until this time, or until the index is whole, but one packet at least.
    Result<void> readUntil(Clock::time_point deadline);
    Result<void> readAll() { return readUntil(Clock::time_point::max()); }
    bool isWhole() const { return m_isWhole; }

    /// Whether there are pictures that are settled, and where decoding begins among them.
    bool canBegin() const;
    /// index() is relied on from now on.
    void promise() { m_isPromised = true; }

    /// Reads until the picture with this index is settled, or the index is whole.
    Result<void> settle(std::int64_t index);
    /// Reads until all pictures shown up to this time are settled, or the index is whole.
    Result<void> settleTime(std::int64_t streamPts);

    const PictureIndex &index() const { return m_index; }
    /// See PictureIndex; of what is still to be read, too.
    void dropFirst(std::int64_t count);

    /// See VideoInput; 0 before the index is whole.
    std::int64_t missingAtEnd() const { return m_missingAtEnd; }
    Rational timeBase() const { return m_timeBase; }

private:
    struct Later
    {
        bool operator()(const IndexedPacket &a, const IndexedPacket &b) const { return *a.pts > *b.pts; }
    };

    Result<void> readPacket();
    bool take(const IndexedPacket &packet);
    void settleWaiting();
    Result<void> complete();
    Error brokenPromise() const;
    std::int64_t longestStep() const;

    SourceSpec m_spec;
    VideoInput m_input;
    Progress m_progress;
    AVPacketPointer m_packet;
    std::optional<PacketContent> m_content;
    Rational m_timeBase;
    std::vector<IndexedPacket> m_packets;
    PictureIndex m_index;
    std::int64_t m_dropped = 0;
    std::int64_t m_missingAtEnd = 0;
    bool m_isWhole = false;
    bool m_isPromised = false;

    // What is settled.
    std::priority_queue<IndexedPacket, std::vector<IndexedPacket>, Later> m_waiting; ///< Not yet, in order of display.
    std::optional<std::int64_t> m_decodedTo; ///< The time of decoding reached: nothing earlier is still to come.
    std::optional<std::int64_t> m_settledTo; ///< All that is shown before this time is in the index.
    bool m_isInOrder = true;                 ///< No packet has broken the rule.
    bool m_stands = false;                   ///< Behind a step that the whole index alone tells the length of.
};

} // namespace sightglass
