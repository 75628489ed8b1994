// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/store/clipstore.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace sightglass
{

/// Between one source's frames on their way through one model and the store of both, which takes a moment to be opened:
/// what is kept until then goes into it when it is there, and whoever looks for a frame waits for it, once and not for
/// long.
///
/// Every function may be called from any thread.
class StoreLink
{
public:
    /// Of the source that was opened under this generation, by which its frames are told from those before, and of the
    /// model with this number of its loading.
    StoreLink(std::uint64_t generation, std::uint64_t number, const ModelDescriptor &model);

    /// What the store has of a frame for the model of this number, as that would have said it; null: nothing.
    CandidatesPtr find(const Frame &frame, std::uint64_t number);
    /// Of a frame of this source by this model; else nothing happens.
    void keep(const Frame &frame, const CandidatesPtr &candidates);

    /// The store is there; null: there is none.
    void open(std::shared_ptr<ClipStore> store);
    /// It will take longer: nobody waits.
    void postpone();

private:
    struct Waiting
    {
        CandidatesPtr candidates;
        QSize picture;
    };

    bool isOfThis(const Frame &frame, std::uint64_t number) const;

    const std::uint64_t m_generation;
    const std::uint64_t m_number;
    const std::shared_ptr<const QStringList> m_classNames;
    const std::shared_ptr<const KeypointLayout> m_keypoints;

    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_opened;
    std::shared_ptr<ClipStore> m_store;
    std::vector<Waiting> m_waiting;
    bool m_isDecided = false;
    bool m_waits = true; ///< Whoever looks for a frame.
};

} // namespace sightglass
