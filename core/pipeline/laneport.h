// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flow.h"
#include "core/pipeline/inferenceport.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/storelink.h"

#include <functional>
#include <memory>
#include <utility>

namespace sightglass
{

/// Where a lane's frames meet one of its models: takes from the model's queue, and passes on to the next or the
/// display. The owner's mailbox is asked for a step with every result; `warned` runs there.
class LanePort : public InferencePort
{
public:
    LanePort(std::shared_ptr<Flow> flow, std::size_t model, std::shared_ptr<Mailbox> owner,
             std::function<void(const Error &)> warned)
        : m_flow(std::move(flow))
        , m_model(model)
        , m_part(m_flow->models().at(model))
        , m_owner(std::move(owner))
        , m_warned(std::move(warned))
    {}

    /// Any thread: where results are kept, for the frames of a source; null: nowhere.
    void setStore(std::shared_ptr<StoreLink> link) { m_store.set(std::move(link)); }

    FrameQueue &frames() const override { return *m_part->queue; }
    std::size_t room() const override { return m_flow->roomAfter(m_model); }
    bool isCurrent(const Frame &frame) const override { return m_flow->isCurrent(frame); }
    CandidatesPtr known(const Frame &frame, std::uint64_t model) override
    {
        const auto link = m_store.get();
        return link ? link->find(frame, model) : nullptr;
    }
    void keep(const Frame &frame, const CandidatesPtr &candidates) override
    {
        if (const auto link = m_store.get())
            link->keep(frame, candidates);
    }
    void put(InferredFrame inferred) override
    {
        m_flow->passOn(m_model, std::move(inferred));
        m_owner->request();
    }
    void inferred(const DetectTimes &times) override
    {
        const auto now = Clock::now();
        m_part->preprocess.add(times.preprocess, now);
        m_part->inference.add(times.inference, now);
        m_part->postprocess.add(times.postprocess, now);
    }
    void failed(const Error &error) override
    {
        m_owner->post([warned = m_warned, error] { warned(error); });
    }

private:
    const std::shared_ptr<Flow> m_flow;
    const std::size_t m_model;
    const std::shared_ptr<ModelFlow> m_part;
    const std::shared_ptr<Mailbox> m_owner;
    const std::function<void(const Error &)> m_warned;
    Shared<std::shared_ptr<StoreLink>> m_store;
};

} // namespace sightglass
