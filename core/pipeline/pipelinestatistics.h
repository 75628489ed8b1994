// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flowqueue.h"
#include "core/pipeline/stagestatistics.h"

#include <optional>

namespace sightglass
{

/// All that the instruments show, at one moment. Queues and stages in the order of the flow.
struct PipelineStatistics
{
    StageSnapshot capture;     ///< Reading and decoding.
    StageSnapshot preprocess;  ///< Scaling and converting for the model.
    StageSnapshot inference;   ///< The network itself.
    StageSnapshot postprocess; ///< Decoding the outputs.
    StageSnapshot display;  ///< Converting and scaling for the view; its rate is that of pictures handed to the view.
    StageSnapshot endToEnd; ///< From capture to the view, with the boxes that belong to the frame.

    FlowCounters inferenceQueue; ///< Capture to inference.
    FlowCounters displayQueue;   ///< To the display: from inference (Synced) or from capture (Smooth).

    std::uint64_t dropped() const { return inferenceQueue.dropped + displayQueue.dropped; }

    std::optional<double> pictureAge; ///< Milliseconds since the picture on display was captured; live sources only.
    std::optional<double> boxesAge;   ///< By how many milliseconds the boxes on display are older than the picture.
};

/// Resident memory of this process in bytes; 0 where the system does not tell.
std::size_t residentMemory();

} // namespace sightglass
