// SPDX-License-Identifier: Apache-2.0
#include "core/store/exportranges.h"

#include <algorithm>

namespace sightglass
{

std::vector<FrameRange> rangesOf(std::vector<ClipSpan> spans, std::int64_t margin, std::int64_t frameCount)
{
    std::sort(spans.begin(), spans.end(), [](const ClipSpan &a, const ClipSpan &b) { return a.first < b.first; });
    std::vector<FrameRange> ranges;
    for (const ClipSpan &span : spans) {
        const std::int64_t first = std::max<std::int64_t>(0, span.first - margin);
        const std::int64_t last = std::min(frameCount - 1, span.last + margin);
        if (last < first)
            continue;
        if (!ranges.empty() && first <= *ranges.back().last + 1)
            ranges.back().last = std::max(*ranges.back().last, last);
        else
            ranges.push_back({first, last});
    }
    return ranges;
}

} // namespace sightglass
