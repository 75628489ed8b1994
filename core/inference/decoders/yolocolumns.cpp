// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolocolumns.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;

} // namespace

std::vector<ColumnCandidate> bestColumns(const Tensor &columns, int classes, float floor)
{
    const auto count = static_cast<std::size_t>(columns.dim(2));
    const float *values = columns.data.get();
    const float *scores = values + beforeClasses * count;

    // Class by class, as the numbers lie, and not box by box.
    std::vector<float> best(scores, scores + count);
    std::vector<int> bestClass(count, 0);
    for (int c = 1; c < classes; ++c) {
        const float *row = scores + static_cast<std::size_t>(c) * count;
        for (std::size_t i = 0; i < count; ++i) {
            if (row[i] > best[i]) {
                best[i] = row[i];
                bestClass[i] = c;
            }
        }
    }
    std::vector<ColumnCandidate> candidates;
    for (std::size_t i = 0; i < count; ++i) {
        if (!(best[i] >= floor))
            continue;
        const float width = values[2 * count + i];
        const float height = values[3 * count + i];
        candidates.push_back(
            {i, {{values[i] - width / 2.f, values[count + i] - height / 2.f, width, height}, bestClass[i], best[i]}});
    }
    return candidates;
}

const Tensor *columnsOf(std::span<const Tensor> outputs)
{
    const Tensor *columns = onlyOutput(outputs, 3);
    return columns && columns->dim(1) > beforeClasses ? columns : nullptr;
}

int scoreRows(const Tensor &columns)
{
    const auto count = static_cast<std::size_t>(columns.dim(2));
    int row = beforeClasses;
    for (; row < columns.dim(1); ++row) {
        const auto values = columns.values().subspan(static_cast<std::size_t>(row) * count, count);
        if (!std::all_of(values.begin(), values.end(), isScore))
            break;
    }
    return row - beforeClasses;
}

bool mayBeTask(const ModelMetadata &metadata, const char *task)
{
    return metadata.task.isEmpty() || metadata.task == QLatin1String(task);
}

} // namespace sightglass
