// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/unreadableframes.h"
#include "core/pipeline/flowqueue.h"
#include "core/pipeline/recordingstatus.h"
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

    // Of all queues. In Smooth a frame is in two of them, and may be dropped by either.

    /// For whatever reason.
    std::uint64_t dropped() const { return sumOf(&FlowCounters::dropped); }
    /// Since a model or the display had no time for them: of this source, under this policy.
    std::uint64_t lost() const { return sumOf(&FlowCounters::overtaken); }
    /// Of the lost, those of the last ten seconds.
    std::uint64_t lostLately() const { return sumOf(&FlowCounters::overtakenLately); }
    /// As lost(), but on purpose: while a file was played faster than in real time, or by a pause.
    std::uint64_t skipped() const { return sumOf(&FlowCounters::skipped); }

    UnreadableFrames unreadable; ///< Of a file: what could not be read of what was played.

    RecordingStatus recording; ///< Of a live source.

    std::optional<double> pictureAge; ///< Milliseconds since the picture on display was captured; live sources only.
    std::optional<double> boxesAge;   ///< By how many milliseconds the boxes on display are older than the picture.

private:
    std::uint64_t sumOf(std::uint64_t FlowCounters::*count) const
    {
        std::uint64_t sum = displayQueue.*count;
        for (const ModelStatistics &model : models)
            sum += model.queue.*count;
        return sum;
    }
};

} // namespace sightglass
