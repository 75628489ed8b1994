// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/recorderinbox.h"

#include <utility>

namespace sightglass
{

void RecorderInbox::setWaker(std::function<void()> waker)
{
    const std::lock_guard lock(m_mutex);
    m_waker = std::move(waker);
}

void RecorderInbox::put(const Frame &frame, std::uint64_t opening)
{
    std::function<void()> waker;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        if (m_items.size() >= capacity) {
            ++m_lost;
            return;
        }
        m_items.push_back({frame, opening, std::exchange(m_lost, 0)});
        waker = m_waker;
    }
    if (waker)
        waker();
}

std::optional<RecorderInbox::Item> RecorderInbox::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_items.empty())
        return std::nullopt;
    Item item = std::move(m_items.front());
    m_items.pop_front();
    return item;
}

void RecorderInbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_items.clear();
}

} // namespace sightglass
