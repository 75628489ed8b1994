// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/survivors.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace sightglass
{

/// The survivors of all frames of a clip that a model has seen, in little memory: 16 bytes for a frame, and 12 for each
/// of its survivors. One thread's.
class ClipSurvivors
{
public:
    /// Nine days at 60 frames a second. Frames beyond are left out, so that a damaged file does not take all memory.
    static constexpr std::int64_t mostFrames = 50'000'000;

    /// In any order; one that is known is replaced. Seconds from the clip's first frame.
    void set(std::int64_t index, double seconds, std::span<const Survivor> items);

    /// Frames that are known.
    std::int64_t count() const { return m_count; }
    /// One more than the last frame that is known.
    std::int64_t end() const { return static_cast<std::int64_t>(m_frames.size()); }
    bool known(std::int64_t index) const { return index >= 0 && index < end() && frame(index).count != unknown; }
    /// Best first; nothing of a frame that is not known. Valid until the next set().
    std::span<const Survivor> at(std::int64_t index) const;
    /// When a frame is shown, from the clip's first one; 0 for one that is not known.
    double seconds(std::int64_t index) const { return known(index) ? frame(index).seconds : 0.0; }
    /// One more than the largest class id that has been among them.
    std::size_t classCount() const { return m_classCount; }
    /// What it takes of memory.
    std::size_t bytes() const { return m_frames.capacity() * sizeof(Place) + m_pool.capacity() * sizeof(Survivor); }

private:
    static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

    struct Place
    {
        double seconds = 0.0;
        std::uint32_t offset = 0; ///< In the pool.
        std::uint32_t count = unknown;
    };

    const Place &frame(std::int64_t index) const { return m_frames[static_cast<std::size_t>(index)]; }
    void tidy();

    std::vector<Place> m_frames;
    std::vector<Survivor> m_pool;
    std::size_t m_unused = 0; ///< Places in the pool that no frame has.
    std::int64_t m_count = 0;
    std::size_t m_classCount = 0;
};

} // namespace sightglass
