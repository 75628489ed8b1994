// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/flowcounters.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace sightglass
{

/// A bounded queue between two workers that counts every item. Standard library only.
///
/// Never blocks: a producer under EveryFrame asks hasRoom() first and comes back when told by the room callback; a
/// consumer takes what is there and comes back when told by the ready callback. Items queued and items in flight
/// together count against the capacity, so that "depth" is all the work that lies before the consumer's next result.
///
/// Under Latest, take() yields the newest item and drops those before it; under EveryFrame it yields the oldest.
///
/// An item gives way when it is dropped since a newer one is there, in the queue or past it. What that means is asked
/// at that moment, and counted apart, anew when the policy becomes another.
///
/// Threads: every function may be called from any thread. Under EveryFrame at most one producer may rely on hasRoom().
/// Callbacks run on the thread that caused them, outside the lock; they may be called once too often, never too seldom.
/// Owned by std::shared_ptr, since leases keep the queue alive.
template <typename T>
class FlowQueue : public std::enable_shared_from_this<FlowQueue<T>>
{
    enum class End
    {
        Processed,
        Dropped,
        GaveWay,
    };

public:
    /// Called under the queue's lock, on any thread.
    using Judge = std::function<GivingWay(const T &)>;

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
                end(End::Dropped);
                m_queue = std::exchange(other.m_queue, nullptr);
                m_item = std::move(other.m_item);
            }
            return *this;
        }
        ~Lease() { end(End::Dropped); }

        T &operator*() { return m_item; }
        T *operator->() { return &m_item; }

        /// Ends the lease, the item counted as processed.
        void finish() { end(End::Processed); }
        /// Ends the lease, the item counted as dropped.
        void discard() { end(End::Dropped); }
        /// Ends the lease, as a newer item is past the queue already.
        void giveWay() { end(End::GaveWay); }

    private:
        void end(End how)
        {
            if (const auto queue = std::exchange(m_queue, nullptr))
                queue->finish(how, m_item);
        }

        std::shared_ptr<FlowQueue> m_queue;
        T m_item;
    };

    /// Without a judge, what gives way is lost.
    static std::shared_ptr<FlowQueue> create(FlowPolicy policy, std::size_t capacity, Judge judge = {})
    {
        return std::shared_ptr<FlowQueue>(new FlowQueue(policy, capacity, std::move(judge)));
    }

    /// Capacity is at least 1. Items over a smaller capacity stay under EveryFrame; under Latest they are dropped, and
    /// did not give way.
    void configure(FlowPolicy policy, std::size_t capacity)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (std::exchange(m_policy, policy) != policy)
                m_givenWay = {};
            m_counters.capacity = capacity < 1 ? 1 : capacity;
            if (policy == FlowPolicy::Latest) {
                while (isOver(m_counters.capacity)) {
                    m_items.pop_front();
                    ++m_counters.dropped;
                }
                m_counters.queued = m_items.size();
            }
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
            while (m_policy == FlowPolicy::Latest && isOver(m_counters.capacity))
                oldestGivesWay();
            m_counters.queued = m_items.size();
        }
        notify(&FlowQueue::m_onReady);
    }

    /// The next item, if there is one.
    std::optional<Lease> take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_items.empty())
            return std::nullopt;
        if (m_policy == FlowPolicy::Latest)
            keepNewest();
        T item = std::move(m_items.front());
        m_items.pop_front();
        m_counters.queued = m_items.size();
        ++m_counters.inFlight;
        return Lease(this->shared_from_this(), std::move(item));
    }

    /// What take() would drop gives way now.
    void settle()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_policy == FlowPolicy::Latest)
                keepNewest();
        }
        notify(&FlowQueue::m_onRoom);
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
            m_givenWay = {};
        }
        notify(&FlowQueue::m_onRoom);
    }

    /// Counts what gives way anew.
    void forgetGivenWay()
    {
        const std::lock_guard lock(m_mutex);
        m_givenWay = {};
    }

    bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

    FlowCounters counters(RecentCount::Clock::time_point now = RecentCount::Clock::now()) const
    {
        const std::lock_guard lock(m_mutex);
        FlowCounters counters = m_counters;
        m_givenWay.addTo(counters, now);
        return counters;
    }

private:
    FlowQueue(FlowPolicy policy, std::size_t capacity, Judge judge)
        : m_judge(std::move(judge))
        , m_policy(policy)
    {
        m_counters.capacity = capacity < 1 ? 1 : capacity;
    }

    void finish(End how, const T &item)
    {
        {
            const std::lock_guard lock(m_mutex);
            --m_counters.inFlight;
            if (how == End::Processed)
                ++m_counters.processed;
            else if (how == End::Dropped)
                ++m_counters.dropped;
            else
                countGivingWay(item);
        }
        notify(&FlowQueue::m_onRoom);
    }

    // With the lock held.

    bool isOver(std::size_t capacity) const
    {
        return m_items.size() > 1 && m_items.size() + m_counters.inFlight > capacity;
    }

    void oldestGivesWay()
    {
        countGivingWay(m_items.front());
        m_items.pop_front();
    }

    void keepNewest()
    {
        while (m_items.size() > 1)
            oldestGivesWay();
        m_counters.queued = m_items.size();
    }

    void countGivingWay(const T &item)
    {
        ++m_counters.dropped;
        m_givenWay.add(m_judge ? m_judge(item) : GivingWay::Loss, RecentCount::Clock::now());
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

    const Judge m_judge;
    mutable std::mutex m_mutex;
    std::deque<T> m_items;
    FlowPolicy m_policy;
    FlowCounters m_counters; ///< But for what gave way.
    GivenWay m_givenWay;
    bool m_closed = false;
    std::function<void()> m_onReady;
    std::function<void()> m_onRoom;
};

} // namespace sightglass
