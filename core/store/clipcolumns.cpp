// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipcolumns.h"

#include "core/store/clipsurvivors.h"
#include "core/store/survivorfilter.h"

#include <algorithm>

namespace sightglass
{

namespace
{

/// Of each frame of a clip, how many detections it has; -1: it is not known.
struct Totals
{
    std::vector<int> ofFrames;
    std::vector<bool> isFound; ///< By class id.
    int most = 0;
};

Totals totalsOf(const ClipSurvivors &clip, const SurvivorFilter &filter)
{
    Totals totals{std::vector<int>(static_cast<std::size_t>(clip.end()), -1), std::vector<bool>(clip.classCount())};
    for (std::int64_t index = 0; index < clip.end(); ++index) {
        if (!clip.known(index))
            continue;
        int total = 0;
        filter.forEach(clip.at(index), [&](const Survivor &survivor) {
            totals.isFound[survivor.classId] = true;
            ++total;
        });
        totals.ofFrames[static_cast<std::size_t>(index)] = total;
        totals.most = std::max(totals.most, total);
    }
    return totals;
}

ClipColumns::Column columnOf(const Totals &totals, std::int64_t first, std::int64_t last)
{
    ClipColumns::Column column{first, last};
    const auto end = std::min(last + 1, static_cast<std::int64_t>(totals.ofFrames.size()));
    for (std::int64_t index = std::max<std::int64_t>(first, 0); index < end; ++index) {
        const int total = totals.ofFrames[static_cast<std::size_t>(index)];
        if (total < 0)
            continue;
        ++column.known;
        if (column.peak < 0 || total > column.total) {
            column.peak = index;
            column.total = total;
        }
    }
    return column;
}

} // namespace

ClipColumns columnsOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const ClipView &view)
{
    const Totals totals = totalsOf(clip, filter);
    ClipColumns result;
    result.most = totals.most;
    std::vector<std::size_t> places(totals.isFound.size());
    for (std::size_t id = 0; id < totals.isFound.size(); ++id) {
        if (!totals.isFound[id])
            continue;
        places[id] = result.classes.size();
        result.classes.push_back(static_cast<int>(id));
    }
    if (view.last < view.first || view.columns <= 0)
        return result;

    const std::int64_t frames = view.last - view.first + 1;
    result.columns.reserve(static_cast<std::size_t>(view.columns));
    result.counts.resize(static_cast<std::size_t>(view.columns) * result.classes.size());
    for (std::int64_t i = 0; i < view.columns; ++i) {
        const std::int64_t first = view.first + i * frames / view.columns;
        const std::int64_t next = view.first + (i + 1) * frames / view.columns;
        const auto &column = result.columns.emplace_back(columnOf(totals, first, std::max(first, next - 1)));
        int *const counts = result.counts.data() + static_cast<std::size_t>(i) * result.classes.size();
        filter.forEach(clip.at(column.peak), [&](const Survivor &survivor) { ++counts[places[survivor.classId]]; });
    }
    return result;
}

} // namespace sightglass
