// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace sightglass
{

/// How other threads ask a worker for something: tasks wait here under a lock, and an empty event announces them.
///
/// At most one event is under way, however often is asked; its arrival runs the tasks in order, then one step of the
/// worker. Nothing but the announcement passes through Qt's event queue, so that a race checker sees every hand-over.
///
/// Shared by all who may ask, and outlives the worker: asking does nothing once the worker is gone.
class Mailbox : public std::enable_shared_from_this<Mailbox>
{
public:
    using Task = std::function<void()>;

    /// For a worker on its way to its thread; tasks and `step` run there. Detached when the worker is destroyed.
    static std::shared_ptr<Mailbox> attach(QObject *worker, Task step);

    /// Any thread: asks for a step.
    void request();
    /// Any thread: asks for this task, then a step.
    void post(Task task);
    /// Any thread: from now on nothing is run that has not begun.
    void detach();

private:
    class Bell;

    explicit Mailbox(Task step);
    void ring();
    void open();

    const Task m_step;
    std::mutex m_mutex;
    Bell *m_bell = nullptr;
    std::vector<Task> m_tasks;
    bool m_announced = false;
};

/// What a worker tells its owner, in order: notices wait here under a lock, an empty queued signal announces them.
template <typename Notice>
class Notices
{
public:
    /// The worker's thread. Whether the owner has yet to be told: false when earlier ones still wait to be taken.
    [[nodiscard]] bool add(Notice notice)
    {
        const std::lock_guard lock(m_mutex);
        m_notices.push_back(std::move(notice));
        return m_notices.size() == 1;
    }

    /// The owner's thread.
    std::vector<Notice> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_notices, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Notice> m_notices;
};

} // namespace sightglass
