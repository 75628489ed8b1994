// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/detectionengine.h"
#include "tests/core/pipeline/numbers.h"
#include "tests/support/synthetic.h"

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>

namespace sightglass::test
{

/// A port that keeps what it is given.
class Port : public InferencePort
{
public:
    Port(FlowPolicy policy, std::size_t capacity)
        : m_queue(FrameQueue::create(policy, capacity))
    {}

    void push(std::int64_t first, std::int64_t last)
    {
        for (std::int64_t i = first; i <= last; ++i) {
            Frame frame;
            frame.id.index = i;
            frame.image = numberedPicture({16, 16}, i);
            m_queue->push({frame, {}});
        }
    }

    FrameQueue &frames() const override { return *m_queue; }
    std::size_t room() const override { return roomLeft; }
    bool isCurrent(const Frame &frame) const override { return frame.id.index >= firstCurrent; }
    void put(InferredFrame inferred) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_results.push_back(std::move(inferred));
        }
        m_wake.notify_all();
    }
    void inferred(const DetectTimes &) override { ++seen; }
    void failed(const Error &) override { ++failures; }

    std::vector<InferredFrame> results() const
    {
        const std::lock_guard lock(m_mutex);
        return m_results;
    }
    std::vector<std::int64_t> indices() const
    {
        std::vector<std::int64_t> all;
        for (const InferredFrame &result : results())
            all.push_back(result.frame.id.index);
        return all;
    }
    bool waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_wake.wait_for(lock, std::chrono::seconds(20), [&] { return m_results.size() >= count; });
    }
    bool isExact() const
    {
        const FlowCounters c = m_queue->counters();
        return c.captured == c.processed + c.dropped + c.waiting();
    }

    std::atomic<std::size_t> roomLeft{1000};
    std::atomic<std::int64_t> firstCurrent{0};
    std::atomic<int> seen{0};
    std::atomic<int> failures{0};

private:
    const std::shared_ptr<FrameQueue> m_queue;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<InferredFrame> m_results;
};

inline std::shared_ptr<Port> makePort(FlowPolicy policy, std::size_t capacity = 1000)
{
    return std::make_shared<Port>(policy, capacity);
}

inline DetectionEngine::Model copies(const std::shared_ptr<SyntheticModel> &model, int workers,
                                     std::uint64_t number = 1)
{
    DetectionEngine::Model result{{}, number};
    for (int i = 0; i < workers; ++i)
        result.copies.push_back(std::make_unique<SyntheticDetector>(model, ModelRequest{}));
    return result;
}

/// Returns when the model is in use.
inline void use(DetectionEngine &engine, DetectionEngine::Model model)
{
    std::latch adopted(1);
    engine.setModel(std::move(model), [&] { adopted.count_down(); });
    adopted.wait();
}

inline bool isOwn(const InferredFrame &inferred)
{
    return inferred.results.size() == 1 && inferred.results[0] && inferred.results[0]->frame == inferred.frame.id &&
           inferred.results[0]->items.at(0).box.x == static_cast<float>(inferred.frame.id.index);
}

} // namespace sightglass::test
