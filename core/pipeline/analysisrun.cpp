// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/analysisrun.h"

#include <utility>

namespace sightglass
{

namespace
{

/// Beside those in the works: so few that reading ahead takes little memory and little of the processors' time.
constexpr std::size_t mostAhead = 2;

} // namespace

AnalysisRun::AnalysisRun(AnalysisTask task, std::function<void(const Error &)> failed)
    : m_task(std::move(task))
    , m_failed(std::move(failed))
    , m_frames(FrameQueue::create(FlowPolicy::EveryFrame, m_task.places + mostAhead))
    , m_results(FrameQueue::create(FlowPolicy::EveryFrame, m_task.places + mostAhead))
{}

void AnalysisRun::connect(const std::function<void()> &engine, const std::function<void()> &worker)
{
    m_frames->setCallbacks(engine, worker);
    m_results->setCallbacks(worker, engine);
}

bool AnalysisRun::isIdle() const
{
    // A frame waits for the model until its result is there, so that none is missed between the two questions.
    return m_frames->counters().waiting() == 0 && m_results->counters().waiting() == 0;
}

void AnalysisRun::close()
{
    m_frames->close();
    m_results->close();
}

/// The view may have asked the model for this frame in the meantime.
CandidatesPtr AnalysisRun::known(const Frame &frame, std::uint64_t model)
{
    return model == m_task.number ? m_task.store->find(frame) : nullptr;
}

void AnalysisRun::keep(const Frame &frame, const CandidatesPtr &candidates)
{
    if (candidates->model == m_task.number)
        (void)m_task.store->keep(candidates, {frame.image.cols, frame.image.rows});
}

void AnalysisRun::failed(const Error &error)
{
    if (failures++ == 0)
        m_failed(error);
}

} // namespace sightglass
