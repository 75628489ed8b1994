// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/flowqueue.h"
#include "core/pipeline/reorderbuffer.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sightglass
{

/// A frame with its own candidates; null where no model ran.
struct InferredFrame
{
    Frame frame;
    CandidatesPtr candidates;
};

/// One model on several threads, for frames of which none may be lost.
///
///     frames --> worker 1..N, each with a copy of the model --> reorder buffer --> results
///
/// A worker takes a frame as soon as it is free; results leave in the order of the frames. No more frames are taken
/// than `results` and the workers can hold, so that memory is bounded however slow one frame is. Both queues run under
/// EveryFrame. Standard threads, made by start() and ended by stop() or by the end of the frames.
class DetectionEngine
{
public:
    using Frames = FlowQueue<Frame>;
    using Results = FlowQueue<InferredFrame>;

    /// A worker for each detector; a null one passes frames on as they are.
    DetectionEngine(std::vector<std::unique_ptr<Detector>> detectors, std::shared_ptr<Frames> frames,
                    std::shared_ptr<Results> results);
    ~DetectionEngine();

    /// What the most results are that may wait: for `results`, which thereby always has room.
    static std::size_t resultsCapacity(std::size_t workers, std::size_t waiting) { return workers + waiting; }

    /// `failed` is called by a worker with the first Error, `ended` by the last worker when all frames are through
    /// after endOfFrames().
    void start(std::function<void(const Error &)> failed, std::function<void()> ended);

    /// Any thread: there may be something to do. To be called when a frame was pushed or a result was taken.
    void wake();
    /// Any thread: no frame will be pushed any more.
    void endOfFrames();
    /// Ends the workers, each after the frame that it is in; results that still wait for an earlier one go to
    /// `results`, to be counted there. Not from a worker.
    void stop();

    /// Any thread: frames that a model has seen.
    std::uint64_t inferred() const { return m_inferred; }

private:
    using Lease = Frames::Lease;

    void work(std::size_t worker);
    std::optional<Lease> nextFrame(std::uint64_t &sequence);
    void deliver(std::uint64_t sequence, InferredFrame result);

    std::vector<std::unique_ptr<Detector>> m_detectors; ///< Each used by its own worker alone.
    const std::shared_ptr<Frames> m_frames;
    const std::shared_ptr<Results> m_results;
    const std::size_t m_mostUnderWay;
    std::function<void(const Error &)> m_failed;
    std::function<void()> m_ended;
    std::atomic<std::uint64_t> m_inferred{0};

    std::mutex m_mutex; ///< Guards what follows; taken before a queue's own lock, never after.
    std::condition_variable m_wake;
    ReorderBuffer<InferredFrame> m_order;
    std::uint64_t m_taken = 0;
    std::uint64_t m_delivered = 0;
    std::size_t m_working = 0;
    bool m_noMoreFrames = false;
    bool m_stopping = false;

    std::vector<std::jthread> m_threads;
};

} // namespace sightglass
