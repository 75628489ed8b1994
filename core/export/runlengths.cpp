// SPDX-License-Identifier: Apache-2.0
#include "core/export/runlengths.h"

#include "core/values/pixellimit.h"

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

std::optional<cv::Mat> pixelsOf(const std::vector<std::int64_t> &counts, cv::Size frame)
{
    const std::int64_t total = static_cast<std::int64_t>(frame.width) * frame.height;
    if (frame.width <= 0 || frame.height <= 0 || total > pixelLimit())
        return std::nullopt;
    cv::Mat columns(frame.width, frame.height, CV_8UC1, cv::Scalar(0));
    std::int64_t place = 0;
    bool isInside = false;
    for (const std::int64_t count : counts) {
        if (count < 0 || count > total - place)
            return std::nullopt;
        if (isInside)
            std::fill_n(columns.data + place, count, uchar{255});
        place += count;
        isInside = !isInside;
    }
    if (place != total)
        return std::nullopt;
    cv::Mat pixels;
    cv::transpose(columns, pixels);
    return pixels;
}

} // namespace sightglass
