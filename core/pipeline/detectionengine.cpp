// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/detectionengine.h"

#include "core/pipeline/infercandidates.h"

#include <utility>

namespace sightglass
{

DetectionEngine::DetectionEngine(std::vector<std::unique_ptr<Detector>> detectors, std::shared_ptr<Frames> frames,
                                 std::shared_ptr<Results> results)
    : m_detectors(std::move(detectors))
    , m_frames(std::move(frames))
    , m_results(std::move(results))
    , m_mostUnderWay(m_results->counters().capacity)
{}

DetectionEngine::~DetectionEngine()
{
    stop();
}

void DetectionEngine::start(std::function<void(const Error &)> failed, std::function<void()> ended)
{
    m_failed = std::move(failed);
    m_ended = std::move(ended);
    m_working = m_detectors.size();
    for (std::size_t i = 0; i < m_detectors.size(); ++i)
        m_threads.emplace_back([this, i] { work(i); });
}

void DetectionEngine::wake()
{
    // Under the lock, so that no worker is between looking and waiting.
    {
        const std::lock_guard lock(m_mutex);
    }
    m_wake.notify_all();
}

void DetectionEngine::endOfFrames()
{
    {
        const std::lock_guard lock(m_mutex);
        m_noMoreFrames = true;
    }
    m_wake.notify_all();
}

void DetectionEngine::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_threads.clear();
    while (auto left = m_order.takeAny())
        m_results->push(*std::move(left));
}

std::optional<DetectionEngine::Lease> DetectionEngine::nextFrame(std::uint64_t &sequence)
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const std::size_t underWay = std::size_t(m_taken - m_delivered) + m_results->counters().waiting();
        // Looked at first: a frame that is pushed before the end is told is never missed.
        const bool last = m_noMoreFrames;
        if (underWay < m_mostUnderWay) {
            if (auto lease = m_frames->take()) {
                sequence = m_taken++;
                return lease;
            }
            if (last)
                return std::nullopt;
        }
        m_wake.wait(lock);
    }
    return std::nullopt;
}

void DetectionEngine::deliver(std::uint64_t sequence, InferredFrame result)
{
    {
        // Pushed under the lock: two workers must not overtake each other between buffer and queue.
        const std::lock_guard lock(m_mutex);
        m_order.put(sequence, std::move(result));
        while (auto next = m_order.take()) {
            ++m_delivered;
            m_results->push(*std::move(next));
        }
    }
    m_wake.notify_all();
}

void DetectionEngine::work(std::size_t worker)
{
    const std::unique_ptr<Detector> detector = std::move(m_detectors[worker]);
    std::uint64_t sequence = 0;
    while (auto lease = nextFrame(sequence)) {
        InferredFrame result{std::move(**lease), nullptr};
        if (detector) {
            auto inference = inferCandidates(*detector, result.frame);
            if (!inference) {
                lease->discard();
                m_failed(inference.error());
                break;
            }
            result.candidates = std::move(inference->candidates);
            ++m_inferred;
        }
        lease->finish();
        deliver(sequence, std::move(result));
    }
    bool ended = false;
    {
        const std::lock_guard lock(m_mutex);
        ended = --m_working == 0 && !m_stopping;
    }
    if (ended)
        m_ended();
}

} // namespace sightglass
