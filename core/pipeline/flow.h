// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flowoptions.h"
#include "core/pipeline/flowqueue.h"
#include "core/pipeline/presentation.h"
#include "core/pipeline/stagestatistics.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace sightglass
{

/// A value that threads hand each other whole: set by one, copied out by others.
template <typename T>
class Shared
{
public:
    Shared() = default;
    explicit Shared(T value)
        : m_value(std::move(value))
    {}

    void set(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
    }
    T get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

private:
    mutable std::mutex m_mutex;
    T m_value{};
};

/// A picture on its way to the view.
struct DisplayItem
{
    Frame frame;
    CandidatesPtr candidates; ///< Its own (Synced); null in Smooth, where the newest ones are drawn.
};

/// All that the workers of one pipeline share. Held by std::shared_ptr, so that a worker which is left behind in a
/// library call touches nothing of the pipeline's own. Every member is safe to use from any thread.
struct Flow
{
    explicit Flow(const FlowOptions &options);

    /// Sets the queues up for these options; what is queued under others is dropped.
    void configure(const FlowOptions &options);
    /// Whether capture may submit a frame without waiting.
    bool hasRoomForCapture() const;
    /// A captured frame, on its way by the mode's routes.
    void submit(const Frame &frame);
    /// A new generation: what is under way becomes stale, what is queued is dropped.
    std::uint64_t advanceGeneration();
    /// Counts and times start anew, for another source.
    void restartStatistics();
    bool isCurrent(const Frame &frame) const { return frame.id.generation == generation.load(); }
    bool isIdle() const;

    const std::shared_ptr<FlowQueue<Frame>> toInference;
    const std::shared_ptr<FlowQueue<DisplayItem>> toDisplay;

    std::atomic<std::uint64_t> generation{0};
    std::atomic<ViewMode> mode{ViewMode::Synced};
    std::atomic<bool> paused{false};
    std::atomic<bool> stopping{false};

    Shared<Thresholds> thresholds;
    Shared<Viewport> viewport;
    Shared<CandidatesPtr> newest; ///< Of the newest frame that inference has finished; null after a seek.

    StageStatistics capture;
    StageStatistics preprocess;
    StageStatistics inference;
    StageStatistics postprocess;
    StageStatistics display;
    StageStatistics endToEnd;
};

} // namespace sightglass
