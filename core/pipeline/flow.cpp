// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/flow.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace sightglass
{

namespace
{

/// One picture in the works and the newest one waiting behind it.
constexpr std::size_t latestCapacity = 2;

} // namespace

ModelFlow::ModelFlow(FlowPolicy policy, FrameQueue::Judge judge)
    : queue(FrameQueue::create(policy, latestCapacity, std::move(judge)))
{}

Flow::Flow(int theLane, const FlowOptions &options)
    : lane(theLane)
    , toDisplay(FrameQueue::create(options.policy, latestCapacity, judge()))
    , m_policy(options.policy)
    , m_models({std::make_shared<ModelFlow>(options.policy, judge())})
{
    configure(options);
}

FrameQueue::Judge Flow::judge() const
{
    return [this](const InferredFrame &item) {
        if (!isCurrent(item.frame))
            return GivingWay::Stale;
        return paused || hurried ? GivingWay::Skip : GivingWay::Loss;
    };
}

void Flow::configure(const FlowOptions &options)
{
    if (mode.exchange(options.mode) != options.mode)
        toDisplay->clear(); // Its pictures came by the other route, with or without boxes of their own.
    const auto all = models();
    if (m_policy.exchange(options.policy) != options.policy) {
        for (const auto &model : all)
            model->queue->forgetGivenWay();
        toDisplay->forgetGivenWay();
    }
    const bool everyFrame = options.policy == FlowPolicy::EveryFrame;
    for (std::size_t i = 0; i < all.size(); ++i) {
        // Those in the works, and one waiting.
        const std::size_t working = all[i]->places + 1;
        all[i]->queue->configure(options.policy, everyFrame && i == 0 ? std::max(options.capacity, working) : working);
    }
    const bool everyPicture = everyFrame && options.mode == ViewMode::Synced;
    toDisplay->configure(everyPicture ? FlowPolicy::EveryFrame : FlowPolicy::Latest,
                         everyPicture ? all.back()->places + 1 : latestCapacity);
}

void Flow::setModelCount(std::size_t count)
{
    auto all = models();
    const auto before = all;
    while (all.size() < count)
        all.push_back(std::make_shared<ModelFlow>(all.front()->queue->policy(), judge()));
    all.resize(count);
    m_models.set(all);
    for (std::size_t i = count; i < before.size(); ++i)
        before[i]->queue->close();
}

bool Flow::hasRoomForCapture() const
{
    return models().front()->queue->hasRoom();
}

void Flow::submit(const Frame &frame)
{
    if (mode == ViewMode::Smooth)
        toDisplay->push({frame, {}});
    models().front()->queue->push({frame, {}});
}

std::size_t Flow::roomAfter(std::size_t model) const
{
    const auto all = models();
    if (model + 1 < all.size())
        return all[model + 1]->queue->room();
    return mode == ViewMode::Synced ? toDisplay->room() : std::numeric_limits<std::size_t>::max();
}

void Flow::passOn(std::size_t model, InferredFrame inferred)
{
    const auto all = models();
    if (model < all.size())
        all[model]->newest.set(inferred.results.back());
    if (model + 1 < all.size())
        all[model + 1]->queue->push(std::move(inferred));
    else if (mode == ViewMode::Synced)
        toDisplay->push(std::move(inferred));
}

std::uint64_t Flow::advanceGeneration()
{
    const std::uint64_t next = ++generation;
    for (const auto &model : models()) {
        model->newest.set(nullptr);
        model->queue->clear();
    }
    toDisplay->clear();
    return next;
}

void Flow::restartStatistics()
{
    for (const auto &model : models()) {
        model->queue->restart();
        for (StageStatistics *stage : {&model->preprocess, &model->inference, &model->postprocess})
            stage->reset();
    }
    toDisplay->restart();
    unreadable.set({});
    for (StageStatistics *stage : {&capture, &display, &endToEnd})
        stage->reset();
}

bool Flow::isIdle() const
{
    const auto all = models();
    return std::all_of(all.begin(), all.end(),
                       [](const auto &model) { return model->queue->counters().waiting() == 0; }) &&
           toDisplay->counters().waiting() == 0;
}

void Flow::close()
{
    stopping = true;
    for (const auto &model : models())
        model->queue->close();
    toDisplay->close();
}

} // namespace sightglass
