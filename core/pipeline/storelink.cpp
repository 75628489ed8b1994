// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/storelink.h"

#include <utility>

namespace sightglass
{

namespace
{

/// A disk that is slower than that is not waited for, and the model answers.
constexpr std::chrono::seconds patience{1};
/// While a long file is not known whole.
constexpr std::size_t mostWaiting = 600;

} // namespace

StoreLink::StoreLink(std::uint64_t generation, std::uint64_t number, const ModelDescriptor &model)
    : m_generation(generation)
    , m_number(number)
    , m_classNames(model.classNames)
    , m_keypoints(model.keypoints)
{}

bool StoreLink::isOfThis(const Frame &frame, std::uint64_t number) const
{
    return frame.id.generation >= m_generation && number == m_number;
}

CandidatesPtr StoreLink::find(const Frame &frame, std::uint64_t number)
{
    if (!isOfThis(frame, number))
        return nullptr;
    std::shared_ptr<ClipStore> store;
    {
        std::unique_lock lock(m_mutex);
        if (m_waits)
            m_opened.wait_for(lock, patience, [this] { return !m_waits; });
        m_waits = false;
        store = m_store;
    }
    auto found = store ? store->find(frame) : nullptr;
    if (!found)
        return nullptr;
    found->model = m_number;
    found->classNames = m_classNames;
    found->keypoints = m_keypoints;
    return found;
}

void StoreLink::keep(const Frame &frame, const CandidatesPtr &candidates)
{
    // What a device has decoded may differ from what exports see.
    if (!isOfThis(frame, candidates->model) || frame.byDevice)
        return;
    const QSize picture(frame.image.cols, frame.image.rows);
    std::shared_ptr<ClipStore> store;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isDecided && m_waiting.size() < mostWaiting)
            m_waiting.push_back({candidates, picture});
        store = m_store;
    }
    if (store)
        (void)store->keep(candidates, picture);
}

void StoreLink::open(std::shared_ptr<ClipStore> store)
{
    std::vector<Waiting> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_store = store;
        m_isDecided = true;
        m_waits = false;
        waiting.swap(m_waiting);
    }
    m_opened.notify_all();
    if (store)
        for (const Waiting &each : waiting)
            (void)store->keep(each.candidates, each.picture);
}

void StoreLink::postpone()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waits = false;
    }
    m_opened.notify_all();
}

} // namespace sightglass
