// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/unreadableframes.h"
#include "core/pipeline/flowoptions.h"
#include "core/pipeline/inferenceport.h"
#include "core/pipeline/presentation.h"
#include "core/pipeline/recorderinbox.h"
#include "core/pipeline/stagestatistics.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

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

/// One model's part of a flow.
struct ModelFlow
{
    ModelFlow(FlowPolicy policy, FrameQueue::Judge judge);

    const std::shared_ptr<FrameQueue> queue; ///< Frames that wait for this model.
    std::atomic<std::size_t> places{1};      ///< Frames that the model has in the works at most.
    Shared<CandidatesPtr> newest;            ///< Of the newest frame that the model has finished; null after a seek.
    Shared<Thresholds> thresholds;           ///< What of its candidates is shown.

    StageStatistics preprocess;
    StageStatistics inference;
    StageStatistics postprocess;
};

/// All that the workers of one lane share: the queues between them and what they have to know of each other's doing.
///
///     capture --> model 1 --> model 2 ... --> display
///        \_______________________________________/
///                Smooth: capture feeds the display as well
///
/// Models follow each other, so that a frame comes to the display with the results of all of them, while each works on
/// another frame at the same time.
///
/// Held by std::shared_ptr, so that a worker which is left behind in a library call touches nothing of the lane's own.
/// Who puts frames into its queues or takes them out, holds it: the queues ask it what giving way means. A frame that
/// gives way while the lane is paused, or a file is played faster than in real time, is skipped; it is no loss.
///
/// Every member is safe to use from any thread.
struct Flow
{
    Flow(int lane, const FlowOptions &options);

    /// Sets the queues up for these options, and for what the models have in the works; what is queued under another
    /// mode is dropped. Under another policy, what gives way is counted anew.
    void configure(const FlowOptions &options);
    /// How many models frames go through from now on, one at least; configure() follows. What waits for one that goes
    /// is dropped.
    void setModelCount(std::size_t count);
    std::vector<std::shared_ptr<ModelFlow>> models() const { return m_models.get(); }

    /// Whether capture may submit a frame without waiting.
    bool hasRoomForCapture() const;
    /// A captured frame, on its way by the mode's routes.
    void submit(const Frame &frame);
    /// How many results of this model have room where they go next.
    std::size_t roomAfter(std::size_t model) const;
    /// A frame with this model's result, on its way to the next one or to the display.
    void passOn(std::size_t model, InferredFrame inferred);

    /// A new generation: what is under way becomes stale, what is queued is dropped.
    std::uint64_t advanceGeneration();
    /// Counts and times start anew, for another source.
    void restartStatistics();
    bool isCurrent(const Frame &frame) const { return frame.id.generation == generation.load(); }
    bool isIdle() const;
    /// Drops all that is queued and whatever comes: the end.
    void close();

    const int lane; ///< FrameId::source of its frames.
    const std::shared_ptr<FrameQueue> toDisplay;
    const std::shared_ptr<RecorderInbox> toRecorder = std::make_shared<RecorderInbox>();

    std::atomic<std::uint64_t> generation{0};
    std::atomic<ViewMode> mode{ViewMode::Synced};
    std::atomic<bool> paused{false};
    std::atomic<bool> hurried{false}; ///< A file is played faster than in real time; set by capture.
    std::atomic<bool> stopping{false};

    Shared<Viewport> viewport;
    Shared<UnreadableFrames> unreadable; ///< Of the file that is open; set by capture.

    StageStatistics capture;
    StageStatistics display;
    StageStatistics endToEnd;

private:
    FrameQueue::Judge judge() const;

    std::atomic<FlowPolicy> m_policy;
    Shared<std::vector<std::shared_ptr<ModelFlow>>> m_models;
};

} // namespace sightglass
