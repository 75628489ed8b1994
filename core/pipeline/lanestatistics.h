// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/unreadableframes.h"
#include "core/pipeline/flowqueue.h"
#include "core/pipeline/stagestatistics.h"

#include <optional>
#include <vector>

namespace sightglass
{

/// One model's part in a lane's instruments.
struct ModelStatistics
{
    FlowCounters queue;        ///< From capture, or from the model before, to this one.
    StageSnapshot preprocess;  ///< Scaling and converting for the model.
    StageSnapshot inference;   ///< The network itself.
    StageSnapshot postprocess; ///< Decoding the outputs.
};

/// All that the instruments show of one lane, at one moment. Queues and stages in the order of the flow.
struct LaneStatistics
{
    StageSnapshot capture; ///< Reading and decoding.
    /// At least one, loaded or not.
    std::vector<ModelStatistics> models = std::vector<ModelStatistics>(1);
    FlowCounters displayQueue; ///< To the display: from the last model (Synced) or from capture (Smooth).
    StageSnapshot display;  ///< Converting and scaling for the view; its rate is that of pictures handed to the view.
    StageSnapshot endToEnd; ///< From capture to the view, with the boxes that belong to the frame.

    std::uint64_t dropped() const
    {
        std::uint64_t sum = displayQueue.dropped;
        for (const ModelStatistics &model : models)
            sum += model.queue.dropped;
        return sum;
    }

    UnreadableFrames unreadable; ///< Of a file: what could not be read of what was played.

    std::optional<double> pictureAge; ///< Milliseconds since the picture on display was captured; live sources only.
    std::optional<double> boxesAge;   ///< By how many milliseconds the boxes on display are older than the picture.
};

} // namespace sightglass
