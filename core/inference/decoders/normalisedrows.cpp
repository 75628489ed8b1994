// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/normalisedrows.h"

#include <algorithm>

namespace sightglass
{

void appendNormalisedRows(const Tensor &rows, int beforeClasses, const DecodeSettings &settings,
                          std::vector<Candidate> &candidates)
{
    const auto width = static_cast<float>(settings.inputSize.width());
    const auto height = static_cast<float>(settings.inputSize.height());
    const int count = rows.dim(rows.rank() - 2);
    const int values = rows.dim(rows.rank() - 1);
    const float *row = rows.data.get();
    for (int i = 0; i < count; ++i, row += values) {
        const float *best = std::max_element(row + beforeClasses, row + values);
        if (!(*best >= settings.floor))
            continue;
        candidates.push_back(
            {{(row[0] - row[2] / 2.f) * width, (row[1] - row[3] / 2.f) * height, row[2] * width, row[3] * height},
             static_cast<int>(best - row) - beforeClasses,
             *best});
    }
}

} // namespace sightglass
