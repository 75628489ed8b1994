// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace sightglass
{

/// What a queue does when its consumer is slower than its producer.
enum class FlowPolicy
{
    Latest,     ///< The newest item wins: older ones are dropped and counted. For live sources.
    EveryFrame, ///< The producer waits for room. Nothing is dropped.
};

/// Exact counts of one queue, taken together under its lock: captured == processed + dropped + waiting(), always.
struct FlowCounters
{
    std::uint64_t captured = 0;  ///< Items ever pushed.
    std::uint64_t processed = 0; ///< Items whose lease was finished.
    std::uint64_t dropped = 0;   ///< Items displaced by newer ones, cleared, or not finished by the consumer.
    std::size_t queued = 0;      ///< Items not taken yet.
    std::size_t inFlight = 0;    ///< Items taken whose lease has not ended.
    std::size_t capacity = 0;    ///< Most items that may wait.

    std::size_t waiting() const { return queued + inFlight; }
    double dropRatio() const { return captured == 0 ? 0.0 : double(dropped) / double(captured); }
};

/// A bounded queue between two workers that counts every item. Standard library only.
///
/// Never blocks: a producer under EveryFrame asks hasRoom() first and comes back when told by the room callback; a
/// consumer takes what is there and comes back when told by the ready callback. Items queued and items in flight
/// together count against the capacity, so that "depth" is all the work that lies before the consumer's next result.
///
/// Under Latest, take() yields the newest item and drops those before it; under EveryFrame it yields the oldest.
///
/// Threads: every function may be called from any thread. Under EveryFrame at most one producer may rely on hasRoom().
/// Callbacks run on the thread that caused them, outside the lock; they may be called once too often, never too seldom.
/// Owned by std::shared_ptr, since leases keep the queue alive.
template <typename T>
class FlowQueue : public std::enable_shared_from_this<FlowQueue<T>>
{
public:
    /// An item in the consumer's hands. Its end returns the credit on every path; one that ends without a word, by an
    /// exception for instance, is counted as dropped.
    class Lease
    {
    public:
        Lease(std::shared_ptr<FlowQueue> queue, T item)
            : m_queue(std::move(queue))
            , m_item(std::move(item))
        {}
        Lease(Lease &&other) noexcept
            : m_queue(std::exchange(other.m_queue, nullptr))
            , m_item(std::move(other.m_item))
        {}
        Lease &operator=(Lease &&other) noexcept
        {
            if (this != &other) {
                end(false);
                m_queue = std::exchange(other.m_queue, nullptr);
                m_item = std::move(other.m_item);
            }
            return *this;
        }
        ~Lease() { end(false); }

        T &operator*() { return m_item; }
        T *operator->() { return &m_item; }

        /// Ends the lease, the item counted as processed.
        void finish() { end(true); }
        /// Ends the lease, the item counted as dropped.
        void discard() { end(false); }

    private:
        void end(bool processed)
        {
            if (const auto queue = std::exchange(m_queue, nullptr))
                queue->finish(processed);
        }

        std::shared_ptr<FlowQueue> m_queue;
        T m_item;
    };

    static std::shared_ptr<FlowQueue> create(FlowPolicy policy, std::size_t capacity)
    {
        return std::shared_ptr<FlowQueue>(new FlowQueue(policy, capacity));
    }

    /// Capacity is at least 1. Items over a smaller capacity stay under EveryFrame, and are dropped under Latest.
    void configure(FlowPolicy policy, std::size_t capacity)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_policy = policy;
            m_counters.capacity = capacity < 1 ? 1 : capacity;
            if (policy == FlowPolicy::Latest)
                dropOldestBeyond(m_counters.capacity);
        }
        notify(&FlowQueue::m_onRoom);
    }

    FlowPolicy policy() const
    {
        const std::lock_guard lock(m_mutex);
        return m_policy;
    }

    /// Set before the workers start. An empty function removes one; a call under way on another thread may still run.
    void setCallbacks(std::function<void()> onReady, std::function<void()> onRoom)
    {
        const std::lock_guard lock(m_mutex);
        m_onReady = std::move(onReady);
        m_onRoom = std::move(onRoom);
    }

    /// How many may be pushed before one is dropped; under Latest any number, since dropping is the policy there.
    std::size_t room() const
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed || m_policy == FlowPolicy::Latest)
            return std::numeric_limits<std::size_t>::max();
        return m_counters.capacity - std::min(m_counters.capacity, m_counters.waiting());
    }

    bool hasRoom() const { return room() > 0; }

    /// Adds an item. On a closed queue the item is counted as dropped at once.
    void push(T item)
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_counters.captured;
            if (m_closed) {
                ++m_counters.dropped;
                return;
            }
            m_items.push_back(std::move(item));
            m_counters.queued = m_items.size();
            if (m_policy == FlowPolicy::Latest)
                dropOldestBeyond(m_counters.capacity);
        }
        notify(&FlowQueue::m_onReady);
    }

    /// The next item, if there is one.
    std::optional<Lease> take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_items.empty())
            return std::nullopt;
        if (m_policy == FlowPolicy::Latest) {
            m_counters.dropped += m_items.size() - 1;
            m_items.erase(m_items.begin(), m_items.end() - 1);
        }
        T item = std::move(m_items.front());
        m_items.pop_front();
        m_counters.queued = m_items.size();
        ++m_counters.inFlight;
        return Lease(this->shared_from_this(), std::move(item));
    }

    /// Drops what is queued; items in flight go on.
    void clear()
    {
        {
            const std::lock_guard lock(m_mutex);
            dropAll();
        }
        notify(&FlowQueue::m_onRoom);
    }

    /// Drops what is queued and whatever is pushed from now on.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
            dropAll();
        }
        notify(&FlowQueue::m_onRoom);
        notify(&FlowQueue::m_onReady);
    }

    /// Drops what is queued and counts anew, from what is still in flight: for another source.
    void restart()
    {
        {
            const std::lock_guard lock(m_mutex);
            dropAll();
            m_counters.captured = m_counters.inFlight;
            m_counters.processed = 0;
            m_counters.dropped = 0;
        }
        notify(&FlowQueue::m_onRoom);
    }

    bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

    FlowCounters counters() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counters;
    }

private:
    FlowQueue(FlowPolicy policy, std::size_t capacity)
        : m_policy(policy)
    {
        m_counters.capacity = capacity < 1 ? 1 : capacity;
    }

    void finish(bool processed)
    {
        {
            const std::lock_guard lock(m_mutex);
            --m_counters.inFlight;
            ++(processed ? m_counters.processed : m_counters.dropped);
        }
        notify(&FlowQueue::m_onRoom);
    }

    void dropOldestBeyond(std::size_t capacity)
    {
        while (m_items.size() > 1 && m_items.size() + m_counters.inFlight > capacity) {
            m_items.pop_front();
            ++m_counters.dropped;
        }
        m_counters.queued = m_items.size();
    }

    void dropAll()
    {
        m_counters.dropped += m_items.size();
        m_items.clear();
        m_counters.queued = 0;
    }

    void notify(std::function<void()> FlowQueue::*callback)
    {
        std::function<void()> call;
        {
            const std::lock_guard lock(m_mutex);
            call = this->*callback;
        }
        if (call)
            call();
    }

    mutable std::mutex m_mutex;
    std::deque<T> m_items;
    FlowPolicy m_policy;
    FlowCounters m_counters;
    bool m_closed = false;
    std::function<void()> m_onReady;
    std::function<void()> m_onRoom;
};

} // namespace sightglass
