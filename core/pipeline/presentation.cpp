// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/presentation.h"

#include "core/inference/selection.h"

#include <utility>

namespace sightglass
{

ModelResult ModelResult::of(CandidatesPtr candidates, const Thresholds &thresholds)
{
    Detections detections = candidates ? select(*candidates, thresholds) : Detections();
    return {std::move(candidates), std::move(detections), thresholds};
}

} // namespace sightglass
