// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/inferenceworker.h"

#include "core/pipeline/infercandidates.h"

namespace sightglass
{

InferenceWorker::InferenceWorker(std::shared_ptr<Flow> flow)
    : m_flow(std::move(flow))
    , m_mailbox(Mailbox::attach(this, [this] { step(); }))
{}

void InferenceWorker::setDetector(std::unique_ptr<Detector> detector, std::uint64_t serial)
{
    std::optional<Arrival> arrival{Arrival{std::move(detector), serial}};
    {
        const std::lock_guard lock(m_mutex);
        m_arrival.swap(arrival); // A model that was never used is destroyed here, outside the lock.
    }
    m_mailbox->request();
}

void InferenceWorker::step()
{
    if (m_flow->stopping)
        return;
    adoptArrival();
    if (m_flow->mode == ViewMode::Synced && !m_flow->toDisplay->hasRoom())
        return; // The display queue's room callback asks for the next step.
    auto lease = m_flow->toInference->take();
    if (!lease)
        return;
    process(std::move(*lease));
    m_mailbox->request();
}

void InferenceWorker::adoptArrival()
{
    std::optional<Arrival> arrival;
    {
        const std::lock_guard lock(m_mutex);
        arrival.swap(m_arrival);
    }
    if (!arrival)
        return;
    m_detector = std::move(arrival->detector);
    m_serial = arrival->serial;
    m_flow->newest.set(nullptr);
    notify(Adopted{m_serial});
}

void InferenceWorker::process(FlowQueue<Frame>::Lease lease)
{
    const Frame frame = *lease;
    if (!m_flow->isCurrent(frame)) {
        lease.discard();
        return;
    }
    const CandidatesPtr candidates = infer(frame);
    if (!m_flow->isCurrent(frame)) {
        lease.discard();
        return;
    }
    m_flow->newest.set(candidates);
    if (m_flow->mode == ViewMode::Synced)
        m_flow->toDisplay->push({frame, candidates});
    lease.finish();
    notify(FinishedFrame{});
}

void InferenceWorker::notify(Notice notice)
{
    if (m_notices.add(std::move(notice)))
        Q_EMIT noticed();
}

CandidatesPtr InferenceWorker::infer(const Frame &frame)
{
    if (!m_detector)
        return nullptr;
    auto inference = inferCandidates(*m_detector, frame, m_serial);
    if (!inference) {
        notify(inference.error());
        return nullptr;
    }
    const auto now = Clock::now();
    m_flow->preprocess.add(inference->times.preprocess, now);
    m_flow->inference.add(inference->times.inference, now);
    m_flow->postprocess.add(inference->times.postprocess, now);
    return std::move(inference->candidates);
}

} // namespace sightglass
