// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"

namespace sightglass
{

/// A column that reached the floor.
struct ColumnCandidate
{
    std::size_t column;
    Candidate candidate; ///< Without shape.
};

/// Reads [1, 4 + classes + more, N]: columns of cx cy w h in input pixels, class scores after the sigmoid, and whatever
/// follows. The best class of a column counts (as in ultralytics/utils/ops.py, non_max_suppression(multi_label=False)).
std::vector<ColumnCandidate> bestColumns(const Tensor &columns, int classes, float floor);

/// The one output, [1, more than 4, N]; null where there is another or none.
const Tensor *columnsOf(std::span<const Tensor> outputs);

/// How many rows, from the fifth on, hold nothing but numbers from 0 to 1. Scores after the sigmoid do; places of
/// keypoints in pixels do not, angles rarely.
int scoreRows(const Tensor &columns);

/// Whether the metadata speaks of this task, or of none.
bool mayBeTask(const ModelMetadata &metadata, const char *task);

} // namespace sightglass
