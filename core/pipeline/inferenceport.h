// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/flowqueue.h"
#include "core/values/candidates.h"
#include "core/values/error.h"
#include "core/values/frame.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace sightglass
{

/// A frame with what the models on its way have found in it, in their order; null where a model ran in vain or none is
/// loaded. Before the first model there are no results.
struct InferredFrame
{
    Frame frame;
    std::vector<CandidatesPtr> results;
};

using FrameQueue = FlowQueue<InferredFrame>;

/// Where frames of one origin meet an engine: what it takes from, and where it puts what comes of it.
///
/// Threads: called by the engine's workers, several at once but for put(). Must not call the engine but for wake().
class InferencePort
{
public:
    virtual ~InferencePort() = default;
    InferencePort(const InferencePort &) = delete;
    InferencePort &operator=(const InferencePort &) = delete;

    /// The frames that wait for this engine. Under FlowPolicy::EveryFrame each comes out, in order; under Latest one
    /// that another worker overtook is dropped.
    virtual FrameQueue &frames() const = 0;
    /// How many results may be put now. Beyond that, no frame is taken.
    virtual std::size_t room() const = 0;
    /// Whether somebody still waits for this frame; one that nobody does is dropped.
    virtual bool isCurrent(const Frame &frame) const = 0;
    /// What this model, by the number of its loading, is known to find in a frame; null: it has to be asked.
    virtual CandidatesPtr known([[maybe_unused]] const Frame &frame, [[maybe_unused]] std::uint64_t model)
    {
        return nullptr;
    }
    /// What a model has found, to be known from now on.
    virtual void keep([[maybe_unused]] const Frame &frame, [[maybe_unused]] const CandidatesPtr &candidates) {}
    /// A result, in the order in which the frames were taken, one at a time.
    virtual void put(InferredFrame inferred) = 0;
    /// A model has seen a frame of this port; its share of the time.
    virtual void inferred(const DetectTimes &times) = 0;
    /// A model failed on a frame of this port. The frame goes on with a null result.
    virtual void failed(const Error &error) = 0;

protected:
    InferencePort() = default;
};

} // namespace sightglass
