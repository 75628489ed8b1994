// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sightglass
{

class ClipSurvivors;
class SurvivorFilter;

/// A part of a clip, in so many columns.
struct ClipView
{
    std::int64_t first = 0;
    std::int64_t last = -1; ///< Inclusive; before first: nothing.
    int columns = 0;

    bool operator==(const ClipView &) const = default;
};

/// How many detections there are over time, each column that of some frames. Counts are those of the one frame of them
/// that has the most, so that nothing is too short to be seen, and each column is true of a frame.
struct ClipColumns
{
    struct Column
    {
        std::int64_t first = 0;
        std::int64_t last = -1;
        std::int64_t known = 0; ///< Frames of it that the model has seen.
        std::int64_t peak = -1; ///< The frame that the counts are of; -1: none is known.
        int total = 0;          ///< Detections in that one.

        bool operator==(const Column &) const = default;
    };

    std::vector<Column> columns;
    std::vector<int> classes; ///< Those that are found anywhere in the clip, by their ids, ascending.
    std::vector<int> counts;  ///< For each column, one for each of these classes.
    int most = 0;             ///< The largest total of the whole clip, so that the height of the picture stands.

    int count(std::size_t column, std::size_t classPosition) const
    {
        return counts[column * classes.size() + classPosition];
    }
    bool operator==(const ClipColumns &) const = default;
};

/// As many columns as the view has, of about as many frames each; where there are more columns than frames, some are of
/// the same one. Frames of the view that are not known, or not the clip's, count as seen by nobody. Pure.
ClipColumns columnsOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const ClipView &view);

} // namespace sightglass
