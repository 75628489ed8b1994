// SPDX-License-Identifier: Apache-2.0
#include "core/export/runlengths.h"

#include <opencv2/core.hpp>

#include <algorithm>

namespace sightglass
{

std::vector<std::int64_t> runLengths(const cv::Mat &pixels, cv::Point place, cv::Size frame)
{
    std::vector<std::int64_t> counts;
    std::int64_t end = 0; // Of the last run inside.
    const auto isInside = [](uchar pixel) { return pixel != 0; };
    // By columns means by rows of the transposed picture, whose pixels follow each other in memory.
    cv::Mat columns;
    if (!pixels.empty())
        cv::transpose(pixels, columns);
    for (int x = 0; x < columns.rows; ++x) {
        const uchar *const first = columns.ptr(x);
        const uchar *const last = first + columns.cols;
        const std::int64_t top = static_cast<std::int64_t>(place.x + x) * frame.height + place.y;
        const uchar *to = first;
        for (const uchar *from = std::find_if(first, last, isInside); from != last;
             from = std::find_if(to, last, isInside)) {
            to = std::find_if_not(from, last, isInside);
            const std::int64_t begin = top + (from - first);
            // A run goes on from the foot of one column to the head of the next.
            if (!counts.empty() && begin == end)
                counts.back() += to - from;
            else
                counts.insert(counts.end(), {begin - end, to - from});
            end = top + (to - first);
        }
    }
    const std::int64_t total = static_cast<std::int64_t>(frame.width) * frame.height;
    if (end < total)
        counts.push_back(total - end);
    return counts;
}

} // namespace sightglass
