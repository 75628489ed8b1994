// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipspans.h"

#include "core/store/clipsurvivors.h"
#include "core/store/cliptimes.h"
#include "core/store/survivorfilter.h"
#include "core/values/csvfield.h"

namespace sightglass
{

std::vector<ClipSpan> spansOf(const ClipSurvivors &clip, const SurvivorFilter &filter, const ClipQuery &query)
{
    std::vector<ClipSpan> spans;
    if (query.isEmpty())
        return spans;
    const ClipTimes times(clip);
    std::vector<Survivor> detections;
    const auto isMatch = [&](std::int64_t index) {
        if (!clip.known(index))
            return false;
        filter.detections(clip.at(index), detections);
        return query.matches(detections);
    };
    for (std::int64_t index = 0; index < clip.end(); ++index) {
        if (!isMatch(index))
            continue;
        const std::int64_t first = index;
        while (isMatch(index + 1))
            ++index;
        spans.push_back(times.span(first, index));
    }
    return spans;
}

QByteArray csvOfSpans(const std::vector<ClipSpan> &spans, const QString &query)
{
    QByteArray text = "first_frame,last_frame,begin,end,frames,query\n";
    const QByteArray field = csvField(query);
    for (const ClipSpan &span : spans)
        text += QByteArray::number(span.first) + ',' + QByteArray::number(span.last) + ',' +
                QByteArray::number(span.begin, 'f', 3) + ',' + QByteArray::number(span.end, 'f', 3) + ',' +
                QByteArray::number(span.last - span.first + 1) + ',' + field + '\n';
    return text;
}

} // namespace sightglass
