// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/pipeline/inferenceport.h"
#include "core/store/clipstore.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace sightglass
{

/// What an analysis is to do.
struct AnalysisTask
{
    SourceSpec source;
    std::int64_t frameCount = 0;
    std::shared_ptr<ClipStore> store; ///< Of this source and this model.
    std::uint64_t number = 0;         ///< Of the model's loading.
    ModelDescriptor model;
    std::size_t places = 1; ///< Frames that the model has in the works at most.
};

/// What the threads of one analysis share, and where its frames meet the engine: they wait in a short queue, and what
/// comes of them goes into the store at once, or waits in another queue until the store has room for it.
///
/// Held by std::shared_ptr; every member is safe to use from any thread.
class AnalysisRun : public InferencePort
{
public:
    /// `failed` is called by the engine's workers.
    AnalysisRun(AnalysisTask task, std::function<void(const Error &)> failed);

    const AnalysisTask &task() const { return m_task; }
    /// What the engine has given back: taken by the analysis' own thread.
    FrameQueue &results() const { return *m_results; }
    /// Whoever takes from the results and pushes frames is woken by `worker`, who takes frames by `engine`.
    void connect(const std::function<void()> &engine, const std::function<void()> &worker);
    /// Nothing is queued or under way.
    bool isIdle() const;
    /// Drops what is queued; what is under way still goes into the store.
    void close();

    std::atomic<bool> paused{false};
    std::atomic<std::int64_t> unreadable{0}; ///< Frames that the file announces and does not have.
    std::atomic<std::int64_t> failures{0};   ///< Frames that the model failed on.

    FrameQueue &frames() const override { return *m_frames; }
    std::size_t room() const override { return m_results->room(); }
    bool isCurrent(const Frame &) const override { return true; }
    CandidatesPtr known(const Frame &frame, std::uint64_t model) override;
    void keep(const Frame &frame, const CandidatesPtr &candidates) override;
    void put(InferredFrame inferred) override { m_results->push(std::move(inferred)); }
    void inferred(const DetectTimes &) override {}
    void failed(const Error &error) override;

private:
    const AnalysisTask m_task;
    const std::function<void(const Error &)> m_failed;
    const std::shared_ptr<FrameQueue> m_frames;
    const std::shared_ptr<FrameQueue> m_results;
};

} // namespace sightglass
