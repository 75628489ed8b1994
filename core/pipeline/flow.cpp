// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/flow.h"

namespace sightglass
{

namespace
{

/// One picture in the works and the newest one waiting behind it.
constexpr std::size_t latestCapacity = 2;

} // namespace

Flow::Flow(const FlowOptions &options)
    : toInference(FlowQueue<Frame>::create(options.policy, latestCapacity))
    , toDisplay(FlowQueue<DisplayItem>::create(options.policy, latestCapacity))
{
    configure(options);
}

void Flow::configure(const FlowOptions &options)
{
    if (mode.exchange(options.mode) != options.mode)
        toDisplay->clear(); // Its pictures came by the other route, with or without boxes of their own.
    toInference->configure(options.policy, options.policy == FlowPolicy::Latest ? latestCapacity : options.capacity);
    const bool everyPicture = options.policy == FlowPolicy::EveryFrame && options.mode == ViewMode::Synced;
    toDisplay->configure(everyPicture ? FlowPolicy::EveryFrame : FlowPolicy::Latest, latestCapacity);
}

bool Flow::hasRoomForCapture() const
{
    return toInference->hasRoom();
}

void Flow::submit(const Frame &frame)
{
    if (mode == ViewMode::Smooth)
        toDisplay->push({frame, nullptr});
    toInference->push(frame);
}

std::uint64_t Flow::advanceGeneration()
{
    const std::uint64_t next = ++generation;
    newest.set(nullptr);
    toInference->clear();
    toDisplay->clear();
    return next;
}

void Flow::restartStatistics()
{
    toInference->restart();
    toDisplay->restart();
    for (StageStatistics *stage : {&capture, &preprocess, &inference, &postprocess, &display, &endToEnd})
        stage->reset();
}

bool Flow::isIdle() const
{
    return toInference->counters().waiting() == 0 && toDisplay->counters().waiting() == 0;
}

} // namespace sightglass
