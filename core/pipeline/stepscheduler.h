// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaObject>
#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace sightglass
{

/// Asks a worker for its next step, from any thread, with at most one request under way however often it is asked.
///
/// Shared by all who may ask, so that it outlives the worker; the worker calls detach() before it goes.
class StepScheduler
{
public:
    /// `step` runs on the thread of `worker`.
    StepScheduler(QObject *worker, std::function<void()> step)
        : m_worker(worker)
        , m_step(std::move(step))
    {}

    static void request(const std::shared_ptr<StepScheduler> &scheduler)
    {
        const std::lock_guard lock(scheduler->m_mutex);
        if (!scheduler->m_worker || scheduler->m_requested)
            return;
        scheduler->m_requested = true;
        QMetaObject::invokeMethod(
            scheduler->m_worker, [scheduler] { scheduler->run(); }, Qt::QueuedConnection);
    }

    void detach()
    {
        const std::lock_guard lock(m_mutex);
        m_worker = nullptr;
    }

private:
    void run()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_requested = false;
        }
        m_step();
    }

    std::mutex m_mutex;
    QObject *m_worker;
    std::function<void()> m_step;
    bool m_requested = false;
};

} // namespace sightglass
