// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace sightglass
{

/// Where capture leaves the pictures of a live source for the recorder: a few at most, further ones are lost, and
/// counted.
class RecorderInbox
{
public:
    struct Item
    {
        Frame frame;
        std::uint64_t opening = 0; ///< Which source it is of: the same after a reconnection.
        std::uint64_t lost = 0;    ///< How many were lost before it.
    };

    void setWaker(std::function<void()> waker);
    /// Any thread.
    void put(const Frame &frame, std::uint64_t opening);
    /// The oldest.
    std::optional<Item> take();
    void close();

private:
    static constexpr std::size_t capacity = 4;

    std::mutex m_mutex;
    std::function<void()> m_waker;
    std::deque<Item> m_items;
    std::uint64_t m_lost = 0;
    bool m_closed = false;
};

} // namespace sightglass
